"""What holds a paper back: each check with a claim that it stops and one that it lets pass."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from jieqing.claims.papers.catalogue import paper_kind
from jieqing.claims.papers.checks import findings, stops
from jieqing.claims.papers.material import Material
from jieqing.claims.papers.tests.cases import EVENTS, JUDGED, LOAN, PUBLIC, SALE, TYPED, material

LATE = date(2031, 1, 1)
PLAN = {"schedule": "2026-12-31 50000\n2027-01-31 46300"}


def _typed(**more: str) -> dict[str, str]:
    return TYPED | more


# (check, paper, what it stops, what it lets pass)
CASES: list[tuple[str, str, Material, Material]] = [
    ("within_cap", "D11", material(typed=_typed(interest_claimed="6058")),
     material(typed=_typed(interest_claimed="6057.99"))),
    ("schedule_adds_up", "D7", material(typed=_typed(schedule="2026-12-31 96301")), material(typed=_typed(**PLAN))),
    ("schedule_adds_up", "D7", material(typed=_typed(schedule="2026-12-31 90000")),
     material(typed=_typed(schedule="2026-12-31 90000", reduction="按期付清的，免收 6,300 元"))),
    ("agreed_rate_within_cap", "D7", material(LOAN, (), typed=_typed(schedule="", default_rate="13.81")),
     material(LOAN, (), typed=_typed(schedule="", default_rate="13.8"))),
    ("no_threats", "D2-soft", material(typed=_typed(handling="不付就把你拉 黑")),
     material(typed=_typed(handling="可以分三期"))),
    ("no_threats", "D11", material(typed=_typed(goods="必胜的官司")),
     material(typed=_typed(delivery_terms="送货上门，抓紧验收"))),
    ("signing_after_expiry", "D1", material(SALE, (), LATE),
     material(SALE, (), LATE, typed=_typed(legally_approved_by="周律师"))),
    ("signing_after_expiry", "D7", material(SALE, (), LATE), material()),
    ("demand_after_expiry", "D2-firm", material(SALE, (), LATE), material()),
    ("seven_conditions", "D9", material(replace(LOAN, is_debtor_missing=True), ()), material(LOAN, ())),
    ("seven_conditions", "D9", material(replace(LOAN, is_frozen_before_suit=True), ()), material(LOAN, ())),
    ("seven_conditions", "D9", material(replace(LOAN, forum_clause="arbitration"), ()), material(LOAN, ())),
    ("seven_conditions", "D9", material(replace(LOAN, is_disputed=True), ()), material(LOAN, ())),
    ("delivery_dates", "D11", material(replace(SALE, delivered=None, parts=()), EVENTS), material()),
    ("has_exhibits", "D13", material(exhibits=()), material()),
    ("has_title", "D15", material(LOAN, ()), material(JUDGED, ())),
    ("two_years", "D15", material(JUDGED, (), date(2028, 2, 10)), material(JUDGED, (), date(2028, 1, 31))),
    ("small_firm", "D20", material(SALE), material(PUBLIC, ())),
    ("small_firm", "D20", material(replace(PUBLIC, creditor_size="large"), ()), material(PUBLIC, ())),
]  # fmt: skip


@pytest.mark.parametrize(
    ("check", "paper_id", "stopped", "passed"), CASES, ids=[f"{no}-{case[0]}" for no, case in enumerate(CASES)]
)
def test_a_check_stops_what_it_is_for_and_nothing_else(check, paper_id, stopped, passed):
    kind = paper_kind(paper_id)
    found = [each for each in stops(kind, stopped) if each.check == check]
    assert found
    assert all(each.words.zh and each.words.en and each.remedy.zh for each in found)
    assert [each for each in stops(kind, passed) if each.check == check] == []


def test_a_soft_letter_goes_out_after_expiry_with_a_look():
    found = findings(paper_kind("D2-soft"), material(SALE, (), LATE))
    assert ("demand_after_expiry", "look") in {(each.check, each.grade) for each in found}


def test_what_nobody_knows_is_looked_at_and_stops_nothing():
    unknown = replace(PUBLIC, creditor_size=None)
    found = [each for each in findings(paper_kind("D20"), material(unknown, ())) if each.check == "small_firm"]
    assert [each.grade for each in found] == ["look"]


def test_open_conditions_are_named():
    found = [each for each in findings(paper_kind("D9"), material()) if each.check == "seven_conditions"]
    assert [each.grade for each in found] == ["look"]
    assert "能够送达" in found[0].words.zh


def test_a_balance_that_differs_from_the_details_is_named():
    odd = material(replace(SALE, principal_fen=9_630_000, rate_pct_year=Decimal(0)), EVENTS)
    changed = replace(odd, case=replace(odd.case, parts=odd.case.parts[:1]))
    assert "sums_equal" in {each.check for each in findings(paper_kind("D1"), changed)}
    assert "sums_equal" not in {each.check for each in findings(paper_kind("D1"), material())}


def test_stops_come_first():
    grades = [
        each.grade
        for each in findings(paper_kind("D9"), material(replace(LOAN, is_debtor_missing=True, can_be_served=None), ()))
    ]
    assert grades == sorted(grades, key=lambda grade: grade != "stop")
    assert set(grades) == {"stop", "look"}
