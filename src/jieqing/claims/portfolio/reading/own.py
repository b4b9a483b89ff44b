"""The user's own cells, ready for JSON, as they were."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from jieqing.claims.portfolio.reading.folding import text_of
from jieqing.claims.portfolio.reading.result import Cell


def own_cells(cells: Sequence[Any], kept: Sequence[int]) -> tuple[Cell, ...]:
    """The cells of the kept columns; days become ISO text, empty cells None."""
    return tuple(_own(cells[column]) for column in kept)


def _own(cell: Any) -> Cell:
    kind = type(cell)
    if kind is str:
        return cell or None
    if kind is float:
        return int(cell) if cell.is_integer() and abs(cell) < 1e15 else cell
    if kind is int or kind is bool or cell is None:
        return cell  # type: ignore[no-any-return]
    return text_of(cell) if isinstance(cell, date) else str(cell)
