"""Saved claims as a file for a spreadsheet. Names come masked; no cell can be a formula."""

import csv
import io
from collections.abc import Iterable
from datetime import date

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from jieqing.claims.intake.fields import fields, value_words
from jieqing.claims.page import list_row, place_name
from jieqing.claims.queries import SavedClaim
from jieqing.kit.clock import SHANGHAI
from jieqing.kit.words import Language, Words

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOM = "\ufeff"  # without it Excel takes UTF-8 for the local code page
# What a spreadsheet takes for the beginning of a formula or of a cell of its own.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%", "'")
Cell = str | int | float
HEADER = (
    Words("编号", "Id"),
    Words("状态", "State"),
    Words("金额（元）", "Sum (yuan)"),
    Words("欠的是什么钱", "What for"),
    Words("谁欠的", "Who owes"),
    Words("欠款方（已遮盖）", "Debtor (masked)"),
    Words("地点", "Place"),
    Words("应还日期", "Due"),
    Words("账龄起算日", "Aged from"),
    Words("逾期天数", "Days overdue"),
    Words("账龄", "Age"),
    Words("证据", "Evidence"),
    Words("打官司到哪一步", "State of any lawsuit"),
    Words("存入日期", "Saved on"),
)


def csv_file(claims: Iterable[SavedClaim], on: date, language: Language) -> bytes:
    """UTF-8 with its mark; a cell that a spreadsheet would run stands behind an apostrophe."""
    text = io.StringIO()
    text.write(BOM)
    writer = csv.writer(text)
    writer.writerow([words.to(language) for words in HEADER])
    for claim in claims:
        writer.writerow([guarded(cell) for cell in _row(claim, on, language)])
    return text.getvalue().encode()


def xlsx_file(claims: Iterable[SavedClaim], on: date, language: Language) -> bytes:
    """A workbook whose text cells say that they are text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("欠款" if language == "zh" else "claims")
    sheet.freeze_panes = "B2"
    sheet.append([words.to(language) for words in HEADER])
    for claim in claims:
        cells = []
        for value in _row(claim, on, language):
            cell = WriteOnlyCell(sheet, value)
            if isinstance(value, str):
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def guarded(cell: Cell) -> Cell:
    """A text that begins like a formula gets an apostrophe in front; numbers are left alone."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_DANGEROUS) else cell


def _row(claim: SavedClaim, on: date, language: Language) -> list[Cell]:
    shown, kinds = list_row(claim, on), fields()

    def said(field: str, value: object) -> str:
        return value_words(kinds[field], value).to(language) if value else ""

    fen = claim.amount_fen
    return [
        str(claim.id),
        shown["state"].name.to(language),
        "" if fen is None else fen // 100 if fen % 100 == 0 else fen / 100,
        said("debt_kind", claim.debt_kind),
        said("debtor_kind", claim.debtor_kind),
        claim.masked.get("debtor_name", ""),
        place_name(claim.place_code),
        claim.due_said or "",
        claim.aged_from_on.isoformat() if claim.aged_from_on else "",
        shown["days"] if shown["days"] is not None else "",
        shown["bucket"].name.to(language),
        said("evidence", claim.evidence),
        said("judgment_or_lawsuit", claim.lawsuit),
        claim.saved_at.astimezone(SHANGHAI).date().isoformat(),
    ]
