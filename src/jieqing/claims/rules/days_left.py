"""The bands of days that are left to sue, as lists and dashboards cut them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from jieqing.kit.words import Words

Band = Literal["expired", "30", "90", "180", "365", "more", "standing", "unknown"]
BANDS: Mapping[str, Words] = {
    "expired": Words("已届满", "Has run out"),
    "30": Words("30 天以内", "Within 30 days"),
    "90": Words("31–90 天", "31 to 90 days"),
    "180": Words("91–180 天", "91 to 180 days"),
    "365": Words("181–365 天", "181 to 365 days"),
    "more": Words("一年以上", "Over a year"),
    "standing": Words("停着没走", "Not running"),
    "unknown": Words("缺日期", "No date known"),
}
STANDING = ("suspended", "defence_waived")
_ENDS: tuple[tuple[int, Band], ...] = ((30, "30"), (90, "90"), (180, "180"), (365, "365"))


@dataclass(frozen=True, slots=True)
class LastDays:
    """The last days of a band, both inclusive; None is open."""

    earliest: date | None
    latest: date | None


def band_of(limitation: str, last_day_on: date | None, on: date) -> Band:
    """The band that a claim falls in, with proven events alone."""
    if limitation == "expired":
        return "expired"
    if limitation in STANDING:
        return "standing"
    if last_day_on is None:
        return "unknown"
    left = (last_day_on - on).days
    if left < 0:
        return "expired"
    return next((band for most, band in _ENDS if left <= most), "more")


def last_days(band: Band, on: date) -> LastDays:
    """The last days that fall in a band which counts days: '30' to 'more', and 'expired'."""
    if band == "expired":
        return LastDays(None, on - timedelta(days=1))
    first = 0
    for most, each in _ENDS:
        if each == band:
            return LastDays(on + timedelta(days=first), on + timedelta(days=most))
        first = most + 1
    return LastDays(on + timedelta(days=first), None)
