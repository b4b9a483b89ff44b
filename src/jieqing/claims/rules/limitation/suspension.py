"""Obstacles in the last six months of a period lengthen it to six months after they are gone (CN-LIM-03)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from jieqing.claims.rules.case import Event
from jieqing.claims.rules.limitation.period import DAY, months_after, moved
from jieqing.law.pack import rule

Halt = tuple[
    int, date, date | None
]  # index of the event, day since which it has effect, day to which the period then runs


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a period runs: its `last` day, None while an obstacle stands; `halts` are the obstacles with effect."""

    last: date | None
    halts: tuple[Halt, ...] = ()


@cache
def six_months() -> int:
    """The months that an obstacle must touch, and that are left when it is gone."""
    return int(rule("CN-LIM-03").values[-1].value)


def reach(end: date, obstacles: Mapping[int, Event], on: date, non_working_days: frozenset[date]) -> Reach:
    """How far a period that would end on `end` runs, with the obstacles (in order of their first day) known on a day.

    An obstacle counts from its first day in the last six months; one that is over before them has no effect, nor has
    one that stands today while they have not begun.
    """
    if not obstacles:
        return Reach(end)
    before = months_after(end, -six_months())  # the last six months begin the day after
    last, is_standing, halts = end, False, list[Halt]()
    for index, event in obstacles.items():
        since = max(event.on, before + DAY)
        gone_on = event.ended_on if event.ended_on and event.ended_on <= on else None
        if since > on or (since > moved(last, non_working_days) and not is_standing):
            continue
        if gone_on is None:
            is_standing = True
            halts.append((index, since, None))
        elif gone_on > before:
            last = max(last, months_after(gone_on, six_months()))
            halts.append((index, since, last))
    return Reach(None if is_standing else last, tuple(halts))
