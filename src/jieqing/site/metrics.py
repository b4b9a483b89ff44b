"""Figures for those who watch over the house, in Prometheus' format, at /metrics for who shows the token.

Routes are patterns ("agencies/<str:agency_id>/"), so that neither a label nor a log grows with what is visited. Each
process writes its counts to a file of its own in PROMETHEUS_MULTIPROC_DIR; whichever is asked adds them up.
"""

import hmac
import os
from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from jieqing.kit.doors import anyone
from jieqing.site.jobs import counts

REQUESTS = Counter("jieqing_requests", "Answers given.", ["route", "method", "status"])
SECONDS = Histogram(
    "jieqing_request_seconds", "Time to an answer.", ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)  # fmt: skip
JOBS = Counter("jieqing_jobs", "Jobs that were run, by what came of it.", ["task", "outcome"])
MULTIPROC = "PROMETHEUS_MULTIPROC_DIR"


class Waiting(Collector):
    """Counted in the database when asked: jobs by state."""

    def collect(self) -> Iterator[Metric]:
        """One gauge with a label for each state."""
        jobs = GaugeMetricFamily("jieqing_jobs_now", "Jobs by state.", labels=["state"])
        for state, count in counts().items():
            jobs.add_metric([state], count)
        yield jobs


@anyone
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """All figures; 404 without the bearer token, as if there were no such page."""
    token = str(settings.METRICS_TOKEN)
    shown = request.headers.get("Authorization", "").encode()
    if not token or not hmac.compare_digest(shown, f"Bearer {token}".encode()):
        raise Http404
    registry = CollectorRegistry()
    registry.register(Waiting())
    if os.environ.get(MULTIPROC):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        found = generate_latest(registry)
    else:
        found = generate_latest(registry) + generate_latest(REGISTRY)
    return HttpResponse(found, content_type=CONTENT_TYPE_LATEST)
