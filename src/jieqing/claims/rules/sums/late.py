"""Principal and late interest of a debt that is no loan: goods, work, services, rent, refunds and the rest."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from jieqing.claims.rules.assessment import Line, Missing, NotAsked
from jieqing.claims.rules.case import Case
from jieqing.claims.rules.interest import small_creditor
from jieqing.claims.rules.lpr import LprTable
from jieqing.claims.rules.sums import catalogue
from jieqing.claims.rules.sums.paid import Readings, Tranche, open_segments
from jieqing.claims.rules.sums.terms import (
    SMALL,
    TO_SMALL_FIRMS,
    Rate,
    Terms,
    agreed_rate,
    big_debtor,
    is_under_regulation,
    terms_of,
)  # fmt: skip
from jieqing.claims.rules.working import DAYS_A_YEAR, Segment, Working, half_up, stated, summed
from jieqing.kit.words import Words


@dataclass(slots=True)
class Found:
    """What has been found so far: lines, what is not asked, missing facts by field, remarks by id."""

    lines: list[Line] = field(default_factory=list)
    not_asked: list[NotAsked] = field(default_factory=list)
    missing: dict[str, Missing] = field(default_factory=dict)

    def lacks(self, name: str) -> None:
        """Notes that a fact is missing."""
        self.missing[name] = catalogue.missing(name)

    def say_once(self, reason_id: str) -> None:
        """Notes what is not asked, without a sum, unless that was said before."""
        reason = catalogue.not_asked(reason_id)
        if reason not in self.not_asked:
            self.not_asked.append(reason)


@dataclass(slots=True)
class _End:
    """One end of the range while it is added up."""

    segments: list[Segment] = field(default_factory=list)
    grows: Fraction = Fraction(0)
    is_provisional: bool = False

    def working(self, rule: str, notes: Iterable[Words]) -> Working:
        return summed(self.segments, rules=(rule,), notes=notes, is_provisional=self.is_provisional)


def principal_line(case: Case, left_fen: int, *, notes: Iterable[Words] = ()) -> Line:
    """What is left of the principal, as it stands on the papers and in the books."""
    remarks = [*notes, *([catalogue.note("approximate")] if case.is_principal_approx else [])]
    working = stated(left_fen, "CN-INT-24", notes=remarks)
    name = catalogue.name("wages" if case.kind == "wages" else "principal")
    return Line("principal", name, working, working, rests_on=case.evidence)


def add_late(found: Found, case: Case, debt: Readings, on: date, lpr: LprTable) -> None:
    """Adds the line for lateness, low to high over rates, due days and both readings of the payments."""
    if case.kind in ("wages", "investment"):
        found.not_asked.append(catalogue.not_asked(f"late_on_{'wages' if case.kind == 'wages' else 'investment'}"))
        return
    notes: dict[str, Words] = {}
    ends = [_ends(found, case, reading, on, lpr, notes) for reading in _distinct(debt)]
    if debt.differ:
        notes["books"] = catalogue.note("books")
    low_end = min((low for low, _ in ends), key=lambda end: summed(end.segments).exact) if len(ends) > 1 else ends[0][0]
    high_end = (
        max((high for _, high in ends), key=lambda end: summed(end.segments).exact) if len(ends) > 1 else ends[0][1]
    )
    _ask_sizes(found, case)
    if not high_end.segments:
        return
    rule = high_end.segments[0].rule
    if rule == "CN-INT-11":
        notes["may_be_cut"] = catalogue.note("may_be_cut")
    elif rule == "CN-INT-23":
        notes["by_reference"] = catalogue.note("by_reference")
    remarks = tuple(notes.values())
    low = low_end.working(rule, remarks)
    high = low if low_end.segments == high_end.segments else high_end.working(rule, remarks)
    name = catalogue.name("late_penalty" if rule == "CN-INT-11" else _LATE_NAMES.get(rule, "late_loss"))
    found.lines.append(Line("late_interest", name, low, high, (half_up(low_end.grows), half_up(high_end.grows))))


def _distinct(debt: Readings) -> list[Sequence[Tranche]]:
    return [debt.by_law, debt.by_books] if debt.differ else [debt.by_law]


def _ends(
    found: Found, case: Case, tranches: Sequence[Tranche], on: date, lpr: LprTable, notes: dict[str, Words]
) -> tuple[_End, _End]:
    low, high = _End(), _End()
    for tranche in tranches:
        if tranche.fen <= 0:
            continue
        latest, earliest = _due_window(found, case, tranche, on, notes)
        if earliest is None or earliest >= on:
            continue
        terms = terms_of(case, earliest, lpr)
        if terms is None:
            continue
        if terms.is_cut_short:
            found.say_once("late_before_lpr")
        _add(high, tranche, terms, terms.high, on, lpr)
        if latest is not None and latest < on:
            sure = terms if latest == earliest else terms_of(case, latest, lpr)
            if sure is not None:
                _add(low, tranche, sure, sure.low, on, lpr)
    return low, high


def _add(end: _End, tranche: Tranche, terms: Terms, rate: Rate, on: date, lpr: LprTable) -> None:
    if not rate.pct:
        return
    for since, until, base in open_segments(tranche, terms.since, on):
        end.segments += _segments(since, until, base, rate, lpr)
    end.is_provisional = end.is_provisional or terms.is_provisional
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


def _due_window(
    found: Found, case: Case, tranche: Tranche, on: date, notes: dict[str, Words]
) -> tuple[date | None, date | None]:
    """The latest and the earliest day on which it can have been due; None: not sure that it was due at all."""
    delivered = tranche.delivered_on if tranche.delivered_on and tranche.delivered_on <= on else None
    if tranche.due is not None:
        latest, earliest = tranche.due.latest, tranche.due.earliest
        if delivered is not None and is_under_regulation(case) and big_debtor(case) == "public":
            most = small_creditor.due_on("public", delivered, (latest - delivered).days) or latest
            latest, earliest = min(latest, most), min(earliest, most)
        if latest != earliest:
            found.lacks("due")
        return latest, earliest
    debtor = big_debtor(case)
    if delivered is not None and debtor is not None and is_under_regulation(case):
        by_law = small_creditor.due_on(debtor, delivered, None)
        if by_law is not None:
            return by_law, by_law
    if case.grace_ends_on is not None:
        return case.grace_ends_on, case.grace_ends_on
    found.lacks("due")
    if delivered is not None:
        notes["due_from_delivery"] = catalogue.note("due_from_delivery")
        return None, delivered
    if case.aged_from is not None:
        notes["due_from_ageing"] = catalogue.note("due_from_ageing")
        return None, case.aged_from
    found.say_once("unknown_due_late")
    return None, None


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
_LATE_NAMES = {"CN-INT-13": "late_interest", "CN-INT-21": "late_interest"}
