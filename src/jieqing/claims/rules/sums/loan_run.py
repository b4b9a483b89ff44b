"""A private loan run through its payments (Civil Code 561): what is left, what accrued, what the caps cut off."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from jieqing.claims.rules.allocation import BY_LAW, Item, Owed, split
from jieqing.claims.rules.case import Event
from jieqing.claims.rules.interest.caps import AGREED, Cap, stretches
from jieqing.claims.rules.interest.default_interest import AT_LPR
from jieqing.claims.rules.interest.private_lending import UNCLEAR
from jieqing.claims.rules.sums.loan_plan import Plan
from jieqing.claims.rules.working import DAYS_A_YEAR, Segment, half_up, summed
from jieqing.kit.words import Words

PRINCIPAL_FIRST: tuple[Item, ...] = ("costs", "principal", "interest")
ZERO = Fraction(0)


@dataclass(slots=True)
class Run:
    """A loan run through its payments: segments of the term and of lateness, and what the caps cut off."""

    principal_fen: int
    interest_fen: int = 0
    term: list[Segment] = field(default_factory=list)
    late: list[Segment] = field(default_factory=list)
    term_cut: Fraction = ZERO
    late_cut: Fraction = ZERO
    late_room: Fraction = ZERO
    paid_interest_fen: int = 0
    over_fen: int = 0
    fresh: Fraction = ZERO
    grows: Fraction = ZERO
    grows_late: bool = False
    is_term_provisional: bool = False
    is_late_provisional: bool = False


def run_of(plan: Plan, paid: Sequence[Event], on: date, *, by_books: bool) -> Run:
    """The loan as of a day; `by_books`: payments that the creditor took off the principal stay there."""
    run = Run(plan.opening_fen)
    since = plan.start or plan.due or on
    for event in paid:
        if event.on > since:
            run.interest_fen += half_up(_accrue(run, plan, since, event.on))
            since = event.on
        order = PRINCIPAL_FIRST if by_books and event.is_in_principal else BY_LAW
        taken, left = split(Owed(0, run.interest_fen, run.principal_fen), event.amount_fen or 0, order)
        run.interest_fen, run.principal_fen = left.interest_fen, left.principal_fen
        run.paid_interest_fen += taken.interest_fen
        run.over_fen += taken.over_fen
    run.fresh = _accrue(run, plan, since, on)
    _grow(run, plan, on)
    return run


def _accrue(run: Run, plan: Plan, since: date, until: date) -> Fraction:
    """Adds the segments of these days to the run; returns their unrounded sum."""
    whole = ZERO
    due = plan.due
    if plan.term_pct is not None and plan.start is not None:
        end = min(until, due) if due is not None else until
        for segment, asked, cap in _capped(run.principal_fen, plan, max(since, plan.start), end, is_late=False):
            run.term.append(segment)
            run.is_term_provisional |= cap.is_provisional
            whole += segment.exact
            run.term_cut += asked - segment.exact
    if due is not None and until > due:
        for segment, asked, cap in _capped(
            run.principal_fen, plan, max(since, plan.late_since or due), until, is_late=True
        ):
            if segment.rate_pct:
                run.late.append(segment)
            run.is_late_provisional |= cap.is_provisional if plan.is_late_agreed else plan.is_late_rate_stale
            whole += segment.exact
            run.late_cut += asked - segment.exact
            run.late_room += _at(segment, cap.pct_year) - segment.exact
    return whole


def _capped(
    base: int, plan: Plan, since: date, until: date, *, is_late: bool
) -> Iterator[tuple[Segment, Fraction, Cap]]:
    """Segments under the caps, each with what the papers would have for it, and its cap."""
    pct = plan.late_pct if is_late else plan.term_pct
    for start, end, cap in stretches(plan.caps, since, until, is_late=is_late):
        asked = pct or Decimal(0)
        if is_late and not plan.is_late_agreed:
            segment = Segment(start, end, base, asked, "year", "CN-INT-04", AT_LPR)
        elif asked > cap.pct_year:
            segment = Segment(start, end, base, cap.pct_year, "year", cap.rule, cap.why)
        else:
            rule_id, why = ("CN-INT-04", AGREED) if is_late else (plan.term_rule, _why(plan))
            segment = Segment(start, end, base, asked, "year", rule_id, why)
        yield segment, _at(segment, asked), cap


def _why(plan: Plan) -> Words:
    return UNCLEAR if plan.term_rule == "CN-INT-19" else AGREED


def _at(segment: Segment, pct: Decimal) -> Fraction:
    return Fraction(segment.base_fen) * Fraction(pct) * segment.days / (100 * DAYS_A_YEAR)


def _grow(run: Run, plan: Plan, on: date) -> None:
    is_late = plan.due is not None and on >= plan.due
    pct = plan.late_pct if is_late else plan.term_pct
    if pct is None or (not is_late and plan.start is None):
        return
    if not is_late or plan.is_late_agreed:
        pct = min(pct, plan.caps[-1].pct_year)
    run.grows = Fraction(run.principal_fen) * Fraction(pct) / (100 * DAYS_A_YEAR)
    run.grows_late = is_late


def left_of(run: Run) -> tuple[tuple[Fraction, int], tuple[Fraction, int]]:
    """What is left of the interest of the term and of lateness, and what payments took of each: the term's first."""
    term, late = summed(run.term).exact, summed(run.late).exact
    if not run.paid_interest_fen and not run.interest_fen:
        return (term, 0), (late, 0)
    left = run.interest_fen + run.fresh  # rounded at each payment, exact since
    of_term = min(run.paid_interest_fen, half_up(term))
    term_left = min(left, max(ZERO, term - of_term))
    return (term_left, of_term), (left - term_left, run.paid_interest_fen - of_term)
