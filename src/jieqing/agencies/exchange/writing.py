"""Listings as a CSV or XLSX file. Nothing in it is a rate of a law firm: listings hold none (CN-AG-20)."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from openpyxl import Workbook

from jieqing.agencies.exchange.columns import columns
from jieqing.agencies.exchange.fields import cells_of
from jieqing.agencies.exchange.guarding import guarded
from jieqing.agencies.exchange.reading import PROBLEMS_HEADER, DirectoryFile
from jieqing.agencies.exchange.tables import MOST_ROWS
from jieqing.agencies.exchange.unreadable import RowProblem
from jieqing.agencies.rules.listing import Listing
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Language, Words

BOM = b"\xef\xbb\xbf"  # without it Excel takes UTF-8 for the local code page


def csv_chunks(listings: Iterable[Listing], language: Language) -> Iterator[bytes]:
    """The file in pieces of some hundred rows, so that a large directory need not stand in memory."""
    yield BOM + _csv([_header(language)])
    rows: list[list[str]] = []
    for listing in listings:
        rows.append(_row(listing, language, is_text_file=True))
        if len(rows) == 500:
            yield _csv(rows)
            rows.clear()
    yield _csv(rows)


def xlsx_file(listings: Iterable[Listing], language: Language) -> bytes:
    """The workbook; raises Refusal beyond MOST_ROWS agencies, which only CSV can carry on."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("机构" if language == "zh" else "agencies")
    sheet.freeze_panes = "C2"
    sheet.append(_header(language))
    for number, listing in enumerate(listings, 1):
        if number > MOST_ROWS:
            raise Refusal(
                "too_many_for_xlsx",
                Words(f"机构多于 {MOST_ROWS} 家。", f"There are more than {MOST_ROWS} agencies."),
                remedy=Words("请导出 CSV。", "Export CSV instead."),
            )
        sheet.append(_row(listing, language, is_text_file=False))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def broken_rows(read: DirectoryFile, problems: Sequence[RowProblem], language: Language) -> bytes:
    """The rows that were not taken, as they were, each with what is wrong in a last column: to correct and import."""
    said: dict[int, list[str]] = {}
    for problem in problems:
        if problem.is_refused:
            line = f"{problem.column.to(language)}: {problem.message.to(language)} {problem.remedy.to(language)}"
            said.setdefault(problem.row, []).append(line)
    width = len(read.header)
    rows = [[*read.header, PROBLEMS_HEADER.to(language)]]
    for number, cells in read.broken.items():
        rows.append([*cells[:width], *[""] * (width - len(cells)), " / ".join(said.get(number, []))])
    return BOM + _csv([[guarded(cell) for cell in row] for row in rows])


def _header(language: Language) -> list[str]:
    return [column.name.to(language) for column in columns()]


def _row(listing: Listing, language: Language, *, is_text_file: bool) -> list[str]:
    cells: Mapping[str, str] = cells_of(listing, language)
    return [guarded(cells.get(column.id, ""), is_text_file=is_text_file) for column in columns()]


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
