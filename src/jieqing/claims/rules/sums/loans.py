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
from jieqing.claims.rules.sums.late import Found, principal_line
from jieqing.claims.rules.sums.loan_plan import Plan, is_by_instalments, plans_of
from jieqing.claims.rules.sums.loan_run import ZERO, Run, left_of, run_of
from jieqing.claims.rules.working import Segment, Working, half_up, stated

_TERM: LineKind = "interest"
_LATE: LineKind = "late_interest"


def add_loan(found: Found, case: Case, paid: Sequence[Event], on: date, lpr: LprTable) -> None:
    """Adds the lines of a private loan: what is left of the principal, interest of the term, late charges."""
    opening = _opening(found, case, paid)
    if opening is None:
        found.lacks("principal_fen")
        return
    low_plan, high_plan = plans_of(found, case, opening, on, lpr)
    low = run_of(low_plan, paid, on, by_books=True)
    high = low if low_plan == high_plan and not _differs(paid) else run_of(high_plan, paid, on, by_books=False)
    notes = []
    if low.principal_fen != high.principal_fen and _differs(paid):
        notes.append(catalogue.note("interest_first"))
    if is_by_instalments(case):
        notes.append(catalogue.note("instalments"))
    if low.over_fen:
        notes.append(catalogue.note("overpaid"))
    line = principal_line(case, min(low.principal_fen, high.principal_fen), notes=notes)
    if low.principal_fen != high.principal_fen:
        most = max(low.principal_fen, high.principal_fen)
        line = replace(line, high=stated(most, "CN-ALLOC-02", notes=line.low.notes))
    found.lines.append(line)
    _add_interest(found, low, high, low_plan.term_rule)
    _add_penalty(found, case, low, high)
    _add_cuts(found, case, high, high_plan)


def _differs(paid: Sequence[Event]) -> bool:
    return any(event.is_in_principal for event in paid)


def _opening(found: Found, case: Case, paid: Sequence[Event]) -> int | None:
    """The sum that was lent: received, not on paper (CN-INT-06). None where no sum is known."""
    kept_back = max(0, case.deducted_upfront_fen or 0)
    in_books = sum(event.amount_fen or 0 for event in paid if event.is_in_principal)
    stated_fen = case.principal_fen
    if stated_fen is None and case.parts:
        stated_fen = sum(max(0, part.amount_fen) - max(0, part.received_fen) for part in case.parts)
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


def _working(segments: Sequence[Segment], exact: Fraction, paid_fen: int, rule_id: str, is_stale: bool) -> Working:
    rules = tuple(dict.fromkeys([*(segment.rule for segment in segments), rule_id]))
    return Working(tuple(segments), exact, rules, (), is_stale, paid_fen)


def _add_interest(found: Found, low_run: Run, high_run: Run, term_rule: str) -> None:
    low_term, low_late = left_of(low_run)
    high_term, high_late = (low_term, low_late) if high_run is low_run else left_of(high_run)
    stale = [(run.is_term_provisional, run.is_late_provisional) for run in (low_run, high_run)]
    for kind, name, rule_id, ours, theirs, of_low, of_high, which in (
        (_TERM, "term_interest", term_rule, low_run.term, high_run.term, low_term, high_term, 0),
        (_LATE, "late_interest", "CN-INT-04", low_run.late, high_run.late, low_late, high_late, 1),
    ):
        if not ours and not theirs:
            continue
        first = _working(ours, *of_low, rule_id, stale[0][which])
        second = first if high_run is low_run else _working(theirs, *of_high, rule_id, stale[1][which])
        if second.exact < first.exact:
            first, second = second, first
        grows = [half_up(run.grows) if run.grows_late is (kind == _LATE) else 0 for run in (low_run, high_run)]
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
