"""Under which areas each agency stands in the index, and how many serve each area."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jieqing.matching.columns import Columns

Int32s = npt.NDArray[np.int32]
COUNTRY = 1
STEPS = (100, 100**2, 100**3)  # from an area to those that hold it: two digits of its code at a time


@dataclass(frozen=True, slots=True)
class Entries:
    """Rows and the areas under which they stand; a negative area means that only a part of it is served.

    `is_widest` marks the one entry of an agency that is counted where several hold the same place.
    """

    row: Int32s
    area: Int32s
    is_widest: npt.NDArray[np.bool_]


def area_key(code: str) -> int:
    """An area as a number: '1' before its code, so that '' (the country) is 1 and '3205' is 13205."""
    return int("1" + code)


def entries_of(columns: Columns) -> Entries:
    """The entries of a directory: areas served, and the wider areas of which an agency serves a part.

    Who states no area is found only where no place is given, as serving some part of the country.
    """
    row, area = columns.area_row, columns.area
    served = np.sort(_pair(row, area))
    parts = np.sort(np.concatenate([_pair(row[area >= s], area[area >= s] // s) for s in STEPS]))
    parts = parts[np.diff(parts, prepend=-1) > 0]  # np.unique, but five times as fast on the million
    parts = parts[~_is_held(parts, served)]
    part_row, part_area = _unpair(parts)
    nowhere = np.flatnonzero(np.bincount(row, minlength=len(columns)) == 0).astype(np.int32)
    others = len(parts) + len(nowhere)
    return Entries(
        row=np.concatenate([row, part_row, nowhere]),
        area=np.concatenate([area, -part_area, np.full(len(nowhere), -COUNTRY, np.int32)]),
        is_widest=np.concatenate([~_is_held_by_wider(_pair(row, area), served), np.ones(others, bool)]),
    )


def _pair(row: Int32s, area: Int32s) -> npt.NDArray[np.int64]:
    return row.astype(np.int64) << 24 | area


def _unpair(pair: npt.NDArray[np.int64]) -> tuple[Int32s, Int32s]:
    return (pair >> 24).astype(np.int32), (pair & 0xFFFFFF).astype(np.int32)


def _is_held(pairs: npt.NDArray[np.int64], served: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Whether the same agency serves the whole of the area."""
    return _is_in(pairs, served) | _is_held_by_wider(pairs, served)


def _is_held_by_wider(pairs: npt.NDArray[np.int64], served: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    row, area = _unpair(pairs)
    held = np.zeros(len(pairs), bool)
    for step in STEPS:
        held |= (area >= step) & _is_in(_pair(row, area // step), served)
    return held


def _is_in(pairs: npt.NDArray[np.int64], served: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    if not len(served):
        return np.zeros(len(pairs), bool)
    found = np.minimum(np.searchsorted(served, pairs), len(served) - 1)
    hit: npt.NDArray[np.bool_] = served[found] == pairs
    return hit
