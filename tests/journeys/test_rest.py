"""A program asks: what the description promises holds, and every no is problem+json."""

import json
from typing import Any

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.journeys.cast import BING, JIA

pytestmark = pytest.mark.django_db

DESCRIPTION = "/api/v1/openapi.json"


def _posted(client: Client, path: str, **body: Any) -> Any:
    return client.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json")


def test_a_program_goes_from_words_to_agencies_and_asks_why_not(client: Client) -> None:
    found = _posted(client, "match", text=JIA, today="2026-11-22").json()
    assert found["turn"] == "creditor"
    assert found["claim"]["amount_yuan"] == 96000
    listed = [each["agency"]["id"] for each in found["recommendations"]]
    assert len(listed) == 3
    page = client.get("/api/v1/agencies", {"place": "盐城", "page": 2}).json()
    other = next(each["id"] for each in page["items"] if each["id"] not in listed)
    answer = _posted(client, "why-not", text=JIA, agency_id=other).json()
    assert answer["reasons"]
    one = client.get(f"/api/v1/agencies/{other}").json()
    assert one["id"] == other


def test_a_debtor_is_given_no_agency_over_rest_either(client: Client) -> None:
    found = _posted(client, "match", text=BING).json()
    assert found["turn"] == "debtor"
    assert found["recommendations"] == found["mediation"] == found["refused"] == []


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("match", {"text": ""}, "text"),
        ("match", {"text": "x", "today": "someday"}, "today"),
        ("match", {}, "text"),
        ("match", {"text": JIA, "corrections": {"amount_fen": "?"}}, "amount_fen"),
        ("intake", {"text": 5}, "text"),
        ("why-not", {"text": JIA, "agency_id": "nobody"}, "agency_id"),
    ],
)
def test_a_no_names_the_field_and_the_remedy(client: Client, path: str, body: dict[str, Any], field: str) -> None:
    answer = _posted(client, path, **body)
    assert 400 <= answer.status_code < 500
    assert answer["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == answer.status_code
    assert told["field"] == field
    assert told["title"]
    assert told["remedy"]


def test_a_body_that_is_no_json_and_an_address_that_is_none_are_problems_too(client: Client) -> None:
    broken = client.post("/api/v1/match", "{", content_type="application/json")
    assert (broken.status_code, broken["Content-Type"]) == (400, "application/problem+json")
    nowhere = client.get("/api/v1/nowhere")
    assert (nowhere.status_code, nowhere["Content-Type"]) == (404, "application/problem+json")


def test_the_page_for_programmers_lists_every_operation(client: Client) -> None:
    described = client.get(DESCRIPTION).json()
    page = client.get("/en/rest/").content.decode()
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert f"{method.upper()} {path}" in page
            assert operation["summary"].replace("'", "&#x27;") in page


@pytest.fixture(scope="package")
def described(house: str) -> schemathesis.schemas.BaseSchema:
    return schemathesis.openapi.from_url(f"{house}{DESCRIPTION}")


@schemathesis.pytest.from_fixture("described").parametrize()
@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_description_holds_for_generated_requests(case: schemathesis.Case) -> None:
    # A text that tells of no debt is a text by the description, and is refused all the same.
    case.call_and_validate(excluded_checks=[positive_data_acceptance])
