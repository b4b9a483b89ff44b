"""The columns of a directory file, and which of them a header means."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from jieqing.agencies.rules.catalogue import room_yaml
from jieqing.agencies.rules.folding import folded
from jieqing.kit.words import Words


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header in both languages, and the field of a listing that it belongs to."""

    id: str
    name: Words
    field: str
    is_needed: bool


@cache
def columns() -> tuple[Column, ...]:
    """All columns in the order in which files are written."""
    return tuple(_column(row) for row in room_yaml("columns.yaml"))


def column_of(header: str) -> Column | None:
    """The column that a header means, in either language or by id, however it is typed."""
    return _by_header().get(folded(header))


def columns_of(field: str) -> tuple[Column, ...]:
    """The columns that hold a field of a listing, in order."""
    return tuple(column for column in columns() if column.field == field)


@cache
def _by_header() -> dict[str, Column]:
    return {folded(header): column for column in columns() for header in (column.id, *column.name)}


def _column(row: dict[str, Any]) -> Column:
    return Column(row["id"], Words(row["zh"], row["en"]), row["field"], row.get("needed", False))
