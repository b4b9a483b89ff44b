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
from jieqing.claims.rules.working import DAYS_A_YEAR, Segment, half_up
from jieqing.kit.words import Words

PRINCIPAL_FIRST: tuple[Item, ...] = ("costs", "principal", "interest")
ZERO = Fraction(0)


@dataclass(slots=True)
class Run:
    """A loan run through its payments: segments of the term and of lateness, and what the caps cut off.

    `term_fen` and `late_fen` are the interest left at the last payment, `fresh_…` what accrued since, unrounded.
    """

    principal_fen: int
    term_fen: int = 0
    late_fen: int = 0
    term: list[Segment] = field(default_factory=list)
    late: list[Segment] = field(default_factory=list)
    term_cut: Fraction = ZERO
    late_cut: Fraction = ZERO
    late_room: Fraction = ZERO
    term_paid_fen: int = 0
    late_paid_fen: int = 0
    over_fen: int = 0
    fresh_term: Fraction = ZERO
    fresh_late: Fraction = ZERO
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
            _round(run, *_accrue(run, plan, since, event.on))
            since = event.on
        order = PRINCIPAL_FIRST if by_books and event.is_in_principal else BY_LAW
        owed = Owed(0, run.term_fen + run.late_fen, run.principal_fen)
        taken, left = split(owed, event.amount_fen or 0, order)
        of_term = min(run.term_fen, taken.interest_fen)  # the older interest first
        of_late = taken.interest_fen - of_term
        run.term_fen, run.term_paid_fen = run.term_fen - of_term, run.term_paid_fen + of_term
        run.late_fen, run.late_paid_fen = run.late_fen - of_late, run.late_paid_fen + of_late
        run.principal_fen = left.principal_fen
        run.over_fen += taken.over_fen
    run.fresh_term, run.fresh_late = _accrue(run, plan, since, on)
    _grow(run, plan, on)
    return run


def _round(run: Run, term: Fraction, late: Fraction) -> None:
    """Interest is rounded as a whole at each payment."""
    whole, of_term = half_up(term + late), half_up(term)
    run.term_fen += of_term
    run.late_fen += whole - of_term


def _accrue(run: Run, plan: Plan, since: date, until: date) -> tuple[Fraction, Fraction]:
    """Adds the segments of these days to the run; returns the unrounded sums of the term's and of the late ones."""
    term = late = ZERO
    due = plan.due
    if plan.term_pct is not None and plan.start is not None:
        end = min(until, due) if due is not None else until
        for segment, asked, cap in _capped(run.principal_fen, plan, max(since, plan.start), end, is_late=False):
            run.term.append(segment)
            run.is_term_provisional |= cap.is_provisional
            term += segment.exact
            run.term_cut += asked - segment.exact
    if due is not None and until > due:
        for segment, asked, cap in _capped(
            run.principal_fen, plan, max(since, plan.late_since or due), until, is_late=True
        ):
            if segment.rate_pct:
                run.late.append(segment)
            run.is_late_provisional |= cap.is_provisional if plan.is_late_agreed else plan.is_late_rate_stale
            late += segment.exact
            run.late_cut += asked - segment.exact
            run.late_room += _at(segment, cap.pct_year) - segment.exact
    return term, late


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
