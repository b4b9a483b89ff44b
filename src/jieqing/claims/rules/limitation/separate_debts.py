"""Debts that stand each by itself within one claim: which event touches which of them, and which runs out first."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from jieqing.claims.rules.allocation import Debt, spread
from jieqing.claims.rules.assessment import Period, Step
from jieqing.claims.rules.case import Case, Event, Part
from jieqing.claims.rules.limitation.interruption import Reading, Verdict, proven, supposed
from jieqing.claims.rules.limitation.phrases import filled

Goes = Mapping[int, frozenset[int]]  # index of a payment → the debts that it is sure to have gone to
_ORDER = ("open", "suspended", "defence_waived", "unknown", "expired")


@dataclass(frozen=True, slots=True)
class Payments:
    """What the debtor's payments did to debts that stand by themselves: index of a payment → the debts that it is sure
    to have gone to, and the debts that are paid for sure.
    """

    goes: Goes
    settled: frozenset[int]


def debts_apart(case: Case, settled: Collection[int] = ()) -> tuple[Part, ...]:
    """The parts of a claim that holds more than one debt: those that are not settled, or all if all are.

    Empty where the claim is one debt, in instalments or not.
    """
    if not any(part.is_separate for part in case.parts):
        return ()
    return tuple(part for part in case.parts if part.no not in settled) or case.parts


def payments_of(case: Case, events: Sequence[Event]) -> Payments:
    """Where payments are sure to have gone: to the debt that the debtor named; else where the law puts them (Civil
    Code 560: the earliest due first) if the creditor's books do not say otherwise.
    """
    before = {part.no: _debt(part, part.amount_fen) for part in case.parts}
    after = {part.no: _debt(part, part.amount_fen - part.received_fen) for part in case.parts}
    goes: dict[int, frozenset[int]] = {}
    doubtful: set[int] = set()
    for index, event in sorted(enumerate(events), key=lambda pair: (pair[1].on, pair[0])):
        if event.kind != "part_payment":
            continue
        debts = before if event.is_in_principal else after  # what was received holds the former already
        named = [f"{event.part}"] if event.part in debts else []
        shares, _ = spread(event.amount_fen or 1, event.on, list(debts.values()), named)
        debts.update({no: replace(debt, fen=debt.fen - shares[debt.id]) for no, debt in debts.items()})
        by_law = frozenset(int(no) for no, fen in shares.items() if fen)
        goes[index] = by_law if event.booked_to is None or event.part in debts else by_law & {event.booked_to}
        doubtful |= by_law - goes[index]
    return Payments(goes, frozenset(no for no, debt in after.items() if debt.fen <= 0 and no not in doubtful))


def proven_of(part: Part, goes: Goes) -> Reading:
    """What counts for one debt with its proof; a payment only where it is sure to have gone to it."""

    def reading(index: int, event: Event) -> Verdict:
        if event.part is not None and event.part != part.no:
            return "elsewhere"
        verdict = proven(index, event)
        return "undesignated" if verdict == "counts" and part.no not in goes.get(index, {part.no}) else verdict

    return reading


def supposed_of(part: Part, goes: Goes) -> Reading:
    """What counts for one debt if what is open can be proven: an undesignated payment, too, admits the account."""

    def reading(index: int, event: Event) -> Verdict:
        if event.part is not None and event.part != part.no:
            return "elsewhere"
        verdict = supposed(index, event)
        return "supposed" if verdict == "counts" and part.no not in goes.get(index, {part.no}) else verdict

    return reading


def first_to_run_out(periods: Sequence[tuple[Part, Period]]) -> Period:
    """The period of the debt that decides: the first open one to run out; where all have, the last that did."""
    no, period = min(((part.no, one) for part, one in periods), key=_decides)
    gone = [(part.no, one.last_day) for part, one in periods if one.status == "expired" and one.last_day]
    unknown = [part.no for part, one in periods if one.status == "unknown"]
    steps = [*period.steps]
    if len(periods) > 1:
        about = "part_late" if period.status == "expired" else "part"
        steps.insert(0, Step(steps[0].on, filled("steps", about, no=no), "CN-LIM-02"))
    if gone and period.status != "expired":
        end = max(day for _, day in gone)
        steps.append(Step(end, filled("steps", "parts_expired", nos=_list(no for no, _ in gone), end=end), "CN-LIM-02"))
    if unknown and period.status != "unknown":
        steps.append(Step(steps[0].on, filled("steps", "parts_unknown", nos=_list(unknown)), "CN-LIM-02"))
    steps.sort(key=lambda step: step.on)
    return replace(period, steps=tuple(steps), expired_parts=tuple(no for no, _ in gone), part=no)


def _decides(one: tuple[int, Period]) -> tuple[int, date, int]:
    no, period = one
    last = period.last_day or date.max
    if period.status == "expired":
        last = date.min + (date.max - last)  # the last that ran out comes first
    return _ORDER.index(period.status), last, no


def _list(numbers: Iterable[int]) -> str:
    """The first ten numbers; more would bury the sentence."""
    shown = [f"{number}" for number in numbers]
    return ", ".join(shown[:10]) + ("…" if len(shown) > 10 else "")


def _debt(part: Part, fen: int) -> Debt:
    return Debt(f"{part.no}", max(0, fen), part.due.earliest if part.due else part.delivered_on)
