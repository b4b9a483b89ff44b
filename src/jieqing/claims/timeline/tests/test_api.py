"""REST: a claim's assessment, events and differences, as machines read them; 丁 ding finds nothing."""

import json

import pytest

from jieqing.claims import service
from jieqing.claims.tests.grants import granted
from jieqing.claims.tests.told import OF_JIA, TODAY
from jieqing.identity.tests.factories import browser, ding, jia, yi

pytestmark = pytest.mark.django_db
DEMAND = {"kind": "demand", "on": "2026-05-06", "reached": True, "proof": "held", "note": "门卫老周签收"}


def _saved() -> str:
    return f"/api/v1/claims/{service.save(jia(), OF_JIA, {}, TODAY).id}"


def _send(client, method: str, path: str, body: dict | None = None):
    token = "a" * 32
    client.cookies["csrftoken"] = token
    data = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
    return getattr(client, method)(path, **data, headers={"X-CSRFToken": token})


def test_every_figure_comes_with_its_working():
    found = browser(jia()).get(f"{_saved()}/assessment?on=2026-11-22").json()
    assert found["low_fen"] == sum(line["low"]["fen"] for line in found["lines"])
    assert found["proven"]["last_day"] == "2028-06-30"
    assert found["proven"]["steps"]
    computed = [line["high"] for line in found["lines"] if line["high"]["segments"]]
    assert computed
    for working in computed:
        assert working["fen"] == sum(each["fen"] for each in working["segments"]) + working["rounding_fen"]
        assert all(each["rule"] and each["why"] for each in working["segments"])
    assert {"id", "fits", "expected_net_fen"} <= found["roads"][0].keys()
    assert all({"field", "question", "changes"} == each.keys() for each in found["missing"])


def test_an_event_is_added_corrected_taken_back_and_restored():
    client, address = browser(jia()), _saved()
    made = _send(client, "post", f"{address}/events", DEMAND)
    assert made.status_code == 201
    event_id = made.json()["id"]
    fixed = _send(client, "put", f"{address}/events/{event_id}", DEMAND | {"on": "2026-06-07"}).json()["id"]
    first, second = client.get(f"{address}/events").json()
    assert (first["id"], first["counts"], first["taken_back_at"]) == (fixed, True, None)
    assert (second["id"], second["counts"]) == (event_id, False)
    assert "note" not in first
    assert _send(client, "delete", f"{address}/events/{fixed}").status_code == 204
    assert _send(client, "post", f"{address}/events/{event_id}/restore", {}).status_code == 204
    assert client.get(f"{address}/assessment").json()["proven"]["last_day"] == "2029-05-06"
    changes = client.get(f"{address}/differences").json()
    assert changes[0]["changes"]


def test_what_cannot_be_so_is_a_problem_that_names_the_field():
    client, address = browser(jia()), _saved()
    no = _send(client, "post", f"{address}/events", DEMAND | {"on": "2031-01-01"})
    assert (no.status_code, no.json()["field"], no.json()["code"]) == (422, "on", "event_in_the_future")
    assert _send(client, "post", f"{address}/events", DEMAND).status_code == 201
    assert _send(client, "post", f"{address}/events", DEMAND).json()["code"] == "event_there_already"


def test_ding_finds_nothing_and_yi_reads_what_is_granted():
    address = _saved()
    _send(browser(jia()), "post", f"{address}/events", DEMAND)
    stranger = browser(ding())
    for path in ("assessment", "events", "differences"):
        assert stranger.get(f"{address}/{path}").status_code == 404
    assert _send(stranger, "post", f"{address}/events", DEMAND).status_code == 404
    granted(address.split("/")[-1], yi())
    agency = browser(yi())
    assert len(agency.get(f"{address}/events").json()) == 1
    assert agency.get(f"{address}/assessment").status_code == 200
    assert _send(agency, "post", f"{address}/events", DEMAND).status_code == 403
