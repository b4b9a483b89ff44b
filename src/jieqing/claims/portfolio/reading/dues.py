"""The day on which a line falls due: all columns that state it are read, and must agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from jieqing.claims.portfolio.reading.amounts import Bad
from jieqing.claims.portfolio.reading.catalogue import catalogue, cell_error
from jieqing.claims.portfolio.reading.days import day_of, plausible
from jieqing.claims.portfolio.reading.layout import Layout
from jieqing.claims.portfolio.reading.result import CellError, Remark
from jieqing.claims.portfolio.reading.terms import STARTS, Start, due_of, term_of
from jieqing.kit.words import Words

PAST: Final[tuple[Start, ...]] = ("delivered_on", "invoiced_on", "contract_on")
"""What has happened: never in the future."""


@dataclass(frozen=True, slots=True)
class Days:
    """The days of one line; `bad` are past days that can't be, by field."""

    past: Mapping[Start, date | None]
    bad: Mapping[Start, Bad]
    due_on: date | None = None
    error: CellError | None = None


def days_of(row: int, cells: Sequence[Any], layout: Layout, on: date) -> Days:
    """The days of contract, invoice, delivery and payment of a line; errors are on `due_on` alone."""
    past: dict[Start, date | None] = {}
    bad: dict[Start, Bad] = {}
    for field in PAST:
        column = layout.column_of.get(field)
        if column is None or cells[column] == "":
            continue
        day = day_of(cells[column])
        if isinstance(day, date):
            day = plausible(day, on, cells[column], may_be_ahead=False)
        if isinstance(day, Bad):
            bad[field] = day
        else:
            past[field] = day
    return _with_due(row, cells, layout, on, Days(past, bad))


def _with_due(row: int, cells: Sequence[Any], layout: Layout, on: date, days: Days) -> Days:
    found: dict[date, str] = {}
    wrong: list[tuple[int, Bad]] = []
    for due in layout.dues:
        cell = cells[due.column]
        if cell == "" or cell is None:
            continue
        is_count = due.takes_counts or not isinstance(cell, int | float)
        day = due_of(cell, days.past, unit_months=due.in_months) if is_count else day_of(cell)
        if isinstance(day, date):
            day = plausible(day, on, cell, may_be_ahead=True)
        if isinstance(day, date):
            found[day] = layout.names[due.column]
        elif isinstance(day, Bad) and not due.is_weak:
            wrong.append((due.column, day))
    if len(found) == 1 and all(bad.code in ("term_without_start", "term_unclear") for _, bad in wrong):
        return Days(days.past, days.bad, next(iter(found)))
    if len(found) > 1:
        text = "；".join(f"{name} {day.isoformat()}" for day, name in found.items())
        columns = "、".join(found.values())
        return Days(days.past, days.bad, None, cell_error(row, "due_on", columns, "days_conflict", text=text))
    return Days(days.past, days.bad, None, _error(row, wrong[0], layout) if wrong else None)


def _error(row: int, wrong: tuple[int, Bad], layout: Layout) -> CellError:
    column, (code, text) = wrong
    name = layout.names[column]
    term = term_of(text) if code == "term_without_start" else None
    if term is None:
        return cell_error(row, "due_on", name, code, text=text, said=catalogue("claims").fields["due_on"].words)
    return cell_error(row, "due_on", name, code, text=text, start=STARTS[term.start])


def remarks_of(row: int, days: Days, layout: Layout) -> list[Remark]:
    """What to look at in the days of a line: past days that can't be, a due date before what it is due for."""
    remarks = []
    for field, (code, text) in days.bad.items():
        error = cell_error(row, field, "", code, text=text, said=catalogue("claims").fields[field].words)
        remarks.append(Remark(code, error.reason, layout.names[layout.column_of[field]], row))
    for field, day in days.past.items():
        if day and days.due_on and days.due_on < day:
            words = _DUE_BEFORE.filled(what=STARTS[field])
            remarks.append(Remark("due_before_start", words, layout.names[layout.column_of[field]], row))
    return remarks


_DUE_BEFORE: Final = Words("到期日早于{what}，请核对。", "The due date is before the {what}; please check.")
