"""Until when: with proven events alone, and if the unproven ones hold; what kills sooner; the two years to enforce."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from jieqing.claims.rules.assessment import Limits, Period, Status, Step
from jieqing.claims.rules.case import Case, Event
from jieqing.claims.rules.limitation.base_day import Start, demanded_first, start_of, start_of_part
from jieqing.claims.rules.limitation.course import course
from jieqing.claims.rules.limitation.enforcement import enforcement_of
from jieqing.claims.rules.limitation.interruption import COUNTING, Reading, proven, supposed
from jieqing.claims.rules.limitation.next_act import next_act, next_act_to_enforce
from jieqing.claims.rules.limitation.period import months_after, three_years, twenty_years
from jieqing.claims.rules.limitation.phrases import filled, missing, phrases
from jieqing.claims.rules.limitation.separate_debts import (
    debts_apart,
    first_to_run_out,
    payments_of,
    proven_of,
    supposed_of,
)
from jieqing.claims.rules.limitation.shorter import bankruptcy_of, shorter_of
from jieqing.kit.words import Words

UNDER_WAY = ("suit", "arbitration", "payment_order")


Pair = tuple[Start | None, Period, Period]  # the start that decides, with proven events, if unproven ones hold


def limits_of(case: Case, events: Sequence[Event], on: date) -> Limits:
    """The days of a case as of a day. The last day is 时效届满日（稳妥起诉日）: where a fact is open, the earliest one.

    It is not moved over days off, to be safe. Events may come in any order; `counted` and `steps` name their index.
    """
    enforcement, lacks_to_enforce = enforcement_of(case, events, on)
    if enforcement is not None:
        judged = _told("judged", "suspended", on)
        shorter, facts = bankruptcy_of(case, on)
        act = next_act_to_enforce(enforcement)
        return Limits(judged, judged, shorter, enforcement, act, (*lacks_to_enforce, *facts))
    start, one, other = _of_parts(case, events, on) if debts_apart(case) else _of_one(case, events, on)
    lacks = start.missing if start else (missing("due"), missing("first_demand_on"))
    shorter, facts = shorter_of(case, events, start, on)
    if _is_filing_to_record(case, events, one):
        other, act = _told("filed", "suspended", on), phrases("acts")["filed"]
        lacks = (missing("lawsuit"), *lacks)
    else:
        act = _act(case, start, one, other, events, on)
    return Limits(one, other, shorter, None, act, tuple(dict.fromkeys((*lacks, *facts))))


def _of_one(case: Case, events: Sequence[Event], on: date) -> Pair:
    """The two readings of a claim that is one debt; without a day, its first demand starts the period."""
    start = start_of(case)
    if start is None:
        first, other = _first_demand(events, on, proven), _first_demand(events, on, supposed)
        return first or other, _period(case, first, events, on, proven), _period(case, other, events, on, supposed)
    one = _period(case, start, events, on, proven)
    if not _has_unproven(events):
        return start, one, one
    return start, one, _period(case, start, events, on, supposed)


def _of_parts(case: Case, events: Sequence[Event], on: date) -> Pair:
    """The two readings of debts that stand each by itself, and the start of the one that decides."""
    payments = payments_of(case, events)
    parts, goes = debts_apart(case, payments.settled), payments.goes
    starts: dict[int | None, Start | None] = {
        part.no: start_of_part(case, part) if part.is_separate else start_of(case) for part in parts
    }
    one = first_to_run_out(
        [(part, _period(case, starts[part.no], events, on, proven_of(part, goes))) for part in parts]
    )
    if not _has_unproven(events) and not goes:
        return starts[one.part], one, one
    other = first_to_run_out(
        [(part, _period(case, starts[part.no], events, on, supposed_of(part, goes))) for part in parts]
    )
    return starts[one.part], one, other


def _period(case: Case, start: Start | None, events: Sequence[Event], on: date, reading: Reading) -> Period:
    if start is None:
        return _unknown(case, on)
    harm_on = case.harm_on or start.due_on
    return course(start.base, events, on, reading, term=three_years(), harm_on=harm_on)


def _has_unproven(events: Sequence[Event]) -> bool:
    """Whether the two readings of any event differ."""
    return any(proven(index, event) != supposed(index, event) for index, event in enumerate(events))


def _first_demand(events: Sequence[Event], on: date, reading: Reading) -> Start | None:
    days = [
        event.on
        for index, event in enumerate(events)
        if event.kind == "demand" and event.on <= on and reading(index, event) in COUNTING
    ]
    return demanded_first(days)


def _unknown(case: Case, on: date) -> Period:
    """No day to count from; the day of the contract, where it is known, gives the earliest end."""
    period = _told("unknown", "unknown", on)
    if case.contract is None:
        return period
    since = case.contract.earliest
    words = filled("steps", "unknown_since", contract=since, end=three_years().end(since))
    return replace(period, steps=(Step(since, words, "CN-LIM-01"), *period.steps))


def _told(step: str, status: Status, on: date) -> Period:
    """A period without a last day, and why."""
    rule = {"judged": "CN-RT-09", "filed": "CN-LIM-04", "unknown": "CN-LIM-15"}[step]
    return Period(None, status, None, None, (), (Step(on, phrases("steps")[step], rule),))


def _is_filing_to_record(case: Case, events: Sequence[Event], one: Period) -> bool:
    """Whether a suit is said to be under way that no event tells of."""
    return case.lawsuit == "filed" and one.status != "suspended" and not any(e.kind in UNDER_WAY for e in events)


def _act(
    case: Case, start: Start | None, one: Period, other: Period, events: Sequence[Event], on: date
) -> Words | None:
    if start is None:
        return phrases("acts")["unknown"]
    stop = months_after(case.harm_on or start.due_on, twenty_years())
    return next_act(one, other, events, due_on=start.base.on, stop=stop, on=on)
