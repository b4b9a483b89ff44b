"""The one-year loan prime rate on a day, from the pack and the rows that an operator added (CN-LPR, CN-LPR-01)."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from jieqing.law.pack import NotInForce, at, rule


@dataclass(frozen=True, slots=True)
class Rate:
    """The rate in force on a day, in per cent a year; provisional where the last row seen is too old for that day."""

    pct_year: Decimal
    row_on: date
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class LprTable:
    """Rows (published on, per cent), sorted. Up to `complete_until` they hold every change, after it every month."""

    rows: tuple[tuple[date, Decimal], ...]
    complete_until: date

    def on(self, day: date) -> Rate:
        """The last row on or before the day; raises NotInForce before the first one (2019-08-20)."""
        index = bisect_right(self.rows, (day, Decimal("Infinity"))) - 1
        if index < 0:
            raise NotInForce(f"no loan prime rate was published before {day}")
        row_on, pct = self.rows[index]
        age_days = (day - max(row_on, self.complete_until)).days
        return Rate(pct, row_on, age_days > at("CN-LPR-01", day))

    def with_rows(self, added: Iterable[tuple[date, Decimal]]) -> "LprTable":
        """This table with further rows; one of the same day takes the place of the old one."""
        return LprTable(tuple(sorted({**dict(self.rows), **dict(added)}.items())), self.complete_until)


@cache
def packed() -> LprTable:
    """The table of the pack: its last row is the last day that anybody looked."""
    rows = tuple((value.valid_from, Decimal(value.value)) for value in rule("CN-LPR").values)
    return LprTable(rows, rows[-1][0])
