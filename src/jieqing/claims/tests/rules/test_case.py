"""The case: stored and read back whole, days known only so far, and what a text gives it."""

from dataclasses import fields
from datetime import date
from decimal import Decimal

import pytest

from jieqing.claims.intake.read import read
from jieqing.claims.rules.case import Case, DaySpan, Event, Judgment, Part
from jieqing.claims.rules.casing import case_of, events_of

ON = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("said", "earliest", "latest"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-12", date(2024, 12, 1), date(2024, 12, 31)),
        ("2024-06-30", date(2024, 6, 30), date(2024, 6, 30)),
    ],
)
def test_a_partial_day_is_a_span(said: str, earliest: date, latest: date) -> None:
    assert DaySpan.of(said) == DaySpan(earliest, latest)
    assert DaySpan.of(said).is_known == (earliest == latest)


def test_a_case_comes_back_as_it_was_stored() -> None:
    case = Case(
        kind="private_loan",
        principal_fen=100,
        contract=DaySpan.of("2023-05"),
        due=DaySpan.of("2024-01-31"),
        aged_from=date(2024, 1, 31),
        guarantee_ends_on=date(2024, 7, 31),
        rate_pct_year=Decimal("15.40"),
        penalty_pct_day=Decimal("0.05"),
        is_disputed=False,
        has_guarantor=True,
        judgment=Judgment(money_fen=100, perform_by=date(2025, 1, 1)),
        evidence=("iou", "transfer"),
        parts=(Part(no=1, amount_fen=50, due=DaySpan.of("2024"), delivered_on=date(2023, 12, 1), is_separate=True),),
    )
    assert Case.from_json(case.to_json()) == case


def test_no_and_not_known_are_kept_apart() -> None:
    """A disputed claim, one that is not, and one of which nobody said."""
    for said in (True, False, None):
        assert Case.from_json(Case(is_disputed=said).to_json()).is_disputed is said


def test_every_field_has_a_way_back() -> None:
    plain = {"int | None": 7, "bool | None": True, "bool": True, "str | None": "x", "Decimal | None": Decimal("1.5")}
    for field in fields(Case):
        value = plain.get(str(getattr(field.type, "__name__", field.type)) if field.type is bool else str(field.type))
        if value is not None:
            case = Case(**{field.name: value})
            assert Case.from_json(case.to_json()) == case, field.name


def test_a_text_becomes_a_case() -> None:
    draft = read("沈某（虚构）2023年5月10日向我借款10万元，约定2024年5月10日还，月息1分，写了借条，至今没还。", ON)
    case = case_of(draft, ON)
    assert (case.kind, case.principal_fen, case.rate_pct_year) == ("private_loan", 10_000_000, Decimal(12))
    assert case.contract == DaySpan.of("2023-05-10")
    assert case.due == DaySpan.of("2024-05-10")
    assert case.is_interest_agreed is True
    assert case.is_disputed is None


def test_payments_told_are_events_without_proof_that_are_taken_off_already() -> None:
    draft = read("东台某厂（虚构）欠我货款5万元，2024年3月1日还了1万元，还欠4万元。", ON)
    assert case_of(draft, ON).principal_fen == 4_000_000
    assert events_of(draft, ON) == (
        Event(kind="part_payment", on=date(2024, 3, 1), amount_fen=1_000_000, is_in_principal=True),
    )
