"""Principal and late interest of a debt that is no loan: goods, work, services, rent, refunds and the rest."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from jieqing.claims.rules.assessment import Line
from jieqing.claims.rules.case import Case
from jieqing.claims.rules.lpr import LprTable
from jieqing.claims.rules.sums import catalogue
from jieqing.claims.rules.sums.due import NEVER_LATE, due_fen
from jieqing.claims.rules.sums.found import Found
from jieqing.claims.rules.sums.paid import Readings, Tranche, open_segments
from jieqing.claims.rules.sums.terms import (
    SMALL,
    TO_SMALL_FIRMS,
    Rate,
    agreed_rate,
    big_debtor,
    is_under_regulation,
    terms_of,
)  # fmt: skip
from jieqing.claims.rules.working import DAYS_A_YEAR, Segment, Working, half_up, stated, summed
from jieqing.kit.words import Words


@dataclass(slots=True)
class _End:
    """One end of the range while it is added up."""

    segments: list[Segment] = field(default_factory=list)
    grows: Fraction = Fraction(0)
    is_provisional: bool = False

    def working(self, rule: str, notes: Iterable[Words]) -> Working:
        return summed(self.segments, rules=(rule,), notes=notes, is_provisional=self.is_provisional)


def add_principal(found: Found, case: Case, debt: Readings, on: date, *, notes: Iterable[Words] = ()) -> None:
    """Adds what is left of the principal and due; what is surely not due yet is not asked."""
    left = debt.left_fen
    sure, possible = due_fen(debt.by_law, on)
    if left > possible:
        found.not_asked.append(catalogue.not_asked("not_yet_due", left - possible))
    if possible or not left:
        found.lines.append(principal_line(case, sure, possible, notes=notes))


def principal_line(case: Case, low_fen: int, high_fen: int, *, notes: Iterable[Words] = ()) -> Line:
    """The principal as it stands on the papers and in the books, low to high."""
    remarks = [*notes, *([catalogue.note("approximate")] if case.is_principal_approx else [])]
    low = stated(low_fen, "CN-INT-24", notes=remarks)
    high = low if high_fen == low_fen else stated(high_fen, "CN-INT-24", notes=remarks)
    name = catalogue.name("wages" if case.kind == "wages" else "principal")
    return Line("principal", name, low, high, rests_on=case.evidence)


def add_late(found: Found, case: Case, debt: Readings, on: date, lpr: LprTable, notes: Iterable[Words] = ()) -> None:
    """Adds the line for lateness, low to high over rates, due days and both readings of the payments."""
    if case.kind in NEVER_LATE:
        found.not_asked.append(catalogue.not_asked(f"late_on_{'wages' if case.kind == 'wages' else 'investment'}"))
        return
    ends = [_ends(found, case, reading, on, lpr) for reading in _distinct(debt)]
    low_end = ends[0][0] if len(ends) == 1 else min((low for low, _ in ends), key=_sum)
    high_end = ends[0][1] if len(ends) == 1 else max((high for _, high in ends), key=_sum)
    _ask_sizes(found, case)
    if not high_end.segments and not low_end.segments:
        return
    rule = (high_end.segments or low_end.segments)[0].rule
    remarks = [*notes, *([catalogue.note("books")] if debt.differ else [])]
    if rule in _REMARKS:
        remarks.append(catalogue.note(_REMARKS[rule]))
    low = low_end.working(rule, remarks)
    high = low if low_end.segments == high_end.segments else high_end.working(rule, remarks)
    if high.exact < low.exact:  # a rate that rose can make the later due day the dearer one
        low, high = high, low
    grows = sorted((half_up(low_end.grows), half_up(high_end.grows)))
    name = catalogue.name(_LATE_NAMES.get(rule, "late_loss"))
    found.lines.append(Line("late_interest", name, low, high, (grows[0], grows[1])))


def _sum(end: _End) -> Fraction:
    return summed(end.segments).exact


def _distinct(debt: Readings) -> list[Sequence[Tranche]]:
    return [debt.by_law, debt.by_books] if debt.differ else [debt.by_law]


def _ends(found: Found, case: Case, tranches: Sequence[Tranche], on: date, lpr: LprTable) -> tuple[_End, _End]:
    low, high = _End(), _End()
    for tranche in tranches:
        earliest, latest = tranche.due_from, tranche.due_by
        if tranche.fen <= 0 or earliest is None or earliest >= on:
            continue
        terms = terms_of(case, earliest, lpr)
        if terms.is_cut_short:
            found.say_once("late_before_lpr")
        _add(high, tranche, terms.high, terms.high_since, on, lpr, is_provisional=terms.is_provisional)
        if latest is not None and latest < on:
            sure = terms if latest == earliest else terms_of(case, latest, lpr)
            _add(low, tranche, sure.low, sure.low_since, on, lpr, is_provisional=sure.is_provisional)
    return low, high


def _add(
    end: _End, tranche: Tranche, rate: Rate, late_since: date, on: date, lpr: LprTable, *, is_provisional: bool
) -> None:
    if not rate.pct or late_since >= on:
        return
    for since, until, base in open_segments(tranche, late_since, on):
        end.segments += _segments(since, until, base, rate, lpr)
    end.is_provisional = end.is_provisional or is_provisional
    if rate.floats:
        now = lpr.on(on)
        end.is_provisional = end.is_provisional or now.is_provisional
        pct = Fraction(now.pct_year) / DAYS_A_YEAR
    else:
        pct = Fraction(rate.pct) / (DAYS_A_YEAR if rate.per == "year" else 1)
    end.grows += max(0, tranche.left_fen) * pct / 100


def _segments(since: date, until: date, base: int, rate: Rate, lpr: LprTable) -> Iterator[Segment]:
    if not rate.floats:
        yield Segment(since, until, base, rate.pct, rate.per, rate.rule, rate.why)
        return
    start, pct = since, lpr.on(since + DAY).pct_year
    for row_on, row_pct in lpr.rows:
        edge = row_on - DAY  # a stretch counts its last day and not its first: the row's own day bears the new rate
        if start < edge < until and row_pct != pct:
            yield Segment(start, edge, base, pct, "year", rate.rule, rate.why)
            start, pct = edge, row_pct
    yield Segment(start, until, base, pct, "year", rate.rule, rate.why)


def _ask_sizes(found: Found, case: Case) -> None:
    """The sizes that would make 0.05 % a day of it, where they are not known (CN-INT-18)."""
    if case.kind not in TO_SMALL_FIRMS or case.creditor == "person" or case.debtor == "person":
        return
    is_debtor_open = case.debtor_size is None and case.debtor != "government"
    can_be_small = case.creditor_size is None or case.creditor_size in SMALL
    if is_debtor_open and can_be_small:
        found.lacks("debtor_size")
    if case.creditor_size is None and (is_debtor_open or big_debtor(case) is not None):
        found.lacks("creditor_size")


def add_fixed_penalty(found: Found, case: Case) -> None:
    """Adds an agreed sum for breach: asked in full, at the lower end only what stands besides nothing else."""
    if not case.penalty_fen or case.penalty_fen <= 0:
        return
    late = next((line for line in found.lines if line.kind == "late_interest"), None)
    notes = (catalogue.note("may_be_cut"),)
    high = stated(case.penalty_fen, "CN-INT-11", notes=notes)
    low = stated(0, "CN-INT-11", notes=notes)
    if late is not None and agreed_rate(case) is None and not is_under_regulation(case):
        # a penalty takes the place of a loss that nobody agreed: at least that loss, at most the penalty
        found.lines.remove(late)
        if late.low.exact <= case.penalty_fen:
            low = Working(late.low.segments, late.low.exact, ("CN-INT-11",), notes, late.low.is_provisional)
        else:
            low = high
    found.lines.append(Line("penalty", catalogue.name("fixed_penalty"), low, high))


def without_growth(line: Line) -> Line:
    """The line of a bankrupt debtor: interest stops on a day that is not known, so the lower end is nothing."""
    nothing = Working((), Fraction(0), line.low.rules, (*line.low.notes, catalogue.note("bankrupt")))
    return Line(line.kind, line.name, nothing, line.high, (0, line.grows_by_fen[1]), line.rests_on)


DAY = timedelta(days=1)
_REMARKS = {"CN-INT-11": "may_be_cut", "CN-INT-23": "by_reference"}
_LATE_NAMES = {"CN-INT-11": "late_penalty", "CN-INT-13": "late_interest", "CN-INT-21": "late_interest"}
