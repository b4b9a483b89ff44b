"""Tables saved under a false name: HTML and XML Spreadsheet 2003 that accounting programs call .xls."""

import re
from html.parser import HTMLParser
from typing import Final
from xml.parsers import expat

from jieqing.claims.portfolio.reading.unreadable import refuse

MOST_SPANNED: Final = 1000
_ENTITY: Final = re.compile(r"<!ENTITY", re.IGNORECASE)


class _Tables(HTMLParser):
    """The rows of every table, in one list for each; merged cells hold their text at their first place."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self.merges: list[list[tuple[tuple[int, int], tuple[int, int]]]] = []
        self._open: list[int] = []
        self._cell: list[str] | None = None
        self._taken: set[tuple[int, int, int]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._end_cell()
            self.tables.append([])
            self.merges.append([])
            self._open.append(len(self.tables) - 1)
        elif tag == "tr" and self._open:
            self._end_cell()
            self.tables[self._open[-1]].append([])
        elif tag in ("td", "th") and self._open:
            self._end_cell()
            self._start_cell(dict(attrs))
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._end_cell()
        if tag == "table" and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _start_cell(self, attrs: dict[str, str | None]) -> None:
        at = self._open[-1]
        table = self.tables[at]
        if not table:
            table.append([])
        row, number = table[-1], len(table) - 1
        while (at, number, len(row)) in self._taken:
            row.append("")
        wide, high = (_span(attrs.get(name)) for name in ("colspan", "rowspan"))
        column = len(row)
        if wide * high > 1:
            self.merges[at].append(((number, column), (number + high - 1, column + wide - 1)))
            self._taken |= {(at, number + r, column + c) for r in range(high) for c in range(wide)}
        self._cell = []

    def _end_cell(self) -> None:
        if self._cell is not None and self._open:
            self.tables[self._open[-1]][-1].append("".join(self._cell).strip())
        self._cell = None


def html_tables(text: str) -> list[tuple[list[list[str]], list[tuple[tuple[int, int], tuple[int, int]]]]]:
    """Rows and merged ranges of each table of an HTML file, the empty ones left out."""
    parser = _Tables()
    parser.feed(text)
    parser.close()
    return [(rows, merges) for rows, merges in zip(parser.tables, parser.merges, strict=True) if any(rows)]


def _span(value: str | None) -> int:
    return min(int(value), MOST_SPANNED) if value and value.isdecimal() and int(value) > 0 else 1


class _Workbook2003:
    """Sheets of XML Spreadsheet 2003 (office:spreadsheet): Index skips cells and rows, MergeAcross merges."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, list[list[str]]]] = []
        self._text: list[str] | None = None
        self._gap = 0

    def start(self, name: str, attrs: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        given = {key.rpartition(":")[2]: value for key, value in attrs.items()}
        if tag == "Worksheet":
            self.sheets.append((given.get("Name", ""), []))
        elif tag == "Row" and self.sheets:
            rows = self.sheets[-1][1]
            rows.extend([] for _ in range(_skipped(given, len(rows))))
            rows.append([])
            self._gap = 0
        elif tag == "Cell" and self.sheets and self.sheets[-1][1]:
            row = self.sheets[-1][1][-1]
            row.extend([""] * (self._gap + _skipped(given, len(row) + self._gap)))
            row.append("")
            self._gap = _span(given.get("MergeAcross")) if given.get("MergeAcross", "0") != "0" else 0
        elif tag == "Data":
            self._text = []

    def end(self, name: str) -> None:
        if name.rpartition(":")[2] == "Data" and self._text is not None:
            if self.sheets and self.sheets[-1][1] and self.sheets[-1][1][-1]:
                self.sheets[-1][1][-1][-1] = "".join(self._text).strip()
            self._text = None

    def data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)


def _skipped(given: dict[str, str], here: int) -> int:
    index = given.get("Index", "")
    if not index.isdecimal():
        return 0
    if int(index) - 1 - here > MOST_SPANNED:
        raise refuse("file_bomb")
    return max(0, int(index) - 1 - here)


def xml_sheets(text: str) -> list[tuple[str, list[list[str]]]]:
    """Name and rows of each sheet of XML Spreadsheet 2003; raises Refusal where it is broken or declares entities."""
    if _ENTITY.search(text):
        raise refuse("file_bomb")
    book = _Workbook2003()
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = book.start
    parser.EndElementHandler = book.end
    parser.CharacterDataHandler = book.data
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError:
        raise refuse("file_corrupt") from None
    return book.sheets
