"""What is where on one sheet: its header, the field of each column, units, what is kept; and which sheet to read."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Final

from jieqing.claims.portfolio.reading.catalogue import WEAK, Kind, catalogue, words_of
from jieqing.claims.portfolio.reading.files import Sheet, sheets_of
from jieqing.claims.portfolio.reading.folding import folded, text_of
from jieqing.claims.portfolio.reading.header import (
    HEAD_ROWS,
    Header,
    any_header,
    find_header,
    is_enough,
    names_of,
    proposed,
    score_of,
)
from jieqing.claims.portfolio.reading.persons import dropped_of
from jieqing.claims.portfolio.reading.result import Dropped
from jieqing.claims.portfolio.reading.units import foreign_in, unit_in, unit_of

_COUNTS: Final = re.compile("账期|期限|天数|term")
_IN_MONTHS: Final = re.compile(r"[(\[/_]?(?:个?月|months?)[)\]]?$")


@dataclass(frozen=True, slots=True)
class DueColumn:
    """A column that states when payment falls due. `is_weak`: what can't be read there is left alone.

    `takes_counts`: a bare number there is a term (30), not a day of 1900.
    """

    column: int
    is_weak: bool
    in_months: bool
    takes_counts: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """`column_of`: field → column (of the due columns see `dues`); `units`: amount column → yuan; `names`: headers."""

    header: Header
    names: tuple[str, ...]
    mapping: Mapping[int, str]
    column_of: Mapping[str, int]
    dues: tuple[DueColumn, ...]
    units: Mapping[int, int]
    unit: int
    foreign: str | None
    dropped: tuple[Dropped, ...]
    kept: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The sheet to read, how it is laid out, and the names of all sheets and of those that look like ledgers, too."""

    sheet: Sheet
    header: Header | None
    sheets: tuple[str, ...]
    also: tuple[str, ...]


def choose(data: bytes, filename: str, kind: Kind, wanted: str | None) -> Chosen | None:
    """The sheet named, or the one that looks most like a ledger; None where none is named so.

    Visible before hidden, lines before summaries (汇总, 账龄), then the fuller header, then the first sheet.
    Raises Refusal where the file can't be read.
    """
    best: tuple[tuple[bool, bool, int, bool], Sheet, Header | None] | None = None
    names, ledgers = [], []
    for sheet in sheets_of(data, filename, partial(score_of, kind=kind)):
        names.append(sheet.name)
        if wanted is not None and sheet.name != wanted:
            continue
        header = find_header(sheet.head(HEAD_ROWS), sheet.merges, kind)
        if header:
            ledgers.append(sheet.name)
        fitness = _fitness(sheet, header, kind)
        if best is None or fitness > best[0]:
            best = fitness, sheet, header
    if best is None:
        return None
    return Chosen(best[1], best[2], tuple(names), tuple(name for name in ledgers if name != best[1].name))


def laid_out(sheet: Sheet, header: Header | None, kind: Kind, asked: Mapping[int, str] | None) -> Layout | None:
    """The layout by the header's own words, or by the columns `asked`; None where that makes no ledger."""
    if header is None and asked is None:
        return None
    header = header or any_header(sheet, kind)
    dropped = dropped_of(header.columns)
    gone = {column.column for column in dropped}
    mapping = proposed(header.columns, kind) if asked is None else _asked(asked, gone, len(header.columns), kind)
    if mapping is None or not is_enough(set(mapping.values()), kind):
        return None
    names = names_of(header)
    fields = catalogue(kind).fields
    titles = [text_of(cell) for row in sheet.head(header.bottom + 1) for cell in row if isinstance(cell, str) and cell]
    unit = unit_of(_titles(titles, header)) or 1
    amounts = [column for column, field in mapping.items() if fields[field].kind == "amount"]
    return Layout(
        header=header,
        names=names,
        mapping=mapping,
        column_of={field: column for column, field in reversed(mapping.items())},
        dues=tuple(_due(column, header, names) for column, field in mapping.items() if fields[field].kind == "due"),
        units={column: unit_in(names[column]) or unit for column in amounts},
        unit=unit,
        foreign=next(filter(None, map(foreign_in, _money_texts(titles, names, amounts))), None),
        dropped=dropped,
        kept=tuple(column for column in range(len(names)) if column not in gone),
    )


def _titles(titles: list[str], header: Header) -> Iterable[str]:
    """Texts above and within the header that are no column's name: a unit in one header is that column's alone."""
    own = {placed.name for placed in header.columns}
    return [title for title in titles if title not in own or folded(title).startswith(("单位:", "金额单位", "(单位"))]


def _money_texts(titles: list[str], names: tuple[str, ...], amounts: list[int]) -> Iterable[str]:
    stated = [title for title in titles if "单位" in title or "币种" in title]
    return [
        *(title for title in stated if any(mark in title for mark in ":：")),
        *(names[column] for column in amounts),
    ]


def _asked(asked: Mapping[int, str], gone: set[int], width: int, kind: Kind) -> dict[int, str] | None:
    known = catalogue(kind).fields
    chosen = {int(column): field for column, field in asked.items() if field and int(column) not in gone}
    if any(not 0 <= column < width or field not in known for column, field in chosen.items()):
        return None
    return dict(sorted((c, f) for c, f in chosen.items() if known[f].kind != "other"))


def _due(column: int, header: Header, names: tuple[str, ...]) -> DueColumn:
    is_weak = WEAK <= header.columns[column].rank < WEAK + WEAK // 2
    name = folded(names[column])
    takes_counts = header.columns[column].field != "due_on" or bool(_COUNTS.search(name))
    return DueColumn(column, is_weak, bool(_IN_MONTHS.search(name)), takes_counts)


def _fitness(sheet: Sheet, header: Header | None, kind: Kind) -> tuple[bool, bool, int, bool]:
    name = folded(sheet.name)
    is_ledger = any(word in name for word in words_of("ledger_sheet"))
    is_summary = kind == "claims" and not is_ledger and any(word in name for word in words_of("summary_sheet"))
    score = header.score if header else -1
    has_lines = header is not None and any(True for _ in islice(sheet.rows(), header.bottom + 1, None))
    return (
        has_lines and not sheet.is_hidden and not is_summary,
        has_lines,
        score * (1 if has_lines else 0),
        is_ledger,
    )
