"""The only place that reads a clock. Doors read it once and pass the value down."""

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today's date where the product is used (China has one time zone)."""
    return now().astimezone(SHANGHAI).date()


def ticks_ms() -> float:
    """A monotonic reading in milliseconds, for elapsed times."""
    return time.perf_counter() * 1000
