"""Text tables: CSV with commas, semicolons, tabs or bars, in UTF-8, GB18030 (GBK), UTF-16, with or without BOM."""

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from jieqing.claims.portfolio.reading.unreadable import refuse

DELIMITERS: Final = (",", "\t", ";", "|", "，")
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LONGEST_CELL: Final = 200_000
_BINARY: Final = frozenset(range(32)) - {7, 9, 10, 11, 12, 13, 26, 27}


def decoded(data: bytes) -> str:
    """The text of a file; raises Refusal where no encoding fits, or where it is no text."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decoded(data, (encoding,))
    head = data[:4096]
    if head.count(0) > len(head) // 5:  # UTF-16 without a mark: every other byte of a digit or comma is 0
        return _decoded(data, ("utf-16-be" if head[:64:2].count(0) > head[1:64:2].count(0) else "utf-16-le",))
    if 0 in head or sum(byte in _BINARY for byte in head) > len(head) // 50:
        raise refuse("file_not_a_ledger")
    return _decoded(data, ("utf-8", "gb18030", "big5"))


def _decoded(data: bytes, encodings: tuple[str, ...]) -> str:
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refuse("encoding_unknown")


def records(text: str, delimiter: str) -> Iterator[list[str]]:
    """The records of the text; a quoted newline does not start a new one. Raises Refusal where a quote never ends."""
    csv.field_size_limit(_LONGEST_CELL)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error:
        raise refuse("file_corrupt") from None


def delimiter_of(text: str, fit: Callable[[list[list[str]]], int]) -> str:
    """The delimiter whose first records fit best, `fit` being higher the more they look like a ledger."""
    head = text[:60_000]
    if head[:4].lower() == "sep=" and head[4:5]:
        return head[4]

    def fitness(delimiter: str) -> tuple[int, int]:
        try:
            first = list(islice(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter), 90))
        except csv.Error:
            return -1, 0
        return fit(first), sum(len(record) > 1 for record in first)

    return max(DELIMITERS, key=fitness)
