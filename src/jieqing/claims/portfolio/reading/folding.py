"""Texts made comparable: half width, one case, no blanks; and cells made texts."""

import re
import unicodedata
from datetime import date, datetime
from typing import Final

_BLANKS: Final = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff]+")
_EDGES: Final = " \t\r\n\v\f\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff"
_CJK: Final = "\u3000-\u303f\u3400-\u9fff\uff00-\uffef"
_INNER: Final = re.compile(rf"(?<=[{_CJK}()])[\s\u200b\ufeff]+|[\s\u200b\ufeff]+(?=[{_CJK}()])")
_RUN: Final = re.compile(r"\s+")
# ="00123" is how text is kept from becoming a number in a CSV file.
_KEPT_TEXT: Final = re.compile(r'="([^"]*)"')


def folded(text: str) -> str:
    """Half width, lower case, without blanks: to compare by, not to show."""
    if text.isascii():
        return _BLANKS.sub("", text).lower()
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text)).lower()


def half_width(text: str) -> str:
    """Half width where there is one: '２' becomes '2', '（' becomes '('."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def text_of(cell: object) -> str:
    """A cell as text: whole floats lose the '.0', a leading apostrophe and ="…" are peeled off, edges are trimmed."""
    if isinstance(cell, str):
        text = cell.strip(_EDGES)
        if text[:1] in "'=" and text:
            kept = _KEPT_TEXT.fullmatch(text)
            text = kept[1].strip(_EDGES) if kept else text.lstrip("'").strip(_EDGES) if text[0] == "'" else text
        return text
    if cell is None or isinstance(cell, bool):
        return "" if cell is None else str(cell).upper()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def name_of(cell: object) -> str:
    """A name: blanks around it and between Chinese characters go, others become one."""
    text = text_of(cell)
    if not _BLANKS.search(text):
        return text
    return _RUN.sub(" ", text if text.isascii() else _INNER.sub("", text))
