"""How a period is counted (Civil Code 201 to 203, CN-TIME-01) and how it stands on a day."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Literal

from jieqing.claims.rules.assessment import Period, Status, Step
from jieqing.law.pack import at, rule

DAY = timedelta(days=1)
NO_DAYS: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Term:
    """The length of a period: `months`, or `old_months` where those were over before `changed_on`."""

    months: int
    old_months: int | None = None
    changed_on: date = date.min

    def over_in_old_law(self, base: date) -> bool:
        """Whether the shorter period of the old law had run out before the new law came."""
        if self.old_months is None or base >= self.changed_on:
            return False
        return months_after(base, self.old_months) < self.changed_on

    def end(self, base: date) -> date:
        """The last day of the period that a day begins; the day itself is not counted."""
        return months_after(base, self.months_from(base))

    def months_from(self, base: date) -> int:
        """The months of the period that a day begins."""
        return self.old_months if self.old_months and self.over_in_old_law(base) else self.months


@cache
def three_years(*, with_old_law: bool = True) -> Term:
    """The general period (CN-LIM-01), with the two years that held before 1 October 2017, or as if it always held."""
    values = rule("CN-LIM-01").values
    months, old_months = values[-1].value["from_knowing"] * 12, values[0].value["from_knowing"] * 12
    return Term(months, old_months, values[-1].valid_from) if with_old_law else Term(months)


@cache
def twenty_years() -> int:
    """The months after which nothing is protected any more (CN-LIM-01)."""
    return int(rule("CN-LIM-01").values[-1].value["from_the_harm"]) * 12


@lru_cache(maxsize=1 << 14)  # a portfolio asks for the same days again and again
def months_after(on: date, months: int) -> date:
    """The same day so many months on (or back), or the last of that month where it lacks the day (Civil Code 202).

    Past the calendar's ends it is the calendar's end.
    """
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return date.max if months > 0 else date.min
    if on.day > 28:
        return date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))
    return date(year, month + 1, on.day)


def moved(last: date, non_working_days: frozenset[date]) -> date:
    """The last day, moved on to the first working day (Civil Code 203); only the days named are no working days."""
    while last in non_working_days:
        last += DAY
    return last


def standing(last: date | None, status: Status, on: date, counted: set[int], steps: list[Step]) -> Period:
    """The period as it stands on a day; 'open' becomes 'expired' the day after the last one."""
    if last is None or status not in ("open", "expired"):
        return Period(None, status, None, None, tuple(sorted(counted)), tuple(steps))
    left = (last - on).days
    found: Status = "expired" if left < 0 else "open"
    return Period(last, found, left, _warning(left), tuple(sorted(counted)), tuple(steps))


def _warning(left_days: int) -> Literal[30, 90, 180, "expired"] | None:
    if left_days < 0:
        return "expired"
    for days in _warnings():
        if left_days <= days:
            return days
    return None


@cache
def _warnings() -> tuple[Literal[30, 90, 180], ...]:
    return tuple(at("JQ-LIM-01", date.max))
