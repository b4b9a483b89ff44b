"""How long a claim has been overdue, and the bucket of an ageing report that it falls in (`data/buckets.yaml`)."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jieqing.kit.catalogue import read_yaml
from jieqing.kit.words import Words

AgedBy = Literal["due", "said", "debt"]
UNKNOWN = "unknown"
NOTHING = Words("", "")


@dataclass(frozen=True, slots=True)
class Bucket:
    """A row of an ageing report. It ends at `days` or `years` overdue (both None: it has no end).

    `tone` is a class of the style sheet ('' for none), `warning` what it warns of, `basis` the rule behind that.
    """

    id: str
    name: Words
    days: int | None = None
    years: int | None = None
    tone: str = ""
    warning: Words = NOTHING
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Range:
    """The days from which claims of a bucket are counted, both inclusive; None is open."""

    earliest: date | None
    latest: date | None


@cache
def buckets() -> Mapping[str, Bucket]:
    """All buckets by id, the freshest first, and at the end the one for claims without any date."""
    path = Path(__file__).parents[1] / "data" / "buckets.yaml"
    found = {row["id"]: _bucket(row) for row in read_yaml(path)}
    return found | {UNKNOWN: Bucket(UNKNOWN, Words("没有日期", "No date"))}


def ranges(on: date) -> dict[str, Range]:
    """The days each bucket counts from, as seen on a day; they touch without overlap. Not for claims without a date."""
    found: dict[str, Range] = {}
    latest: date | None = None
    for bucket in buckets().values():
        if bucket.id != UNKNOWN:
            earliest = _edge(bucket, on)
            found[bucket.id] = Range(earliest, latest)
            latest = earliest - timedelta(days=1) if earliest else None
    return found


def bucket_of(aged_from_on: date | None, on: date) -> Bucket:
    """The bucket of a claim that counts from a day (None: it has no date)."""
    if aged_from_on is None:
        return buckets()[UNKNOWN]
    for name, span in ranges(on).items():
        if span.earliest is None or aged_from_on >= span.earliest:
            return buckets()[name]
    raise AssertionError("the last bucket has no end")


def aged_from(
    due_said: str | None, ageing_months: float | None, debt_said: str | None, read_on: date
) -> tuple[date, AgedBy] | None:
    """The day a claim is aged from, and by what: its due date, else the time said, else the day the debt arose.

    Dates may be partial ('2025', '2025-06'): then their first day counts, so that a warning comes early rather than
    late. `ageing_months` was said on `read_on`.
    """
    if due_said:
        return first_day(due_said), "due"
    if ageing_months is not None:
        return months_before(read_on, ageing_months), "said"
    if debt_said:
        return first_day(debt_said), "debt"
    return None


def first_day(partial: str) -> date:
    """The first day of '2025', '2025-06' or '2025-06-30'."""
    year, month, day = [*(int(part) for part in partial.split("-")), 1, 1][:3]
    return date(year, month, day)


def months_before(on: date, months: float) -> date:
    """The day so many months before; what is left of a month counts thirty days to the month."""
    whole = int(months)
    year, month = divmod(on.year * 12 + on.month - 1 - whole, 12)
    if year < 1:
        return date.min
    day = min(on.day, calendar.monthrange(year, month + 1)[1])
    return date(year, month + 1, day) - timedelta(days=round((months - whole) * 30))


def _edge(bucket: Bucket, on: date) -> date | None:
    """The earliest day that still belongs to the bucket."""
    if bucket.years is not None:
        try:
            return on.replace(year=on.year - bucket.years)
        except ValueError:  # 29 February: the years were over with the 28th
            return date(on.year - bucket.years, 3, 1)
    return on - timedelta(days=bucket.days) if bucket.days is not None else None


def _bucket(row: dict[str, Any]) -> Bucket:
    through = row.get("through", {})
    return Bucket(
        id=row["id"],
        name=Words(**row["name"]),
        days=through.get("days"),
        years=through.get("years"),
        tone=row.get("tone", ""),
        warning=Words(**row["warning"]) if "warning" in row else NOTHING,
        basis=row.get("basis", ""),
    )
