"""Each request: one line in the log and one count, by the route's pattern, never by its address.

An address may hold ids of persons or what somebody searched for; the pattern holds neither.
"""

import logging
import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from jieqing.kit import clock
from jieqing.kit.doors import actor_of
from jieqing.kit.ids import new_id
from jieqing.site.logs import request_id
from jieqing.site.metrics import REQUESTS, SECONDS

log = logging.getLogger("jieqing.site.traffic")
GIVEN_ID = re.compile(r"[0-9A-Za-z_-]{8,64}")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Asked for every few seconds by those who watch: their answers are not news.
WATCHED = frozenset({"healthz", "readyz", "metrics"})


class TrafficMiddleware:
    """Gives the request an id (a proxy's X-Request-ID, if it is one) that stands in every line logged meanwhile."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started_ms = clock.ticks_ms()
        given = request.headers.get("X-Request-ID", "")
        own = given if GIVEN_ID.fullmatch(given) else new_id().hex
        token = request_id.set(own)
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = own
            _note(request, response.status_code, clock.ticks_ms() - started_ms)
        finally:
            request_id.reset(token)
        return response


def _note(request: HttpRequest, status: int, ms: float) -> None:
    route = request.resolver_match.route if request.resolver_match else "(none)"
    method = request.method if request.method in METHODS else "OTHER"
    REQUESTS.labels(route, method, str(status)).inc()
    SECONDS.labels(route).observe(ms / 1000)
    if route in WATCHED and status < 500:
        return
    parts = {"route": route, "method": method, "status": status, "ms": round(ms, 1), "actor": actor_of(request).who}
    log.info("request", extra={"parts": parts})
