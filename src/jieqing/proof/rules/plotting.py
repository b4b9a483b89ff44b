"""What the operator's plot draws: for each hour how many entries came, and how long sealing took at the worst."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Hour:
    """The hour from `at` on: entries added, and the longest wait in seconds for enough witnesses (None: no quorum)."""

    at: datetime
    entries: int
    wait_s: int | None


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar in a picture of 100 units height: its left edge (0, 1, 2 …), top and height."""

    x: int
    y: int
    height: int
    hour: Hour


def hours_between(
    start: datetime, end: datetime, before: int, sizes: Mapping[datetime, int], waits: Mapping[datetime, Decimal]
) -> tuple[Hour, ...]:
    """Every hour from `start` (a full hour) to the one that holds `end`; `before` is the size when they begin.

    `sizes` are the log's sizes at the end of those hours in which it grew, `waits` the longest waits in seconds.
    """
    found, size, at = [], before, start
    while at <= end:
        grown = sizes.get(at, size)
        wait = waits.get(at)
        found.append(Hour(at, max(0, grown - size), None if wait is None else max(0, round(wait))))
        size, at = max(size, grown), at + HOUR
    return tuple(found)


def bars(hours: Sequence[Hour], values: Sequence[int]) -> list[Bar]:
    """One bar an hour, the largest value 100 high; whatever is not zero is seen (2 high at least)."""
    largest = max(values, default=0) or 1
    heights = [0 if value == 0 else max(2, round(100 * value / largest)) for value in values]
    return [Bar(x, 100 - height, height, hour) for x, (hour, height) in enumerate(zip(hours, heights, strict=True))]
