"""A ledger of claims: bytes → rows, errors, what is dropped."""

from collections.abc import Mapping
from datetime import date

from jieqing.claims.portfolio.reading.result import ReadLedger


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
    raise NotImplementedError
