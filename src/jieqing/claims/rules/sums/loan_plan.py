"""How a private loan is reckoned at each end of the range: days, rates before the caps, and the caps."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from jieqing.claims.rules.case import Case, DaySpan
from jieqing.claims.rules.interest.caps import Cap, caps, new_rule_from
from jieqing.claims.rules.interest.default_interest import first_day_late
from jieqing.claims.rules.lpr import LprTable
from jieqing.claims.rules.sums import catalogue
from jieqing.claims.rules.sums.found import Found
from jieqing.claims.rules.working import DAYS_A_YEAR

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """One end of the range: since when, until when, at which rates before the caps, under which caps.

    `late_since` is the due day, or later where no rate is kept for the days before.
    """

    opening_fen: int
    start: date | None
    due: date | None
    late_since: date | None
    term_pct: Decimal | None
    term_rule: str
    late_pct: Decimal | None
    is_late_agreed: bool
    caps: tuple[Cap, ...]
    is_late_rate_stale: bool


def plans_of(found: Found, case: Case, opening: int, on: date, filed_on: date, lpr: LprTable) -> tuple[Plan, Plan]:
    """The two ends; one and the same where nothing is open. `filed_on`: the day of the suit, or today."""
    due = _due(found, case)
    if case.contract is None or not case.contract.is_known:
        found.lacks("contract")
    low_caps, high_caps = _cap_range(case.contract, on, filed_on, lpr)
    term_low, term_high, rule_id = _term_rates(found, case, lpr)
    plans = []
    for start, due_on, held, term in (
        (case.contract.latest if case.contract else None, due.latest if due else None, low_caps, term_low),
        (
            case.contract.earliest if case.contract else None,
            due.earliest if due else case.aged_from,
            high_caps,
            term_high,
        ),
    ):
        late, is_agreed, is_stale = _late_pct(case, due_on, on, lpr)
        since = due_on
        if due_on is not None and due_on < on and not is_agreed and due_on < lpr.rows[0][0] - DAY:
            since = lpr.rows[0][0] - DAY
            found.say_once("late_before_lpr")
        plans.append(Plan(opening, start, due_on, since, term, rule_id, late, is_agreed, held, is_stale))
    return plans[0], plans[1] if plans[1] != plans[0] else plans[0]


def _due(found: Found, case: Case) -> DaySpan | None:
    due = case.due
    if due is None and case.grace_ends_on is not None:
        due = DaySpan(case.grace_ends_on, case.grace_ends_on)
    if due is None and is_by_instalments(case):
        days = [part.due for part in case.parts if part.due is not None]
        return DaySpan(min(day.earliest for day in days), max(day.latest for day in days))
    if due is None or not due.is_known:
        found.lacks("due")
    return due


def is_by_instalments(case: Case) -> bool:
    return case.due is None and case.grace_ends_on is None and any(part.due is not None for part in case.parts)


def _cap_range(
    contract: DaySpan | None, on: date, filed_on: date, lpr: LprTable
) -> tuple[tuple[Cap, ...], tuple[Cap, ...]]:
    """The lowest and the highest caps of the days on which the contract can have been made."""
    if contract is not None and contract.is_known:
        one = caps(min(contract.latest, on), filed_on, lpr)
        return one, one
    first, last = (contract.earliest, min(contract.latest, on)) if contract else (date.min, on)
    days = {min(first, last), last, *(row_on for row_on, _ in lpr.rows if first < row_on < last)}
    split_on = new_rule_from()
    if first < split_on <= last:
        days.add(split_on)
    every = [caps(day, filed_on, lpr) for day in days]
    return min(every, key=_height), max(every, key=_height)


def _height(held: tuple[Cap, ...]) -> tuple[Decimal, Decimal]:
    return held[0].pct_year, held[-1].pct_year


def _term_rates(found: Found, case: Case, lpr: LprTable) -> tuple[Decimal | None, Decimal | None, str]:
    """The rates of the term, low and high, and the rule: as agreed; unclear: LPR where a firm may be a party."""
    if case.rate_pct_year is not None:
        rate = max(case.rate_pct_year, Decimal(0))
        return rate, rate, "CN-INT-02"
    if case.is_interest_agreed is None:
        found.lacks("rate_pct_year")
    if not case.is_interest_agreed:
        return None, None, "CN-INT-01"
    found.lacks("rate_pct_year")
    if case.creditor == "person" and case.debtor == "person":
        found.not_asked.append(catalogue.not_asked("unclear_between_persons"))
        return None, None, "CN-INT-01"
    for party in ("creditor", "debtor"):
        if getattr(case, party) is None:
            found.lacks(party)
    if case.contract is None or case.contract.earliest < lpr.rows[0][0]:
        return None, None, "CN-INT-19"
    return None, lpr.on(case.contract.earliest).pct_year, "CN-INT-19"


def _late_pct(case: Case, due_on: date | None, on: date, lpr: LprTable) -> tuple[Decimal | None, bool, bool]:
    """The late rate a year before the caps, whether it was agreed, and whether it rests on a stale LPR (CN-INT-04)."""
    agreed = case.default_rate_pct_year if case.default_rate_pct_year is not None else (case.rate_pct_year or None)
    a_day = case.penalty_pct_day
    if agreed is not None or a_day is not None:
        whole = max(agreed or Decimal(0), Decimal(0)) + max(a_day or Decimal(0), Decimal(0)) * DAYS_A_YEAR
        return whole, True, False
    if case.penalty_fen:  # a fixed penalty was agreed for lateness: it takes the place of LPR
        return None, True, False
    if due_on is None or due_on >= on:
        return None, False, False
    rate = lpr.on(max(first_day_late(due_on), lpr.rows[0][0]))
    return rate.pct_year, False, rate.is_provisional
