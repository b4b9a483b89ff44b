"""The word lists of data/: columns, what is dropped, words that make a row no line, what can be wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from jieqing.claims.portfolio.reading.folding import folded
from jieqing.claims.portfolio.reading.result import CellError
from jieqing.kit.catalogue import read_yaml
from jieqing.kit.words import Words

DATA: Final = Path(__file__).parents[1] / "data"
Kind = Literal["claims", "payments"]
_FILES: Final = {"claims": "columns.yaml", "payments": "payment_columns.yaml"}


@dataclass(frozen=True, slots=True)
class Field:
    """What a column can hold. `kind`: name, uscc, number, phone, text, day, due, amount, currency, rate, other."""

    id: str
    kind: str
    words: Words


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Fields by id, and for each known header (folded) its field and rank: the lower, the surer."""

    fields: Mapping[str, Field]
    headers: Mapping[str, tuple[str, int]]


@dataclass(frozen=True, slots=True)
class DropRule:
    """Headers that fit `pattern` are not stored by default."""

    id: str
    pattern: re.Pattern[str]
    why: Words
    may_keep: bool


WEAK: Final = 1000
"""Ranks from here on are weak: such a header counts only where no surer one is there."""


@cache
def catalogue(kind: Kind) -> Catalogue:
    """The columns of a ledger of claims or of a list of payments."""
    fields: dict[str, Field] = {}
    headers: dict[str, tuple[str, int]] = {}
    for row in _rows(_FILES[kind]):
        fields[row["id"]] = Field(row["id"], row["kind"], Words(**row["words"]))
        ranked = [*enumerate(row["headers"]), *enumerate(row.get("weak", []), WEAK)]
        for rank, header in ranked:
            headers.setdefault(folded(str(header)), (row["id"], rank))
    return Catalogue(fields, headers)


@cache
def drop_rules() -> tuple[DropRule, ...]:
    return tuple(
        DropRule(row["id"], re.compile(row["pattern"]), Words(**row["why"]), row.get("may_keep", False))
        for row in _rows("dropped.yaml")
    )


@cache
def words_of(id: str) -> frozenset[str]:
    """The folded words of one row of totals.yaml."""
    return frozenset(folded(str(word)) for row in _rows("totals.yaml") if row["id"] == id for word in row["words"])


def cell_error(
    row: int, field: str, column: str, code: str, *, said: Words | None = None, **values: object
) -> CellError:
    """The error `code` of data/problems.yaml, its places filled with `values`; `said` fills {field}."""
    reason, remedy = _problems()[code]
    return CellError(row, field, column, code, reason.filled(field=said or field, **values), remedy)


@cache
def _problems() -> dict[str, tuple[Words, Words]]:
    return {row["id"]: (Words(**row["reason"]), Words(**row["remedy"])) for row in _rows("problems.yaml")}


@cache
def _rows(file: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = read_yaml(DATA / file)
    return rows
