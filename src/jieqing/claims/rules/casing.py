"""From what was read of a creditor's words to the case that the law computes: nothing is added, nothing guessed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from jieqing.claims.intake.draft import Draft
from jieqing.claims.rules.ageing import months_before
from jieqing.claims.rules.case import Case, DaySpan, Event, Judgment, Part

# Where a text tells one day ("2024年3月做的货"), goods and services are taken to have been handed over that day.
_HANDED_OVER = ("trade_receivable", "service_fee")


def case_of(draft: Draft, read_on: date) -> Case:
    """The case of a draft that was read on that day. What the text doesn't say is None."""
    value = draft.value
    kind, due, arose = value("debt_kind"), _span(value("due_date")), _span(value("debt_date"))
    is_public = value("debtor_kind") == "government"
    return Case(
        kind=kind,
        creditor=value("creditor_kind"),
        debtor=value("debtor_kind"),
        debtor_size="public" if is_public else value("debtor_size"),
        principal_fen=value("amount_fen") or None,
        is_principal_approx=bool(value("amount_approx")),
        contract=arose,
        due=due,
        delivered=arose if kind in _HANDED_OVER else None,
        aged_from=_aged_from(value("ageing_months"), read_on),
        rate_pct_year=value("interest_pct_year"),
        is_interest_agreed=True if value("interest_pct_year") is not None else None,
        penalty_pct_day=value("penalty_pct_day"),
        is_licensed_lender=True if value("creditor_kind") == "financial_institution" else None,
        parts=_parts(value("instalments") or ()),
        has_guarantor=value("guarantor"),
        has_collateral=value("collateral"),
        forum_clause=value("forum_clause"),
        lawsuit=value("judgment_or_lawsuit"),
        judgment=Judgment() if value("judgment_or_lawsuit") == "judged" else None,
        evidence=tuple(value("evidence") or ()),
        has_written_evidence=value("has_written_evidence"),
        place_code=value("place_code"),
        creditor_place_code=value("creditor_place_code"),
    )


def events_of(draft: Draft, read_on: date) -> tuple[Event, ...]:
    """The payments that a text tells with their days: unproven, and already taken off what is said to be owed.

    A day that is known only by month or year counts from its first day, so that the clock restarts rather early.
    """
    told = [each for each in draft.value("payments") or () if each.get("on")]
    days = [(DaySpan.of(each["on"]).earliest, each) for each in told]
    return tuple(
        Event(kind="part_payment", on=day, amount_fen=each.get("amount_fen"), is_in_principal=True)
        for day, each in days
        if day <= read_on
    )


def _span(said: str | None) -> DaySpan | None:
    return DaySpan.of(said) if said else None


def _aged_from(months: float | None, read_on: date) -> date | None:
    return months_before(read_on, months) if months is not None else None


def _parts(rows: Sequence[dict[str, Any]]) -> tuple[Part, ...]:
    """Instalments that have a sum and a day each; a number of parts or a monthly sum says nothing of days."""
    dated = [row for row in rows if row.get("amount_fen") and row.get("on")]
    return tuple(
        Part(no=number, amount_fen=row["amount_fen"], due=DaySpan.of(row["on"])) for number, row in enumerate(dated, 1)
    )
