"""Principal, interest of the term and late charges of a private loan, as lines that can be asked.

Low and high are two runs: the later contract and due day at the lower cap, the earlier ones at the higher.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from jieqing.claims.rules.assessment import Line, LineKind
from jieqing.claims.rules.case import Case, Event
from jieqing.claims.rules.interest.private_lending import received_fen
from jieqing.claims.rules.lpr import LprTable
from jieqing.claims.rules.sums import catalogue
from jieqing.claims.rules.sums.found import Found
from jieqing.claims.rules.sums.late import principal_line
from jieqing.claims.rules.sums.loan_plan import Plan, is_by_instalments, plans_of
from jieqing.claims.rules.sums.loan_run import ZERO, Run, run_of
from jieqing.claims.rules.working import Segment, Working, half_up, stated

_TERM: LineKind = "interest"
_LATE: LineKind = "late_interest"


def add_loan(found: Found, case: Case, paid: Sequence[Event], on: date, filed_on: date, lpr: LprTable) -> None:
    """Adds the lines of a private loan: what is left of the principal, interest of the term, late charges."""
    opening = _opening(found, case, paid)
    if opening is None:
        found.lacks("principal_fen")
        return
    low_plan, high_plan = plans_of(found, case, opening, on, filed_on, lpr)
    low = run_of(low_plan, paid, on, by_books=True)
    high = low if low_plan == high_plan and not _differs(paid) else run_of(high_plan, paid, on, by_books=False)
    _add_principal(found, case, (low, high), (low_plan, high_plan), paid, on)
    _add_interest(found, low, high, low_plan.term_rule)
    if high_plan.due is not None and high_plan.due > on:
        found.lines = [_not_yet_due(line) if line.kind == _TERM else line for line in found.lines]
    _add_penalty(found, case, low, high)
    _add_cuts(found, case, high, high_plan)


def _add_principal(
    found: Found, case: Case, runs: tuple[Run, Run], plans: tuple[Plan, Plan], paid: Sequence[Event], on: date
) -> None:
    """What is left of the principal; what is surely not due yet is not asked."""
    notes = []
    least, most = sorted(run.principal_fen for run in runs)
    if least != most and _differs(paid):
        notes.append(catalogue.note("interest_first"))
    if is_by_instalments(case):
        notes.append(catalogue.note("instalments"))
    if runs[0].over_fen:
        notes.append(catalogue.note("overpaid"))
    latest, earliest = plans[0].due, plans[1].due
    if most and earliest is not None and earliest > on:
        found.not_asked.append(catalogue.not_asked("not_yet_due", most))
        return
    if latest is not None and latest > on:
        least = 0
    found.lines.append(principal_line(case, least, most, notes=notes))


def _not_yet_due(line: Line) -> Line:
    low = stated(0, *line.low.rules, notes=(*line.low.notes, catalogue.note("not_yet_due")))
    return replace(line, low=low, grows_by_fen=(0, line.grows_by_fen[1]))


def _differs(paid: Sequence[Event]) -> bool:
    return any(event.is_in_principal for event in paid)


def _opening(found: Found, case: Case, paid: Sequence[Event]) -> int | None:
    """The sum that was lent: received, not on paper (CN-INT-06). None where no sum is known."""
    kept_back = max(0, case.deducted_upfront_fen or 0)
    in_books = sum(event.amount_fen or 0 for event in paid if event.is_in_principal)
    stated_fen = case.principal_fen
    if stated_fen is None and case.parts:
        stated_fen = sum(max(0, part.amount_fen) - max(0, part.received_fen) for part in case.parts)
    if any(part.received_fen > 0 for part in case.parts):
        found.lacks("payments")
    said = None if stated_fen is None else max(0, stated_fen) + in_books
    if case.lent_fen is None:
        if said is None:
            return None
        opening = received_fen(said, kept_back)
        cut = said - opening
    else:
        received = received_fen(max(0, case.lent_fen), kept_back)
        opening = received if said is None else min(received, said)
        if said is not None and said < received:
            found.lacks("payments")
        cut = max(0, min(said if said is not None else case.lent_fen, case.lent_fen) - received)
    if kept_back and cut:
        found.not_asked.append(catalogue.not_asked("deducted_upfront", cut))
    return opening


def _add_interest(found: Found, low: Run, high: Run, term_rule: str) -> None:
    runs = (low, high)
    grows = [half_up(run.grows) for run in runs]
    of_term = [(run.term, run.term_fen + run.fresh_term, run.term_paid_fen, run.is_term_provisional) for run in runs]
    of_late = [(run.late, run.late_fen + run.fresh_late, run.late_paid_fen, run.is_late_provisional) for run in runs]
    before = [0 if run.grows_late else each for run, each in zip(runs, grows, strict=True)]
    after = [each if run.grows_late else 0 for run, each in zip(runs, grows, strict=True)]
    _add_line(found, _TERM, "term_interest", [_working(*each, term_rule) for each in of_term], before)
    _add_line(found, _LATE, "late_interest", [_working(*each, "CN-INT-04") for each in of_late], after)


def _working(
    segments: Sequence[Segment], exact: Fraction, paid_fen: int, is_provisional: bool, rule_id: str
) -> Working:
    rules = tuple(dict.fromkeys([*(segment.rule for segment in segments), rule_id]))
    return Working(tuple(segments), exact, rules, (), is_provisional, paid_fen)


def _add_line(found: Found, kind: LineKind, name: str, ends: Sequence[Working], grows: Sequence[int]) -> None:
    if any(working.segments for working in ends):
        first, second = sorted(ends, key=lambda working: working.exact)
        second = first if second == first else second
        found.lines.append(Line(kind, catalogue.name(name), first, second, (min(grows), max(grows))))


def _add_penalty(found: Found, case: Case, low: Run, high: Run) -> None:
    """A fixed penalty, as far as the cap leaves room for it beside the rest (CN-INT-05)."""
    if not case.penalty_fen or case.penalty_fen <= 0:
        return
    rooms = sorted(min(Fraction(case.penalty_fen), run.late_room) for run in (low, high))
    is_stale = low.is_late_provisional or high.is_late_provisional
    first, second = (Working((), room, ("CN-INT-05",), is_provisional=is_stale) for room in rooms)
    found.lines.append(Line("penalty", catalogue.name("fixed_penalty"), first, second))


def _add_cuts(found: Found, case: Case, run: Run, plan: Plan) -> None:
    """What the papers claim above the caps; the least of it, by the higher end of the range."""
    if half_up(run.term_cut):
        reason = "term_above_cap" if len(plan.caps) == 1 and plan.caps[0].rule == "CN-INT-02" else "term_above_old_cap"
        found.not_asked.append(catalogue.not_asked(reason, half_up(run.term_cut)))
    late_cut = run.late_cut + max(ZERO, Fraction(max(0, case.penalty_fen or 0)) - run.late_room)
    if half_up(late_cut):
        found.not_asked.append(catalogue.not_asked("late_above_cap", half_up(late_cut)))
