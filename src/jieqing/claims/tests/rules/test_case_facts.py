"""Circumstances as typed: read, stored, laid over what was read of a text; each one is a fact of the case."""

from dataclasses import fields
from datetime import date
from typing import Any

import pytest

from jieqing.claims.rules.case import Case, Judgment
from jieqing.claims.rules.case_facts import Unanswered, answered, case_facts, merged, stored, value_in
from jieqing.kit.refusal import Refusal

ON = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("contract", "2025-03", {"earliest": "2025-03-01", "latest": "2025-03-31"}),
        ("first_demand_on", "2025年3月5日", "2025-03-05"),
        ("lent_fen", "8万", 8_000_000),
        ("penalty_fen", "0", 0),
        ("default_rate_pct_year", "12", "12"),
        ("is_disputed", "no", False),
        ("is_disputed", "是", True),
        ("creditor_size", "small", "small"),
        ("guarantee_ends_on", "2027-05-01", "2027-05-01"),
        ("judgment.perform_by", "2026-12-31", "2026-12-31"),
    ],
)
def test_an_answer_is_stored_as_the_case_stores_it(field: str, typed: str, value: Any) -> None:
    assert stored(field, typed, ON) == value


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("first_demand_on", "2025-03"),
        ("first_demand_on", "2027-01-01"),
        ("contract", "2027"),
        ("lent_fen", "很多"),
        ("lent_fen", "-5"),
        ("default_rate_pct_year", "高"),
        ("is_disputed", "也许"),
        ("creditor_size", "giant"),
        ("harm_on", "2025-02-30"),
        ("shoe", "42"),
        ("lent_fen", "5\u202e万"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(field: str, typed: str) -> None:
    with pytest.raises(Refusal) as no:
        stored(field, typed, ON)
    assert no.value.field == field


def test_every_fact_is_one_of_the_case_and_comes_back_from_it() -> None:
    known = {each.name for each in fields(Case)} | {f"judgment.{each.name}" for each in fields(Judgment)}
    assert set(case_facts()) <= known
    typed = {"money": "8万", "day": "2025-03-05", "span": "2025-03", "pct": "12", "flag": "no"}
    for fact in case_facts().values():
        said = {fact.id: stored(fact.id, typed.get(fact.kind) or next(iter(fact.choices)), ON)}
        case = Case.from_json(merged({"kind": "private_loan"}, said))
        assert value_in(case, fact.id) is not None, fact.id
        assert Case.from_json(case.to_json()) == case
        assert all(words.zh and words.en for words in (fact.name, fact.question, fact.why))


def test_a_fact_is_offered_only_where_it_has_a_meaning() -> None:
    assert case_facts()["lent_fen"].concerns(Case(kind="private_loan"))
    assert not case_facts()["lent_fen"].concerns(Case(kind="rent"))
    assert not case_facts()["judgment.money_fen"].concerns(Case())


def test_answers_lie_over_readings_and_give_way_when_taken_back() -> None:
    read = {"is_disputed": True, "judgment": {"money_fen": 100}}
    said = answered({}, {"is_disputed": "no", "judgment.perform_by": "2026-12-31"}, ON)
    assert merged(read, said) == {"is_disputed": False, "judgment": {"money_fen": 100, "perform_by": "2026-12-31"}}
    assert merged(read, answered(said, {"is_disputed": ""}, ON)) == {
        "judgment": {"money_fen": 100, "perform_by": "2026-12-31"}
    }
    assert answered(said, {"is_disputed": None, "judgment.perform_by": None}, ON) == {}


def test_every_wrong_answer_is_named_at_once() -> None:
    with pytest.raises(Unanswered) as no:
        answered({}, {"is_disputed": "?", "lent_fen": "?", "harm_on": "2025-01-05"}, ON)
    assert [each.field for each in no.value.each] == ["is_disputed", "lent_fen"]
