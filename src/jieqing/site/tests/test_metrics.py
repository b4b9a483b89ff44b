"""Figures add up over all processes, name routes by pattern, and are shown to who has the token."""

import os
import subprocess
import sys

import pytest
from procrastinate.contrib.django import app

from jieqing.kit.ids import new_id

pytestmark = pytest.mark.django_db
TOKEN = "a-token-that-is-long-enough"
COUNT = """
from jieqing.site import house
house.set_up()
from jieqing.site.metrics import JOBS, REQUESTS, SECONDS
REQUESTS.labels("agencies/", "GET", "200").inc()
SECONDS.labels("agencies/").observe(0.02)
JOBS.labels("notices.tell", "done").inc()
"""
SHOW = """
from jieqing.site import house
house.set_up()
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
registry = CollectorRegistry()
MultiProcessCollector(registry)
print(generate_latest(registry).decode())
"""


@pytest.mark.parametrize("shown", [None, "", "Bearer ", "Bearer wrong", TOKEN, f"bearer {TOKEN}", "Bearer 沈"])
def test_without_the_token_there_is_no_such_page(client, settings, shown):
    settings.METRICS_TOKEN = TOKEN
    headers = {"Authorization": shown} if shown is not None else {}
    assert client.get("/metrics", headers=headers).status_code == 404


@pytest.mark.parametrize("shown", ["", "Bearer ", "Bearer"])
def test_where_no_token_is_set_nobody_gets_in(client, settings, shown):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": shown}).status_code == 404


def test_requests_are_counted_by_pattern_and_jobs_by_state(client, settings):
    settings.METRICS_TOKEN = TOKEN
    client.get("/agencies/demo-secret/")
    app.configure_task("notices.mail").defer(tenant_id=str(new_id()), notice_id=str(new_id()))
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    said = answer.content.decode()
    assert answer["Content-Type"].startswith("text/plain")
    assert 'jieqing_requests_total{method="GET",route="agencies/<str:agency_id>/",status="404"}' in said
    assert 'jieqing_request_seconds_bucket{le="0.25",route="agencies/<str:agency_id>/"}' in said
    assert 'jieqing_jobs_now{state="todo"} 1.0' in said
    assert 'jieqing_jobs_now{state="failed"} 0.0' in said
    assert "jieqing_notices_total" in said
    assert "jieqing_mails_total" in said
    assert "demo-secret" not in said


def test_counts_of_several_processes_add_up(tmp_path):
    env = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "JIEQING_SECRET_KEY": "x" * 50}
    for _process in range(3):
        subprocess.run([sys.executable, "-c", COUNT], env=env, check=True)
    said = subprocess.run([sys.executable, "-c", SHOW], env=env, check=True, capture_output=True, text=True).stdout
    assert 'jieqing_requests_total{method="GET",route="agencies/",status="200"} 3.0' in said
    assert 'jieqing_request_seconds_count{route="agencies/"} 3.0' in said
    assert 'jieqing_jobs_total{outcome="done",task="notices.tell"} 3.0' in said
