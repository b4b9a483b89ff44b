"""A list of payments (还款金额, 还款日期, 还款人; CP金额, CP日期): bytes → rows, errors, what is dropped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jieqing.claims.portfolio.reading.amounts import Bad
from jieqing.claims.portfolio.reading.catalogue import catalogue, cell_error, words_of
from jieqing.claims.portfolio.reading.days import day_of, plausible
from jieqing.claims.portfolio.reading.folding import folded, name_of, text_of
from jieqing.claims.portfolio.reading.identifiers import number_of
from jieqing.claims.portfolio.reading.layout import Layout
from jieqing.claims.portfolio.reading.ledger import about_sheet, opened
from jieqing.claims.portfolio.reading.lines import Line, Walk
from jieqing.claims.portfolio.reading.own import own_cells
from jieqing.claims.portfolio.reading.result import CellError, PaymentRow, ReadPayments

_YES = frozenset({"是", "已结清", "结清", "y", "yes", "true", "1", "√"})
_NO = frozenset({"否", "未结清", "n", "no", "false", "0", "×"})


def read_payments(
    data: bytes,
    filename: str,
    *,
    on: date,
    sheet: str | None = None,
    mapping: Mapping[int, str] | None = None,
) -> ReadPayments:
    """Reads one sheet of payments: `sheet`, or the one that looks most like such a list.

    `on` is today, `mapping` (column from 0 → field id of data/payment_columns.yaml) replaces what the headers propose.
    A day in the future, an amount of nothing or below it, and a second row like the first are errors. Raises Refusal
    where the whole file can't be read.
    """
    chosen, layout = opened(data, filename, "payments", sheet, mapping)
    walk = Walk(chosen.sheet, layout)
    payments = _Payments(layout, on)
    rows = tuple(row for line in walk.lines() if (row := payments.row_of(line)) is not None)
    return ReadPayments(
        sheet=chosen.sheet.name,
        sheets=chosen.sheets,
        header_row=layout.header.bottom + 1,
        headers=layout.names,
        mapping=layout.mapping,
        kept=layout.kept,
        unit=layout.unit,
        rows=rows,
        errors=tuple(payments.errors),
        dropped=layout.dropped,
        warnings=about_sheet(chosen),
        skipped_count=walk.skipped,
    )


@dataclass
class _Payments:
    layout: Layout
    on: date
    errors: list[CellError] = field(default_factory=list)
    _seen: dict[tuple[object, ...], int] = field(default_factory=dict)

    def row_of(self, line: Line) -> PaymentRow | None:
        paid, paid_on = self._paid(line), self._paid_on(line)
        currency = folded(self._text(line.cells, "currency") or self.layout.foreign or "")
        if currency and currency not in words_of("home_currency") | words_of("nothing"):
            self._wrong(line, "currency", Bad("currency_foreign", currency.upper()))
            return None
        if paid is None or paid_on is None:
            return None
        row = PaymentRow(
            row=line.row,
            paid_fen=paid,
            paid_on=paid_on,
            payer=self._text(line.cells, "payer"),
            method=self._text(line.cells, "method"),
            contract_no=self._number(line, "contract_no"),
            invoice_no=self._number(line, "invoice_no"),
            debtor_name=line.name or None,
            is_settled=self._is_settled(line.cells),
            cells=own_cells(line.cells, self.layout.kept),
        )
        key = (paid, paid_on, row.payer, row.method, row.contract_no, row.invoice_no, row.debtor_name, row.cells)
        first = self._seen.setdefault(key, line.row)
        if first != line.row:
            self.errors.append(cell_error(line.row, "row", "", "duplicate", first=first))
            return None
        return row

    def _paid(self, line: Line) -> int | None:
        amount = line.amounts[0]
        if isinstance(amount, int) and amount > 0:
            return amount
        if amount is None or amount == 0:
            amount = Bad("amount_missing", "")
        if isinstance(amount, int):
            amount = Bad("amount_negative", f"{amount / 100:,.2f}")
        self._wrong(line, "paid", amount)
        return None

    def _paid_on(self, line: Line) -> date | None:
        cell = self._cell(line.cells, "paid_on")
        day = day_of(cell)
        if isinstance(day, date):
            day = plausible(day, self.on, cell, may_be_ahead=False)
        if isinstance(day, date):
            return day
        self._wrong(line, "paid_on", day or Bad("paid_on_missing", ""))
        return None

    def _is_settled(self, cells: Sequence[Any]) -> bool | None:
        told = folded(self._text(cells, "is_settled") or "")
        return True if told in _YES else False if told in _NO else None

    def _number(self, line: Line, name: str) -> str | None:
        number = number_of(self._cell(line.cells, name))
        if isinstance(number, Bad):
            self._wrong(line, name, number)
            return None
        return number

    def _cell(self, cells: Sequence[Any], name: str) -> Any:
        column = self.layout.column_of.get(name)
        return "" if column is None else cells[column]

    def _text(self, cells: Sequence[Any], name: str) -> str | None:
        cell = self._cell(cells, name)
        return (name_of(cell) if name == "payer" else text_of(cell)) or None

    def _wrong(self, line: Line, name: str, bad: Bad) -> None:
        column = self.layout.column_of.get(name)
        header = "" if column is None else self.layout.names[column]
        said = catalogue("payments").fields[name].words
        self.errors.append(cell_error(line.row, name, header, bad.code, said=said, text=bad.text))
