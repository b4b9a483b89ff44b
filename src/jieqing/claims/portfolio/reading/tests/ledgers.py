"""Ledgers made for the tests: workbooks and texts from rows, and what a reading of them says in short."""

import csv
import io
import struct
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from jieqing.claims.portfolio.reading.ledger import read_ledger
from jieqing.claims.portfolio.reading.result import ReadLedger
from jieqing.law.registration import registration_code

TODAY = date(2026, 11, 22)
USCC = registration_code("91", "990000", "MA00077K")


def xlsx(
    rows: Iterable[Sequence[Any]], *, name: str = "明细", then: Callable[[Worksheet], object] | None = None
) -> bytes:
    """A workbook of one sheet; `then` merges, formats or adds to it."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = name
    for row in rows:
        sheet.append(list(row))
    if then:
        then(sheet)
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def text(rows: Iterable[Sequence[str]], *, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """A text table, quoted where need be."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def read(data: bytes, filename: str = "台账.xlsx", **options: Any) -> ReadLedger:
    return read_ledger(data, filename, on=TODAY, **options)


def owed(ledger: ReadLedger) -> list[tuple[int, str, str]]:
    """(row, name, yuan) of each row."""
    return [(row.row, row.debtor_name, f"{row.outstanding_fen / 100:.2f}") for row in ledger.rows]


def wrong(ledger: ReadLedger) -> list[tuple[int, str]]:
    """(row, field) of each error."""
    return [(error.row, error.field) for error in ledger.errors]


def compound_file(*streams: tuple[str, bytes]) -> bytes:
    """An OLE compound file ([MS-CFB], version 3) with streams of at least 4096 bytes, enough to look like one."""
    sector = 512
    padded = [(name, body.ljust(4096, b"\0")) for name, body in streams]
    chains, fat, bodies, at = [], [0xFFFFFFFD], b"", 2
    fat.append(0xFFFFFFFE)
    for _, body in padded:
        count = -(-len(body) // sector)
        chains.append(at)
        fat += [*range(at + 1, at + count), 0xFFFFFFFE]
        bodies += body.ljust(count * sector, b"\0")
        at += count
    fat += [0xFFFFFFFF] * (128 - len(fat))
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)]
    for n, ((name, body), start) in enumerate(zip(padded, chains, strict=True), 1):
        entries.append(_entry(name, 2, start, len(body), right=n + 1 if n < len(padded) else 0xFFFFFFFF))
    directory = b"".join(entries).ljust(sector, b"\0")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    return head + struct.pack("<128I", *fat[:128]) + directory + bodies


def _entry(name: str, kind: int, start: int, size: int, *, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF) -> bytes:
    coded = (name + "\0").encode("utf-16-le")
    body = coded.ljust(64, b"\0") + struct.pack("<HBB", len(coded), kind, 1)
    body += struct.pack("<III", 0xFFFFFFFF, right, child) + bytes(36)
    return body + struct.pack("<IQ", start, size)
