"""The same answer over REST, and problem+json for what cannot be answered."""

import json

import pytest
from django.test import Client

from jieqing.agencies.service import load_demo

TRADE = "昆山花桥一家五金公司欠我货款八万元，有对账单"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def directory() -> None:
    load_demo()


def post(path: str, **body: object) -> tuple[int, dict]:
    answer = Client().post(f"/api/v1/{path}", json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json()


def test_match_answers_in_the_language_asked_for() -> None:
    status, zh = post("match", text=TRADE, today="2026-11-22")
    assert status == 200
    assert len(zh["recommendations"]) == 3
    _, en = post("match", text=TRADE, today="2026-11-22", language="en")
    assert en["recommendations"][0]["agency"] == zh["recommendations"][0]["agency"]
    assert en["recommendations"][0]["reasons"] != zh["recommendations"][0]["reasons"]


def test_intake_reads_without_looking_for_agencies() -> None:
    status, found = post("intake", text=TRADE)
    assert status == 200
    assert found["claim"]["district"] == "昆山市"
    assert "recommendations" not in found


def test_why_not_answers_for_any_agency() -> None:
    for agency_id in ("demo-001", "demo-100", "demo-214"):
        status, found = post("why-not", text=TRADE, agency_id=agency_id)
        assert status == 200
        assert found["reasons"]
    assert post("why-not", text=TRADE, agency_id="nobody")[0] == 404


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"text": ""}, 422, "text"),
        ({"text": "😀"}, 422, "text"),
        ({"text": "字" * 1_000_000}, 422, "text"),
        ({"text": TRADE, "today": "soon"}, 422, "today"),
        ({"text": TRADE, "corrections": {"amount_fen": "很多"}}, 422, "amount_fen"),
        ({"text": TRADE, "weights": {"beauty": 3}}, 422, "beauty"),
        ({"text": TRADE, "weights": {"cost": 101}}, 422, "cost"),
        ({}, 422, "text"),
    ],
)
def test_bad_input_is_named_with_its_field_and_remedy(body: dict, status: int, field: str) -> None:
    got, problem = post("match", **body)
    assert got == status
    assert (problem["field"], bool(problem["remedy"])) == (field, True)


def test_no_answer_carries_a_telephone_number_of_the_text() -> None:
    _, found = post("match", text=f"{TRADE}，他电话10912345678")
    assert "10912345678" not in json.dumps(found, ensure_ascii=False)
