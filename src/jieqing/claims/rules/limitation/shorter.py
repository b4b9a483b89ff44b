"""Periods that kill first (CN-LIM-21): guarantee, wages, priority for building work, bills, filing in bankruptcy."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from jieqing.claims.rules.assessment import Missing, ShorterPeriod
from jieqing.claims.rules.case import Case, Event
from jieqing.claims.rules.limitation.base_day import Start
from jieqing.claims.rules.limitation.course import Base, course
from jieqing.claims.rules.limitation.interruption import proven
from jieqing.claims.rules.limitation.period import Term, months_after
from jieqing.claims.rules.limitation.phrases import filled, missing, shorter_words
from jieqing.law.pack import rule

One = tuple[ShorterPeriod, tuple[Missing, ...]]
Found = Iterator[One]
Answer = tuple[tuple[ShorterPeriod, ...], tuple[Missing, ...]]
_PAID_BY_BILL = ("trade_receivable", "construction", "service_fee")


def shorter_of(case: Case, events: Sequence[Event], start: Start | None, on: date) -> Answer:
    """The shorter periods that apply to a case or may, and the facts that decide it; `start` is the debt's."""
    return _answer(
        *_guarantee(case, start, on),
        *_wages(case, events, start, on),
        *_building(case, start, on),
        *_bill(case, on),
        *_bankruptcy(case, on),
    )


def bankruptcy_of(case: Case, on: date) -> Answer:
    """The time for filing in bankruptcy alone: what is left to watch once there is a judgment."""
    return _answer(*_bankruptcy(case, on))


@cache
def months(rule_id: str) -> int:
    """The months of a shorter period by its rule."""
    return int(rule(rule_id).values[-1].value)


def _answer(*found: One) -> Answer:
    return tuple(period for period, _ in found), tuple(fact for _, facts in found for fact in facts)


def _period(rule_id: str, applies: bool | None, last: date | None, on: date) -> ShorterPeriod:
    words = shorter_words(rule_id)
    what = words["open"] if applies is None else words["what"]
    return ShorterPeriod(rule_id, words["name"], applies, last, (last - on).days if last else None, what)


def _guarantee(case: Case, start: Start | None, on: date) -> Found:
    """Six months from the due day unless agreed otherwise; nothing suspends, interrupts or extends it (692)."""
    if case.has_guarantor is False or case.kind == "wages":
        return
    last = case.guarantee_ends_on
    if last is None and start is not None:
        last = months_after(start.due_on, months("CN-LIM-21a"))
    if case.has_guarantor is None:
        yield _period("CN-LIM-21a", None, last, on), (missing("has_guarantor"),)
    else:
        lacks = () if case.guarantee_ends_on else (missing("guarantee_ends_on"),)
        yield _period("CN-LIM-21a", True, last, on), lacks


def _wages(case: Case, events: Sequence[Event], start: Start | None, on: date) -> Found:
    """One year to labour arbitration from the end of the employment; demands and promises start it anew (27(2))."""
    if case.kind != "wages":
        return
    term, left_on = Term(months("CN-LIM-21")), case.employment_ended_on
    base = Base(left_on, filled("bases", "left", on=left_on), "CN-LIM-21") if left_on else None
    base = base or (start.base if start else None)
    last = course(base, events, on, proven, term=term, ends="ends_for_arbitration").last_day if base else None
    if left_on is None:
        yield _period("CN-LIM-21", None, last, on), (missing("employment_ended_on"),)
    else:
        yield _period("CN-LIM-21", True, last, on), ()


def _building(case: Case, start: Start | None, on: date) -> Found:
    """Eighteen months from the day on which the employer had to pay, for who contracted with him directly."""
    if case.kind != "construction" or case.is_contractor_of_owner is False:
        return
    last = months_after(start.due_on, months("CN-LIM-21e")) if start else None
    lacks = () if case.is_contractor_of_owner else (missing("is_contractor_of_owner"),)
    yield _period("CN-LIM-21e", case.is_contractor_of_owner, last, on), lacks


def _bill(case: Case, on: date) -> Found:
    """Two years on a bill or note, six months on a cheque, six months of recourse from a refusal."""
    if case.bill is None and case.kind in _PAID_BY_BILL:
        yield _period("CN-LIM-21b", None, None, on), (missing("bill"),)
    if case.bill not in ("bill", "cheque"):
        return
    rule_id = "CN-LIM-21b" if case.bill == "bill" else "CN-LIM-21c"
    since = case.bill_from_on
    lacks = () if since else (missing("bill_from_on"),)
    yield _period(rule_id, True, months_after(since, months(rule_id)) if since else None, on), lacks
    if case.bill_refused_on:
        yield _period("CN-LIM-21d", True, months_after(case.bill_refused_on, months("CN-LIM-21d")), on), ()


def _bankruptcy(case: Case, on: date) -> Found:
    """The time that the court announced; the law sets only its bounds."""
    if case.is_debtor_bankrupt is False:
        return
    if case.is_debtor_bankrupt is None:
        yield _period("CN-LIM-21f", None, None, on), (missing("is_debtor_bankrupt"),)
    else:
        lacks = () if case.bankruptcy_claims_by else (missing("bankruptcy_claims_by"),)
        yield _period("CN-LIM-21f", True, case.bankruptcy_claims_by, on), lacks
