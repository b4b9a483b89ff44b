"""One line of a ledger → a row, or what is wrong with it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from jieqing.claims.portfolio.reading.amounts import Bad
from jieqing.claims.portfolio.reading.catalogue import catalogue, cell_error, words_of
from jieqing.claims.portfolio.reading.dues import days_of, remarks_of
from jieqing.claims.portfolio.reading.folding import folded, text_of
from jieqing.claims.portfolio.reading.identifiers import number_of, phone_of, uscc_of
from jieqing.claims.portfolio.reading.layout import Layout
from jieqing.claims.portfolio.reading.lines import Amount, Line
from jieqing.claims.portfolio.reading.own import own_cells
from jieqing.claims.portfolio.reading.persons import guarantor_of
from jieqing.claims.portfolio.reading.result import CellError, LedgerRow, Remark
from jieqing.kit.words import Words

AMOUNTS: Final = ("receivable", "received", "outstanding")
_STARTS_FORMULA: Final = ("=", "+", "@", "-", "\t")


@dataclass
class Claims:
    """Reads lines one after the other; remembers what came before to know a duplicate."""

    layout: Layout
    on: date
    formulas: Mapping[tuple[int, int], str]
    contact: Mapping[str, int]
    errors: list[CellError] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    _seen: dict[tuple[object, ...], int] = field(default_factory=dict)
    _folded: dict[str, str] = field(default_factory=dict)  # a customer comes many times
    _codes: dict[object, str | None | Bad] = field(default_factory=dict)
    _amount_fields: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self._amount_fields = tuple(self.layout.mapping[column] for column in self.layout.units)

    def row_of(self, line: Line) -> LedgerRow | None:
        """The row that the line makes, or None where an error keeps it out; errors are added to `errors`."""
        known = self._known(line)
        outstanding = self._outstanding(line, known) if known is not None else None
        if known is None or outstanding is None:
            return None
        cells = line.cells
        days = days_of(line.row, cells, self.layout, self.on)
        contract, invoice = self._number(cells, "contract_no"), self._number(cells, "invoice_no")
        key = (self._fold(line.name), contract, invoice, *map(known.get, AMOUNTS), outstanding, days.due_on)
        first = self._seen.setdefault(key, line.row)
        if first != line.row:
            self.errors.append(cell_error(line.row, "row", "", "duplicate", first=first))
            return None
        self.errors.extend([days.error] if days.error else [])
        self.remarks.extend(remarks_of(line.row, days, self.layout))
        return LedgerRow(
            row=line.row,
            debtor_name=line.name,
            outstanding_fen=outstanding,
            uscc=self._identifier(line, "uscc", self._code),
            contract_no=self._kept(line, "contract_no", contract),
            receivable_fen=known.get("receivable"),
            received_fen=known.get("received"),
            due_on=days.due_on,
            invoice_no=self._kept(line, "invoice_no", invoice),
            phone=self._identifier(line, "phone", phone_of),
            contract_on=days.past.get("contract_on"),
            invoiced_on=days.past.get("invoiced_on"),
            delivered_on=days.past.get("delivered_on"),
            debtor_id_no=self._text(cells, "debtor_id_no"),
            address=self._text(cells, "address"),
            guarantor=guarantor_of(cells, self.contact) if self.contact else None,
            cells=own_cells(cells, self.layout.kept),
        )

    def lonely(self, row: int) -> None:
        """A row with a name and nothing else: the amount is missing."""
        field = "outstanding" if "outstanding" in self.layout.column_of else "receivable"
        self.errors.append(self._error(row, field, "amount_missing"))

    def _known(self, line: Line) -> dict[str, int] | None:
        """Fen by field where the line states them; None where its name, money or an amount is in error."""
        amounts = dict(zip(self._amount_fields, line.amounts, strict=True))
        if problems := [*self._name_error(line), *self._currency_error(line), *self._unreadable(line, amounts)]:
            self.errors.extend(problems)
            return None
        if "received" in amounts and amounts["received"] is None:
            amounts["received"] = 0  # a blank received cell: nothing was received
        return {name: amount for name, amount in amounts.items() if isinstance(amount, int)}

    def _unreadable(self, line: Line, amounts: Mapping[str, Amount]) -> list[CellError]:
        problems = []
        for name, amount in amounts.items():
            # A balance whose formula was never computed follows from the amounts that are there.
            is_derived = name == "outstanding" and isinstance(amounts.get("receivable"), int)
            if isinstance(amount, Bad):
                problems.append(self._error(line.row, name, amount.code, text=amount.text))
            elif (formula := self._formula(line, name, amount)) and not is_derived:
                problems.append(self._error(line.row, name, "formula_without_value", text=formula))
        return problems

    def _outstanding(self, line: Line, known: Mapping[str, int]) -> int | None:
        """Fen that are open: the balance stated, else receivable less received; None where an error was added."""
        receivable, received = known.get("receivable"), known.get("received", 0)
        open_fen = known.get("outstanding", None if receivable is None else receivable - received)
        if open_fen is None:
            self.lonely(line.row)
            return None
        for name, fen in (("outstanding", open_fen), ("receivable", receivable or 0), ("received", received)):
            if fen < 0:
                self.errors.append(self._error(line.row, name, "amount_negative", text=f"{fen / 100:,.2f}"))
                return None
        if known.keys() == set(AMOUNTS) and known["receivable"] - received != open_fen:
            self.remarks.append(Remark("balance_differs", _DIFFERS, self._column("outstanding"), line.row))
        return open_fen

    def _formula(self, line: Line, name: str, amount: Amount = None) -> str:
        column = self.layout.column_of.get(name)
        if column is None or amount is not None or not self.formulas:
            return ""
        return self.formulas.get((line.row - 1, column), "")

    def _name_error(self, line: Line) -> list[CellError]:
        name = line.name
        if not name:
            if formula := self._formula(line, "debtor_name"):
                return [self._error(line.row, "debtor_name", "name_is_formula", text=formula)]
            return [self._error(line.row, "debtor_name", "name_missing")]
        if name.startswith(_STARTS_FORMULA) and len(name) > 1:
            return [self._error(line.row, "debtor_name", "name_is_formula", text=name)]
        if self._fold(name) in words_of("unknown_name") or not any(map(str.isalnum, name)) or name.isdecimal():
            return [self._error(line.row, "debtor_name", "name_unknown", text=name)]
        return []

    def _currency_error(self, line: Line) -> list[CellError]:
        column = self.layout.column_of.get("currency")
        told = folded(text_of(line.cells[column])) if column is not None else self.layout.foreign or ""
        if not told or told in words_of("home_currency") or told in words_of("nothing"):
            return []
        return [self._error(line.row, "currency", "currency_foreign", text=told.upper())]

    def _identifier(self, line: Line, name: str, read: Callable[[object], str | None | Bad]) -> str | None:
        column = self.layout.column_of.get(name)
        if column is None or line.cells[column] == "":
            return None
        return self._kept(line, name, read(line.cells[column]))

    def _kept(self, line: Line, name: str, found: str | None | Bad) -> str | None:
        """What was read, or None with an error of its own: the row stays."""
        if isinstance(found, Bad):
            self.errors.append(self._error(line.row, name, found.code, text=found.text))
            return None
        return found

    def _code(self, cell: object) -> str | None | Bad:
        if cell not in self._codes:
            self._codes[cell] = uscc_of(cell)
        return self._codes[cell]

    def _fold(self, name: str) -> str:
        return self._folded.get(name) or self._folded.setdefault(name, folded(name))

    def _number(self, cells: Sequence[Any], name: str) -> str | None | Bad:
        column = self.layout.column_of.get(name)
        return None if column is None else number_of(cells[column])

    def _text(self, cells: Sequence[Any], name: str) -> str | None:
        column = self.layout.column_of.get(name)
        return text_of(cells[column]) or None if column is not None else None

    def _error(self, row: int, name: str, code: str, **values: object) -> CellError:
        said = catalogue("claims").fields[name].words
        return cell_error(row, name, self._column(name), code, said=said, **values)

    def _column(self, name: str) -> str:
        column_of = self.layout.column_of
        column = column_of.get(name, column_of.get("receivable") if name == "outstanding" else None)
        return "" if column is None else self.layout.names[column]


_DIFFERS: Final = Words(
    "余额不等于应收减已收；按余额计算。", "The balance is not receivable less received; the balance is taken."
)
