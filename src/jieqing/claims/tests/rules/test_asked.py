"""What can be asked of a case: the table that a lawyer can read, what holds for every case, and odd ones."""

from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jieqing.claims.rules.asked import asked_of
from jieqing.claims.rules.assessment import Asked
from jieqing.claims.rules.case import Case, DaySpan, Event, EventKind, Judgment, Part
from jieqing.claims.rules.lpr import packed
from jieqing.claims.rules.sums import catalogue
from jieqing.law.pack import rules

LPR = packed()
TABLE = yaml.safe_load((Path(__file__).parent / "asked.yaml").read_text(encoding="utf-8"))
ON = date(2025, 6, 1)
SPANS = ("contract", "due", "delivered")
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no failure


def case_of(told: dict[str, Any]) -> Case:
    """The table's short words as a Case."""
    days = {field.name for field in fields(Case) if field.name.endswith("_on")} | {"aged_from"}
    read: dict[str, Any] = {}
    for key, value in told.items():
        if key in SPANS:
            read[key] = DaySpan.of(value)
        elif key in days:
            read[key] = date.fromisoformat(value)
        elif "_pct_" in key:
            read[key] = Decimal(value)
        elif key == "judgment":
            read[key] = Judgment(**{k: v if k == "money_fen" else date.fromisoformat(v) for k, v in value.items()})
        elif key == "parts":
            read[key] = tuple(Part(**row | {"due": DaySpan.of(row["due"])}) for row in value)
        else:
            read[key] = value
    return Case(**read)


def asked(row: dict[str, Any]) -> Asked:
    """What can be asked in a row of the table."""
    events = [Event(**each | {"on": date.fromisoformat(each["on"])}) for each in row.get("events", ())]
    return asked_of(case_of(row["case"]), events, date.fromisoformat(row["as_of"]), LPR)


@pytest.mark.parametrize("row", TABLE, ids=[row["facts"] for row in TABLE])
def test_what_can_be_asked_is_what_the_table_says(row):
    found = asked(row)
    lines = [[line.kind, line.low.fen, line.high.fen, *line.grows_by_fen] for line in found.lines]
    assert lines == row["lines"]
    assert [[each.rule, each.fen] for each in found.not_asked] == row.get("not_asked", [])
    assert [each.field for each in found.missing] == row.get("missing", [])
    assert found.is_provisional is row.get("provisional", False)


@pytest.mark.parametrize("row", TABLE, ids=[row["facts"] for row in TABLE])
def test_every_figure_of_the_table_rests_on_rules_and_adds_up(row):
    for line in asked(row).lines:
        for working in (line.low, line.high):
            assert set(working.rules) <= set(rules())
            assert working.rules
            if working.segments:
                shown = sum(segment.fen for segment in working.segments) + working.rounding_fen - working.paid_fen
                assert shown == working.fen
                # each payment and the end round once
                assert abs(working.rounding_fen) <= len(working.segments) + 1


def test_every_sentence_of_the_catalogue_stands_in_both_languages_and_rests_on_a_rule():
    read = catalogue._read()  # the whole file, also what no case of this table reaches
    for section in ("lines", "notes"):
        assert all(words["zh"] and words["en"] for words in read[section].values())
    for reason_id in read["not_asked"]:
        reason = catalogue.not_asked(reason_id, 5)
        assert reason.rule in rules()
        assert reason.name.zh and reason.name.en and reason.why.zh and reason.why.en and reason.fen == 5
    for field in read["missing"]:
        assert catalogue.missing(field).question.zh and catalogue.missing(field).changes.en
        assert field == "payments" or field in {each.name for each in fields(Case)}


def test_the_debtor_never_owes_more_for_a_size_that_nobody_knows():
    known = Case(kind="trade_receivable", creditor="company", creditor_size="small", debtor="company",
                 debtor_size="large", principal_fen=10_000_000, due=DaySpan.of("2024-01-31"))  # fmt: skip
    for unknown in (replace(known, debtor_size=None), replace(known, creditor_size=None)):
        high = asked_of(unknown, (), ON, LPR).lines[1].high
        assert high.segments[0].rate_pct == Decimal("5.175")
        assert high.segments[0].rule == "CN-INT-10"


FEN = st.none() | st.integers(-(10**9), 10**15)
ANY_DAY = st.dates()
NEAR = st.dates(date(2010, 1, 1), date(2030, 1, 1))
SPAN = st.none() | st.builds(DaySpan, NEAR, NEAR) | st.builds(DaySpan, ANY_DAY, ANY_DAY)
PCT = st.none() | st.decimals(-5, 1000, places=3)
PERHAPS = st.none() | st.booleans()
KIND = st.sampled_from(
    [None, "private_loan", "trade_receivable", "wages", "construction", "rent", "refund", "service_fee", "investment",
     "transfer_price", "guarantor_recourse", "other"]
)  # fmt: skip
SIZE = st.sampled_from([None, "micro", "small", "medium", "large", "public"])
PARTY = st.sampled_from([None, "person", "company", "government", "financial_institution"])
PARTS = st.lists(
    st.builds(
        Part, no=st.integers(0, 4), amount_fen=st.integers(-100, 10**12), received_fen=st.integers(-100, 10**12),
        due=SPAN, delivered_on=st.none() | ANY_DAY | NEAR, is_separate=st.booleans(),
    ),
    max_size=4,
).map(tuple)  # fmt: skip
CASES = st.builds(
    Case, kind=KIND, creditor=PARTY, creditor_size=SIZE, debtor=PARTY, debtor_size=SIZE, principal_fen=FEN,
    is_principal_approx=st.booleans(), lent_fen=FEN, deducted_upfront_fen=FEN, contract=SPAN, due=SPAN, delivered=SPAN,
    grace_ends_on=st.none() | NEAR, aged_from=st.none() | NEAR | ANY_DAY, rate_pct_year=PCT, is_interest_agreed=PERHAPS,
    default_rate_pct_year=PCT, penalty_pct_day=PCT, penalty_fen=FEN, costs_fen=FEN, is_licensed_lender=PERHAPS,
    parts=PARTS, lawsuit=st.sampled_from([None, None, "judged", "filed"]), is_debtor_bankrupt=PERHAPS,
    judgment=st.none() | st.builds(Judgment, money_fen=FEN, perform_by=st.none() | NEAR | ANY_DAY,
                                   effective_on=st.none() | ANY_DAY),
)  # fmt: skip
EVENTS = st.lists(
    st.builds(
        Event, kind=st.sampled_from(get_args(EventKind)) | st.just("part_payment"), on=NEAR | ANY_DAY, amount_fen=FEN,
        part=st.none() | st.integers(0, 4), booked_to=st.none() | st.integers(0, 4), is_in_principal=st.booleans(),
    ),
    max_size=5,
)  # fmt: skip


@settings(deadline=None, max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(CASES, EVENTS, NEAR)
def test_no_case_however_odd_breaks_it_and_low_never_passes_high(case, events, on):
    found = asked_of(case, events, on, LPR)
    for line in found.lines:
        assert 0 <= line.low.exact <= line.high.exact
        assert 0 <= line.grows_by_fen[0] <= line.grows_by_fen[1]
        for working in (line.low, line.high):
            assert set(working.rules) <= set(rules())
            assert all(segment.days > 0 and segment.until <= on for segment in working.segments)
    for each in found.not_asked:
        assert each.fen is None or each.fen > 0
    assert found.low_fen <= found.high_fen


@PATIENT
@given(CASES, EVENTS, NEAR)
def test_a_private_loan_never_asks_more_than_the_caps(case, events, on):
    loan = replace(case, kind="private_loan", judgment=None, lawsuit=None, is_licensed_lender=False, creditor="person")
    found = asked_of(loan, events, on, LPR)
    for line in found.lines:
        for segment in (*line.low.segments, *line.high.segments):
            assert segment.rate_pct <= 24
            if loan.contract and loan.contract.is_known and loan.contract.latest >= date(2020, 8, 20):
                made_on = min(loan.contract.latest, on)
                if made_on >= date(2020, 8, 20) and segment.rule != "CN-INT-04":
                    assert segment.rate_pct <= 4 * LPR.on(made_on).pct_year


@PATIENT
@given(st.integers(1, 10**12), st.dates(date(2019, 9, 1), date(2026, 1, 1)), st.integers(1, 900), st.integers(1, 900))
def test_a_late_price_grows_by_what_is_said_a_day(fen, due, days, more):
    case = Case(kind="trade_receivable", principal_fen=fen, due=DaySpan(due, due))
    first = asked_of(case, (), due + timedelta(days=days), LPR)
    later = asked_of(case, (), due + timedelta(days=days + more), LPR)
    for one, two, a_day in zip(
        (first.lines[1].low, first.lines[1].high), (later.lines[1].low, later.lines[1].high),
        first.lines[1].grows_by_fen, strict=True,
    ):  # fmt: skip
        assert abs(two.exact - one.exact - a_day * more) <= Fraction(more, 2)


@PATIENT
@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=5), EVENTS)
def test_payments_lessen_the_principal_by_just_what_was_paid(sums, events):
    parts = tuple(
        Part(no=n, amount_fen=fen, due=DaySpan.of(f"2024-0{n}-01"), is_separate=True) for n, fen in enumerate(sums, 1)
    )
    case = Case(kind="trade_receivable", debtor_size="small", parts=parts)
    paid = [replace(event, is_in_principal=False) for event in events]
    counted = sum(
        event.amount_fen for event in paid
        if event.kind in ("part_payment", "set_off") and (event.amount_fen or 0) > 0 and event.on <= ON
    )  # fmt: skip
    principal = asked_of(case, paid, ON, LPR).lines[0]
    assert principal.low.fen == principal.high.fen == max(0, sum(sums) - counted)
