"""Each request is told in one line without an address or a word of anybody's, and no header can forge one."""

import json
import logging
from io import StringIO

import pytest
from django.test import Client

from jieqing.identity.tests.factories import browser, jia
from jieqing.site.logs import FixedParts

pytestmark = pytest.mark.django_db
MARK = "沈某某"


@pytest.fixture
def lines():
    """The lines that the log's formatter writes meanwhile."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(FixedParts())
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)


def test_a_request_is_told_by_its_route_and_its_actor_is_a_pseudonym(lines):
    answer = browser(jia()).get(f"/agencies/?q={MARK}")
    (line,) = [line for line in lines() if line["logger"] == "jieqing.site.traffic"]
    assert (line["route"], line["method"], line["status"]) == ("agencies/", "GET", 200)
    assert line["actor"] == f"user:{jia().user_id}"
    assert line["request"] == answer["X-Request-ID"]
    assert line["ms"] > 0
    assert MARK not in json.dumps(lines(), ensure_ascii=False)


def test_an_address_that_leads_nowhere_is_not_repeated(lines, client):
    client.get(f"/{MARK}/109000012345/")
    found = lines()
    assert [line["route"] for line in found if line["logger"] == "jieqing.site.traffic"] == ["(none)"]
    assert MARK not in json.dumps(found, ensure_ascii=False)
    assert "109000012345" not in json.dumps(found)


def test_an_id_in_an_address_is_not_repeated(lines, client):
    client.get("/agencies/demo-secret/")
    found = lines()
    assert "agencies/<str:agency_id>/" in [line.get("route") for line in found]
    assert "demo-secret" not in json.dumps(found)


@pytest.mark.parametrize(
    "crafted", ['x"}\n{"level": "info", "actor": "user:1"}', "x" * 65, "short", "沈某某沈某某沈某某", "a b c d e f g h"]
)
def test_a_crafted_header_forges_nothing(lines, crafted):
    client = Client(headers={"X-Request-ID": crafted, "User-Agent": crafted, "Referer": crafted})
    answer = client.get("/healthz/none")
    assert answer["X-Request-ID"] != crafted
    assert len(answer["X-Request-ID"]) == 32
    assert crafted not in json.dumps(lines(), ensure_ascii=False)


def test_a_proxys_id_is_carried_on(lines):
    client = Client(headers={"X-Request-ID": "edge-7f3a9c01"})
    assert client.get("/agencies/")["X-Request-ID"] == "edge-7f3a9c01"
    assert {line["request"] for line in lines()} == {"edge-7f3a9c01"}


def test_an_unknown_method_is_not_repeated(lines, client):
    client.generic("STEAL", "/agencies/")
    assert [line["method"] for line in lines() if "method" in line] == ["OTHER"]


def test_the_watchers_own_questions_are_no_news(lines, client):
    client.get("/healthz")
    client.get("/metrics")
    assert [line for line in lines() if line["logger"] == "jieqing.site.traffic"] == []
