"""Which reminder is due of a last day: 180, 90 and 30 days before, each once."""

from datetime import date
from typing import Literal

BEFORE_DAYS: tuple[Literal[30, 90, 180], ...] = (30, 90, 180)


def due_before(last_day: date, on: date) -> Literal[30, 90, 180] | None:
    """The smallest of 30, 90, 180 that is not under the days left; None while more are left, or when the day is over.

    A claim that is first seen ten days before its last day is told of once, not three times.
    """
    left = (last_day - on).days
    return next((days for days in BEFORE_DAYS if 0 <= left <= days), None)
