"""What a reading of a ledger gives: rows, errors by row and field, what is dropped and why, remarks.

Rows are 1-based rows of the sheet (records in a CSV file), columns count from 0. Money is integer fen, days are dates.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from jieqing.kit.words import Words

Cell = str | int | float | bool | None
"""One of the user's own cells, ready for JSON: a day is ISO text, an empty cell None."""


@dataclass(frozen=True, slots=True)
class Guarantor:
    """A named contact who answers for the debt, too; no other contact is ever kept."""

    name: str
    relation: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One good line. `receivable_fen`, `received_fen`: None where the file does not state them.

    `cells` are the user's own, one for each of the reading's `kept` columns.
    """

    row: int
    debtor_name: str
    outstanding_fen: int
    uscc: str | None = None
    contract_no: str | None = None
    receivable_fen: int | None = None
    received_fen: int | None = None
    due_on: date | None = None
    invoice_no: str | None = None
    phone: str | None = None
    contract_on: date | None = None
    invoiced_on: date | None = None
    delivered_on: date | None = None
    debtor_id_no: str | None = None
    address: str | None = None
    guarantor: Guarantor | None = None
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One payment. What names the debt (contract, invoice) is the bookkeeper's match, not the debtor's designation."""

    row: int
    paid_fen: int
    paid_on: date
    payer: str | None = None
    method: str | None = None
    contract_no: str | None = None
    invoice_no: str | None = None
    debtor_name: str | None = None
    is_settled: bool | None = None
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class CellError:
    """One thing wrong in one row. `field` is a field of the row without its unit ('outstanding'), or 'row'."""

    row: int
    field: str
    column: str
    code: str
    reason: Words
    remedy: Words


@dataclass(frozen=True, slots=True)
class Dropped:
    """A column that is not stored by default, and why; `may_keep`: it stays for guarantors and co-debtors if asked."""

    column: int
    header: str
    id: str
    why: Words
    may_keep: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to look at that stops nothing. `row` 0 and `column` '' where it is about the whole sheet."""

    id: str
    words: Words
    column: str = ""
    row: int = 0
    basis: str = ""


Row = TypeVar("Row", LedgerRow, PaymentRow)


@dataclass(frozen=True, slots=True)
class Reading(Generic[Row]):
    """One sheet, read. `mapping`: column → field; `headers`: a name for each column; `kept`: columns of `cells`.

    `sheets` are all sheets that could be read instead; `header_row` is the last row of the header; `skipped_count` rows
    were totals, titles, repeated headers or signatures; `unit` is the sheet's own unit in yuan (1 or 10000 …).
    """

    sheet: str
    sheets: tuple[str, ...]
    header_row: int
    headers: tuple[str, ...]
    mapping: Mapping[int, str]
    kept: tuple[int, ...]
    unit: int
    rows: tuple[Row, ...]
    errors: tuple[CellError, ...]
    dropped: tuple[Dropped, ...]
    warnings: tuple[Remark, ...]
    skipped_count: int

    @property
    def columns(self) -> tuple[str, ...]:
        """The headers of the user's own columns that are kept, in the order of `cells`."""
        return tuple(self.headers[column] for column in self.kept)

    @property
    def dropped_columns(self) -> list[str]:
        return [column.header for column in self.dropped]


class ReadLedger(Reading[LedgerRow]):
    """A ledger of claims, read."""

    __slots__ = ()

    @property
    def total_outstanding_fen(self) -> int:
        return sum(row.outstanding_fen for row in self.rows)


class ReadPayments(Reading[PaymentRow]):
    """A list of payments, read."""

    __slots__ = ()
