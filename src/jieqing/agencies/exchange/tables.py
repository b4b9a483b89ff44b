"""Bytes of a CSV or XLSX file as rows of text, within limits, whatever the file calls itself."""

import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import IO, Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from jieqing.agencies.exchange.guarding import unguarded
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

MOST_BYTES = 64 * 2**20
MOST_UNPACKED_BYTES = 256 * 2**20
MOST_PARTS = 200
MOST_ROWS = 200_000
MOST_CELLS = 100
LONGEST_CELL = 2_000
# What openpyxl raises over a workbook that is damaged or forged; a SyntaxError is its XML's, whichever parser it found.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, SyntaxError, InvalidFileException, LookupError, ValueError, TypeError,
    AttributeError, EOFError, NotImplementedError, RuntimeError, AssertionError, OSError,
)  # fmt: skip
Row = list[str]


def table_rows(data: bytes) -> Iterator[tuple[int, Row]]:
    """(row number from 1, cells) of each row that holds anything; raises Refusal (field `file`)."""
    if len(data) > MOST_BYTES:
        raise _too_large(Words(f"文件超过 {MOST_BYTES >> 20} MB。", f"The file is over {MOST_BYTES >> 20} MB."))
    if not data.strip():
        raise _refused("file_empty", Words("文件是空的。", "The file is empty."))
    rows = _xlsx_rows(data) if data.startswith(b"PK\x03\x04") else _csv_rows(data)
    held = 0
    for number, cells in rows:
        if not any(cells):
            continue
        held += 1
        if held > MOST_ROWS + 1:
            raise _too_large(Words(f"多于 {MOST_ROWS} 行。", f"There are more than {MOST_ROWS} rows."))
        yield number, _within_limits(number, cells)


def _csv_rows(data: bytes) -> Iterator[tuple[int, Row]]:
    text = _decoded(data)
    first_line = text.partition("\n")[0]
    delimiter = max(",\t;", key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            yield number, [unguarded(cell).strip() for cell in cells]
    except csv.Error:
        line = reader.line_num
        words = Words(f"第 {line} 行附近的引号不成对。", f"The quotation marks near line {line} do not pair.")
        raise _refused("file_not_a_table", words) from None


def _decoded(data: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with it, else GB 18030, which holds GBK."""
    is_utf_16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if is_utf_16 else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise _refused("file_not_text", Words("这不是 CSV 或 XLSX 文件。", "This is neither a CSV nor an XLSX file."))


def _xlsx_rows(data: bytes) -> Iterator[tuple[int, Row]]:
    _check_parts(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        # One row more than allowed, so that the caller sees that there are too many.
        rows = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_CELLS + 1, values_only=True)
        for number, cells in enumerate(rows, 1):
            yield number, [unguarded(_text(cell)).strip() for cell in cells]
    except _DAMAGED:
        raise _damaged() from None


def _check_parts(data: bytes) -> None:
    """A workbook's parts, before anything is unpacked that is large or that declares entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
                raise _too_large(Words("工作簿解开后过大。", "The workbook unpacks to far too much."))
            names = {part.filename for part in parts}
            if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
                raise _refused("file_not_a_workbook", Words("这个压缩文件不是 XLSX。", "This archive is no XLSX file."))
            for part in parts:
                with archive.open(part) as stream:
                    if _declares_entities(stream):
                        raise _damaged()
    except _DAMAGED:
        raise _damaged() from None


def _declares_entities(stream: IO[bytes]) -> bool:
    """Whether a part has a document type, in which alone entities are declared, or hides one in UTF-16."""
    before = b""
    while piece := stream.read(2**20):
        seen = before + piece
        if not before and (seen[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in seen[:2]):
            return True
        if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
            return True
        before = seen[-16:]
    return False


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)


def _within_limits(number: int, cells: Row) -> Row:
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > MOST_CELLS:
        raise _too_large(
            Words(f"第 {number} 行多于 {MOST_CELLS} 列。", f"Row {number} has more than {MOST_CELLS} columns.")
        )
    if any(len(cell) > LONGEST_CELL for cell in cells):
        raise _too_large(
            Words(
                f"第 {number} 行有一格超过 {LONGEST_CELL} 字。",
                f"A cell of row {number} is longer than {LONGEST_CELL} characters.",
            )
        )
    return cells


def _damaged() -> Refusal:
    return _refused("file_damaged", Words("XLSX 文件损坏，打不开。", "The XLSX file is damaged and cannot be opened."))


def _too_large(words: Words) -> Refusal:
    remedy = Words("请分成几个文件导入。", "Split it into several files.")
    return Refusal("file_too_large", words, remedy=remedy, field="file", status=413)


def _refused(code: str, words: Words) -> Refusal:
    remedy = Words(
        "请另存为 CSV（UTF-8）或 XLSX；可以先导出一份作样子。",
        "Save it as CSV (UTF-8) or XLSX; an export shows what it should look like.",
    )
    return Refusal(code, words, remedy=remedy, field="file")
