"""Cells that a spreadsheet would run or round are written behind an apostrophe, and read back without it."""

import re

_DANGEROUS = "=+-@\t\r\n＝＋－＠|%"
_APOSTROPHE = "'"
_LONG_NUMBER = re.compile(r"[0-9]{12,}")  # a spreadsheet keeps fifteen digits of it and writes 3.2E+17


def guarded(cell: str, *, is_text_file: bool = True) -> str:
    """The cell as it is written. An apostrophe in front gets another one, so that reading back is exact.

    Long numbers are guarded in text files only: in a workbook the cell itself says that it is text.
    """
    is_dangerous = cell[:1] in (*_DANGEROUS, _APOSTROPHE)
    return _APOSTROPHE + cell if is_dangerous or (is_text_file and _LONG_NUMBER.fullmatch(cell)) else cell


def unguarded(cell: str) -> str:
    """The cell as it was meant."""
    if cell[:1] != _APOSTROPHE:
        return cell
    rest = cell[1:]
    return rest if rest[:1] in (*_DANGEROUS, _APOSTROPHE) or _LONG_NUMBER.fullmatch(rest) else cell
