"""Bytes → sheets. The first bytes say what a file is, not its name; macros and formulas are never run."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePath
from typing import Any, Final
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from jieqing.claims.portfolio.reading import delimited, markup, unreadable
from jieqing.claims.portfolio.reading.unreadable import refuse

Grid = Iterable[Sequence[Any]]
Merge = tuple[tuple[int, int], tuple[int, int]]

_FORMULA: Final = re.compile(rb'<c r="([A-Z]{1,3}\d{1,7})"[^>]*><f[^>]*?(?:/>|>([^<]*)</f>)(?:<v\s*/>|<v></v>)?</c>')
_WORKBOOK_PARTS: Final = 8_000_000


@dataclass(frozen=True)
class Sheet:
    """One sheet: `rows()` gives its rows anew, from row 1, each with the cells from column 0.

    `merges` are ((top, left), (bottom, right)) from 0; `formulas()` the texts of formulas without a value, by (row,
    column) from 0.
    """

    name: str
    rows: Callable[[], Grid]
    is_hidden: bool = False
    merges: Sequence[Merge] = ()
    formulas: Callable[[], dict[tuple[int, int], str]] = field(default=dict)
    has_macros: bool = False

    def head(self, count: int) -> list[Sequence[Any]]:
        return [row for row, _ in zip(self.rows(), range(count), strict=False)]


def sheets_of(data: bytes, filename: str, fit: Callable[[list[list[str]]], int]) -> Iterator[Sheet]:
    """The sheets of a file, one after the other, so that only one of them need be kept.

    `fit` says how much the first rows of a text table look like a ledger: it chooses the delimiter. Raises Refusal.
    """
    unreadable.refuse_other_kinds(data)
    if data.startswith(unreadable.ZIP):
        return _workbook(data, unreadable.check_zip(data))
    if data.startswith(unreadable.OLE):
        unreadable.check_ole(data)
        return _workbook(data)
    if data.startswith((b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")):  # a bare BIFF stream of Excel 2 to 5
        raise refuse("file_corrupt")
    return _text(delimited.decoded(data), PurePath(filename).stem, fit)


def _workbook(data: bytes, with_formulas: frozenset[str] = frozenset()) -> Iterator[Sheet]:
    book = _opened(data)
    parts = _sheet_parts(data) if data.startswith(unreadable.ZIP) else {}
    for meta in book.sheets_metadata:
        if "WorkSheet" not in str(meta.typ):
            continue
        sheet = _guarded(partial(book.get_sheet_by_name, meta.name))
        yield Sheet(
            meta.name,
            partial(_rows, sheet),
            is_hidden=meta.visible != SheetVisibleEnum.Visible,
            merges=sheet.merged_cell_ranges or (),
            formulas=partial(_formulas, data, part) if (part := parts.get(meta.name, "")) in with_formulas else dict,
            has_macros="\0macros" in parts,
        )


def _opened(data: bytes) -> CalamineWorkbook:
    book: CalamineWorkbook = _guarded(partial(CalamineWorkbook.from_filelike, io.BytesIO(data)))
    return book


def _rows(sheet: CalamineSheet) -> Grid:
    return sheet.iter_rows() if sheet.end is not None else ()


def _guarded(call: Callable[[], Any]) -> Any:
    """Calls the reader; a file that it gives up on is refused, be it by an error or a panic of its own."""
    try:
        return call()
    except PasswordError:
        raise refuse("file_encrypted") from None
    except (CalamineError, ValueError, OSError, MemoryError):
        raise refuse("file_corrupt") from None
    except BaseException as broken:
        if type(broken).__name__ == "PanicException":  # of a Rust library; no class to import, and no Exception
            raise refuse("file_corrupt") from None
        raise


def _sheet_parts(data: bytes) -> dict[str, str]:
    """Sheet name → its part in the package; a key '\\0macros' where there is a macro project."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        names = {entry.filename: entry for entry in packed.infolist()}
        found = {"\0macros": ""} if any("vbaproject" in name.lower() for name in names) else {}
        book, links = names.get("xl/workbook.xml"), names.get("xl/_rels/workbook.xml.rels")
        if not book or not links or max(book.file_size, links.file_size) > _WORKBOOK_PARTS:
            return found
        try:
            targets = {
                link.get("Id", ""): "xl/" + link.get("Target", "").removeprefix("/xl/")
                for link in ElementTree.fromstring(packed.read(links))
            }
            for sheet in ElementTree.fromstring(packed.read(book)).iter():
                if sheet.tag.endswith("}sheet"):
                    ids = [value for key, value in sheet.attrib.items() if key.endswith("}id")]
                    found[sheet.get("name", "")] = targets.get(ids[0], "") if ids else ""
        except (ElementTree.ParseError, zipfile.BadZipFile):
            return found
    return found


def _formulas(data: bytes, part: str) -> dict[tuple[int, int], str]:
    """Formulas of a part whose value was never computed, by (row, column) from 0."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        text = b"".join(unreadable.unpacked(data, packed.getinfo(part)))
    return {_place(ref.decode()): "=" + words.decode("utf-8", "replace") for ref, words in _FORMULA.findall(text)}


def _place(ref: str) -> tuple[int, int]:
    letters = ref.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(ref[len(letters) :]) - 1, column - 1


def _text(text: str, name: str, fit: Callable[[list[list[str]]], int]) -> Iterator[Sheet]:
    start = text[:2000].lstrip("\ufeff \t\r\n").lower()
    if start.startswith("mime-version") or start.startswith("{\\rtf"):
        raise refuse("file_corrupt")
    if "urn:schemas-microsoft-com:office:spreadsheet" in start and start.startswith("<?xml"):
        return (Sheet(title, partial(iter, rows)) for title, rows in markup.xml_sheets(text))
    if start.startswith("<") and (
        "<html" in start or "<table" in text[:20_000].lower() or start.startswith("<!doctype")
    ):
        tables = markup.html_tables(text)
        return (
            Sheet(f"{name} {n}" if n > 1 else name, partial(iter, rows), merges=merges)
            for n, (rows, merges) in enumerate(tables, 1)
        )
    if start.startswith("<?xml"):
        raise refuse("file_not_a_ledger")
    delimiter = delimited.delimiter_of(text, fit)
    return iter((Sheet(name, partial(delimited.records, text, delimiter)),))
