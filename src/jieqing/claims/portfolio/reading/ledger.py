"""A ledger of claims: bytes → rows, errors, what is dropped; and what its columns are taken for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from jieqing.claims.portfolio.reading.catalogue import Kind
from jieqing.claims.portfolio.reading.claims import Claims
from jieqing.claims.portfolio.reading.folding import text_of
from jieqing.claims.portfolio.reading.header import any_header, names_of, proposed
from jieqing.claims.portfolio.reading.layout import Chosen, Layout, choose, laid_out
from jieqing.claims.portfolio.reading.lines import Walk
from jieqing.claims.portfolio.reading.persons import contact_columns, dropped_of
from jieqing.claims.portfolio.reading.result import Dropped, ReadLedger, Remark
from jieqing.claims.portfolio.reading.unreadable import refuse
from jieqing.kit.words import Words

_SAMPLES: Final = 5
_BASES: Final = {"commission": "CN-AG-09", "penalty": "CN-INT-05"}
_ABOUT_COLUMNS: Final = {
    "commission": Words(
        "佣金比率须不超过法定上限，签约时再核。",
        "A commission must stay under its legal cap; it is checked at signing.",
    ),
    "penalty": Words(
        "罚息、违约金不照抄，按上限重新计算。",
        "Default interest and penalties are not copied but computed anew under their cap.",
    ),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the columns of a sheet are taken for, before it is read. `mapping`: column → field; `is_enough`: it makes a
    ledger as it stands. `samples`: the first lines under the header, as text, of the columns that are kept (of the
    others empty)."""

    sheet: str
    sheets: tuple[str, ...]
    header_row: int
    headers: tuple[str, ...]
    mapping: Mapping[int, str]
    dropped: tuple[Dropped, ...]
    is_enough: bool
    samples: tuple[tuple[str, ...], ...]


def read_ledger(
    data: bytes,
    filename: str,
    *,
    on: date,
    sheet: str | None = None,
    mapping: Mapping[int, str] | None = None,
    keep_guarantors: bool = False,
) -> ReadLedger:
    """Reads one sheet of a ledger: `sheet`, or the one that looks most like a ledger.

    `on` is today, `mapping` (column from 0 → field id of data/columns.yaml) replaces what the headers propose.
    `keep_guarantors` keeps contact 1 of the rows where it is a guarantor or co-debtor. Raises Refusal where the whole
    file can't be read.
    """
    chosen, layout = opened(data, filename, "claims", sheet, mapping)
    walk = Walk(chosen.sheet, layout)
    contact = contact_columns(layout.dropped) if keep_guarantors else {}
    claims = Claims(layout, on, chosen.sheet.formulas(), contact)
    rows = tuple(row for line in walk.lines() if (row := claims.row_of(line)) is not None)
    for number, _ in walk.lonely:
        claims.lonely(number)
    return ReadLedger(
        sheet=chosen.sheet.name,
        sheets=chosen.sheets,
        header_row=layout.header.bottom + 1,
        headers=layout.names,
        mapping=layout.mapping,
        kept=layout.kept,
        unit=layout.unit,
        rows=rows,
        errors=tuple(sorted(claims.errors, key=lambda error: error.row)),
        dropped=layout.dropped,
        warnings=(*_about_columns(layout), *about_sheet(chosen), *claims.remarks),
        skipped_count=walk.skipped,
    )


def propose_mapping(data: bytes, filename: str, *, sheet: str | None = None, kind: Kind = "claims") -> Proposal:
    """What the columns of a ledger (or of a list of payments) are taken for; asks for no header that is known.

    Raises Refusal where the file can't be read or has no such sheet.
    """
    chosen = choose(data, filename, kind, sheet)
    if chosen is None:
        raise refuse("sheet_unknown" if sheet is not None else "file_empty")
    layout = laid_out(chosen.sheet, chosen.header, kind, None)
    columns = layout.header if layout else any_header(chosen.sheet, kind)
    dropped = dropped_of(columns.columns)
    gone = {column.column for column in dropped}
    lines = chosen.sheet.head(columns.bottom + 1 + _SAMPLES)[columns.bottom + 1 :]
    return Proposal(
        sheet=chosen.sheet.name,
        sheets=chosen.sheets,
        header_row=columns.bottom + 1,
        headers=names_of(columns),
        mapping=layout.mapping if layout else proposed(columns.columns, kind),
        dropped=dropped,
        is_enough=layout is not None,
        samples=tuple(tuple("" if n in gone else text_of(cell) for n, cell in enumerate(line)) for line in lines),
    )


def opened(
    data: bytes, filename: str, kind: Kind, sheet: str | None, mapping: Mapping[int, str] | None
) -> tuple[Chosen, Layout]:
    """The sheet to read and its layout; raises Refusal where there is none."""
    chosen = choose(data, filename, kind, sheet)
    if chosen is None:
        raise refuse("sheet_unknown" if sheet is not None else "file_empty")
    layout = laid_out(chosen.sheet, chosen.header, kind, mapping)
    if layout is None:
        raise refuse("header_missing" if mapping is None else "mapping_wrong")
    return chosen, layout


def about_sheet(chosen: Chosen) -> tuple[Remark, ...]:
    """Remarks on the workbook: other sheets with lines, a hidden one, macros that were not run."""
    remarks = []
    if chosen.also:
        names = "、".join(chosen.also)
        words = Words(
            f"其他工作表也像台账，没有读：{names}", f"Other sheets look like ledgers, too, and were not read: {names}"
        )
        remarks.append(Remark("other_sheets", words))
    if chosen.sheet.is_hidden:
        remarks.append(Remark("sheet_hidden", Words("读的是隐藏的工作表。", "The sheet that was read is hidden.")))
    if chosen.sheet.has_macros:
        remarks.append(
            Remark("macros_not_run", Words("文件里有宏，没有运行。", "The file holds macros; none was run."))
        )
    return tuple(remarks)


def _about_columns(layout: Layout) -> tuple[Remark, ...]:
    return tuple(
        Remark(f"{placed.field}_checked", _ABOUT_COLUMNS[placed.field], placed.name, basis=_BASES[placed.field])
        for placed in layout.header.columns
        if placed.field in _BASES and not placed.dropped
    )
