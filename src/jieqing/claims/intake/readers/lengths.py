"""Lengths of time as people write them: 一年半, 三个多月, 1年8个月, 半年, 两三年, 14个月, 8天, 三个季度."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice
from typing import Final

from jieqing.claims.intake.readers.numerals import MOST, number

_HAN: Final = "零一二两俩仨三四五六七八九十壹贰叁肆伍陆柒捌玖拾百"
_N: Final = rf"\d{{1,4}}(?:\.\d{{1,2}})?|[{_HAN}]{{1,6}}"
_LENGTH: Final = re.compile(
    rf"(?<![\d.第\-/月{_HAN}])(?P<n>{_N}|[大小]?半)\s?(?:[多来几](?=[年个月天周]))?"
    r"(?:(?P<half>个半)月|个[多来几]?(?P<m>月)|(?<=[两俩仨])(?P<m2>月)|个?多?(?P<unit>周年|年|季度|季|周|星期|礼拜)|(?P<days>[天日]))"
    rf"(?![底初末份级度代轻龄])(?!(?:{_N})[月日])"
    rf"(?:(?P<tail>半)(?!数)|多|(?:[零又]?(?P<n2>{_N})个(?P<half2>半)?月))?"
    r"|(?P<about>个把月|把个月|年把)"
)
_IN_MONTHS: Final = {"年": 12, "周年": 12, "季度": 3, "季": 3, "月": 1}
_YEAR: Final = re.compile(r"(?:19|20)\d\d|[一二][零九]..|0\d")


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time at [start, end) of the text: months, or days where the writer counts in days or weeks."""

    start: int
    end: int
    months: Decimal
    days: int = 0

    @property
    def as_months(self) -> int | float:
        """Months to two places; a day is a thirtieth of one."""
        total = (self.months + Decimal(self.days) / 30).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return int(total) if total == int(total) else float(total)


def lengths(plain: str) -> tuple[Length, ...]:
    """The lengths of time in folded text, in order, at most MOST; hedged ones (三年多) carry their lower bound."""
    found = (length for match in _LENGTH.finditer(plain) if (length := _length(match)))
    return tuple(islice(found, MOST))


def _length(match: re.Match[str]) -> Length | None:
    if match["about"]:
        return Length(*match.span(), Decimal(12 if match["about"] == "年把" else 1))
    words = match["n"]
    if match["unit"] == "年" and _YEAR.fullmatch(words):
        return None
    n = number(words.lstrip("大小") if words.endswith("半") else words)
    if n is None:
        return None
    half = Decimal("0.5")
    if match["days"]:
        if n < 1:  # 半天
            return None
        return Length(*match.span(), Decimal(0), int(n))
    if match["half"]:
        return Length(*match.span(), n + half)
    if match["unit"] in ("周", "星期", "礼拜"):
        return Length(*match.span(), Decimal(0), int(n * 7))
    months = (n + (half if match["tail"] else 0)) * _IN_MONTHS[match["unit"] or "月"]
    if match["n2"]:
        months += (number(match["n2"]) or 0) + (half if match["half2"] else 0)
    return Length(*match.span(), months)
