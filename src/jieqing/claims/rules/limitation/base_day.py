"""The day from which the three years run: the earliest it can be by what is known (CN-LIM-01, 02, 14, 15)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from jieqing.claims.rules.assessment import Missing
from jieqing.claims.rules.case import Case, DaySpan, Part
from jieqing.claims.rules.limitation.course import Base
from jieqing.claims.rules.limitation.phrases import filled, missing, rule_of

# Where no day of payment is known, the price is due on receipt of the goods; for work and services the hand-over is
# the earliest day that it can be. A loan, wages and rent are not handed over.
_BY_DELIVERY = ("trade_receivable",)
_NOT_BY_DELIVERY = ("private_loan", "wages", "rent")


@dataclass(frozen=True, slots=True)
class Start:
    """Where the period starts. `due_on` is the day before anybody could know better (`knew_on`), from which twenty
    years run where no harm is named; `missing` are facts that would move it.
    """

    base: Base
    due_on: date
    missing: tuple[Missing, ...] = ()


def start_of(case: Case) -> Start | None:
    """The start of a claim that is one debt; None where no day is known at all."""
    instalments = [part for part in case.parts if not part.is_separate]
    dated = [part.due for part in instalments if part.due is not None]
    if len(instalments) == 1:
        return start_of_part(case, instalments[0])
    if dated:
        start = _from_span("instalments", max(dated, key=lambda span: span.earliest))
        if len(dated) < len(instalments):
            start = replace(start, missing=(missing("due"),))
        return _known_late(case, start)
    return _known_late(case, _due(case.due) or _handed_over(case, case.delivered) or _asked_or_said(case))


def start_of_part(case: Case, part: Part) -> Start | None:
    """The start of a debt of one part, alone in its claim or apart from the others; None where no day is known."""
    delivered = DaySpan.of(part.delivered_on) if part.delivered_on else case.delivered
    return _known_late(
        case,
        _due(part.due)
        or (_handed_over(case, delivered) if part.delivered_on else None)
        or _due(case.due)
        or _handed_over(case, delivered)
        or _from("invoiced", part.invoiced_on, missing("due"))
        or _asked_or_said(case),
    )


def demanded_first(days: Iterable[date]) -> Start | None:
    """The start of a debt without a term by its first demand; the time given in it is not known, so none is counted."""
    return _from("demanded", min(days, default=None), missing("grace_ends_on"))


def _asked_or_said(case: Case) -> Start | None:
    """By the first demand; else by how long it is said to be overdue, which stands in for a due day."""
    return (
        _from("grace", case.grace_ends_on)
        or (demanded_first([case.first_demand_on]) if case.first_demand_on else None)
        or _from("aged", case.aged_from, missing("due"))
    )


def _due(due: DaySpan | None) -> Start | None:
    if due is None:
        return None
    return _from("due", due.earliest) if due.is_known else _from_span("due_span", due)


def _handed_over(case: Case, delivered: DaySpan | None) -> Start | None:
    if delivered is None or case.kind in _NOT_BY_DELIVERY:
        return None
    return _from("delivered" if case.kind in _BY_DELIVERY else "handed_over", delivered.earliest, missing("due"))


def _from_span(base: str, span: DaySpan) -> Start:
    words = filled("bases", base, on=span.earliest, latest=span.latest)
    lacks = () if span.is_known else (missing("due"),)
    return Start(Base(span.earliest, words, rule_of(base)), span.earliest, lacks)


def _from(base: str, on: date | None, *lacks: Missing) -> Start | None:
    if on is None:
        return None
    return Start(Base(on, filled("bases", base, on=on), rule_of(base)), on, lacks)


def _known_late(case: Case, start: Start | None) -> Start | None:
    """The later day on which harm and debtor were known, where it is given."""
    if start is None or case.knew_on is None or case.knew_on <= start.base.on:
        return start
    words = filled("bases", "knew", on=case.knew_on)
    return replace(start, base=Base(case.knew_on, words, rule_of("knew")))
