"""Days, months and years as people write them: 2016年7月25日, 二〇一六年三月, 13年底, 2014.7.11, 去年5月, 上个月."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from jieqing.claims.intake.readers.numerals import DIGITS, MOST, number

_HAN: Final = "零〇○一二三四五六七八九"
_ANCHOR: Final = re.compile(
    r"[年月]|(?P<ago>大前|[前昨今明后])[天日](?!起)|(?<!\d)(?:(?<!\.)|(?<=某\d))(?P<y>(?:19|20)\d\d)(?P<dot>[./-])(?P<m>1[0-2]|0?[1-9])"
    r"(?:(?P=dot)(?P<d>3[01]|[12]\d|0?[1-9])(?!\d)|(?![\d.%元万千]))"
)
# What may stand before 年: four digits, two digits (13年), Chinese digits, or a word that counts from today.
_YEAR: Final = re.compile(
    rf"(?:(?P<long>(?:19|20)\d\d|[一二][零〇○九][{_HAN}]{{2}})|(?P<short>(?<![\d{_HAN}.])(?:[012]\d|9\d|[零〇○一二九][{_HAN}]))"
    r"|(?P<word>大前|前|去|今|本|明|当|同|次|第二|第2))\s?$"
)
_MONTH: Final = r"1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]|元|正|腊"
_DAY: Final = r"[12]\d|3[01]|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|初?[一二三四五六七八九]"
_DAY_BEHIND: Final = rf"(?:\s?(?P<day>{_DAY})(?!\d)\s?(?:[日号]|(?=[,。;)\"”\s]|$|[前至到还借])))"
_PART: Final = r"(?P<part>初|上旬|中旬|下旬|底|末)"
_BEHIND_YEAR: Final = re.compile(
    rf"\s?度?的?[(]?(?:农历|古历|阴历)?[)]?\s?(?:(?P<month>{_MONTH})\s?月份?(?:{_DAY_BEHIND}|{_PART})?|(?P<end>年?[底末终])|(?P<begin>年?初))?"
)
# Two digits before 年 are a year when a month or season follows, or when they open a clause: 13年在东营.
_SHORT_BEFORE: Final = re.compile(r"(?:^|[,。;:、!?\s(从在于自是我他她到们年])$")
_SHORT_BEHIND: Final = re.compile(rf"\s?(?:(?:{_MONTH})月|[底初末春夏秋冬]|[^多前半后了来期内以没不未还一的整之租])")
_BARE_MONTH: Final = re.compile(
    rf"(?:(?P<near>上上|上|这|本|当|下|次)个?|(?<![\d.{_HAN}十个第来几数])(?P<month>{_MONTH}))\s?$"
)
_BEHIND_MONTH: Final = re.compile(rf"份?(?:的?{_DAY_BEHIND}|{_PART})?")
_SHIFT_YEAR: Final = {"大前": -3, "前": -2, "去": -1, "今": 0, "本": 0, "明": 1}
_SHIFT_MONTH: Final = {"上上": -2, "上": -1, "这": 0, "本": 0, "当": 0, "下": 1, "次": 1}
_SHIFT_DAY: Final = {"大前": -3, "前": -2, "昨": -1, "今": 0, "明": 1, "后": 2}
_MONTH_NAMES: Final = {"元": 1, "正": 1, "腊": 12}


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, month or year at [start, end) of the text; month and day are None where not said.

    `is_guessed`: the year was not said with it but taken from the date before it or from today.
    """

    start: int
    end: int
    year: int
    month: int | None = None
    day: int | None = None
    is_guessed: bool = False

    @property
    def iso(self) -> str:
        """YYYY, YYYY-MM or YYYY-MM-DD."""
        parts = [f"{self.year}"] + [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    def later(self, months: int, days: int = 0) -> str | None:
        """The ISO date that much later, as precise as this one; None where days are added to a month or year."""
        if days and self.day is None:
            return None
        if self.month is None:
            return f"{self.year + months // 12}" if months % 12 == 0 else None
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        if self.day is None:
            return f"{year}-{month + 1:02d}"
        day = min(self.day, calendar.monthrange(year, month + 1)[1])
        return (date(year, month + 1, day) + timedelta(days=days)).isoformat()


def moments(plain: str, today: date | None) -> tuple[Moment, ...]:
    """The days, months and years in folded text, in order, at most MOST.

    去年, 上个月 and 昨天 need `today`; 3月5日 takes the year of the date before it, else the last such day by `today`.
    """
    found: list[Moment] = []
    behind = 0
    for anchor in _ANCHOR.finditer(plain):
        if anchor.start() < behind:
            continue
        last = found[-1] if found else None
        read: Moment | None = None
        if anchor["y"]:
            day = int(anchor["d"]) if anchor["d"] else None
            read = _moment(*anchor.span(), int(anchor["y"]), int(anchor["m"]), day)
        elif anchor["ago"]:
            on = today and today + timedelta(days=_SHIFT_DAY[anchor["ago"]])
            read = _moment(*anchor.span(), on.year, on.month, on.day) if on else None
        elif anchor[0] == "年":
            read = _at_year(plain, anchor.start(), behind, last, today)
        else:
            read = _at_month(plain, anchor.start(), behind, last, today)
        if read:
            found.append(read)
            behind = read.end
            if len(found) == MOST:
                break
    return tuple(found)


def _at_year(plain: str, at: int, behind: int, last: Moment | None, today: date | None) -> Moment | None:
    before = _YEAR.search(plain, max(behind, at - 5), at)
    if before is None:
        return _at_year_end(plain, at, last, today)
    start = before.start()
    if before["long"]:
        if start and plain[start - 1].isdigit() and plain[start - 2 : start - 1] != "某":
            return None
        year = int("".join(str(_digit(char)) for char in before["long"]))
    elif before["short"]:
        if not (_SHORT_BEHIND.match(plain, at + 1) and _SHORT_BEFORE.search(plain, max(0, start - 1), start)):
            return None
        short = int("".join(str(_digit(char)) for char in before["short"]))
        year = short + (1900 if short > 80 else 2000)
    elif before["word"] in _SHIFT_YEAR:
        if today is None:
            return None
        year = today.year + _SHIFT_YEAR[before["word"]]
    elif last is None:
        return None
    else:
        year = last.year + (before["word"] in ("次", "第二", "第2"))
    rest = _BEHIND_YEAR.match(plain, at + 1)
    assert rest is not None  # every part of it is optional
    if not (rest["month"] or rest["end"] or rest["begin"]):
        return _moment(start, at + 1, year)
    month = 12 if rest["end"] else 1 if rest["begin"] else _month(rest["month"])
    return _moment(start, rest.end(), year, month, _day(rest["day"]))


def _at_year_end(plain: str, at: int, last: Moment | None, today: date | None) -> Moment | None:
    """年底 alone: December of the year named before it, else of the last year's end before `today`."""
    if plain[at + 1 : at + 2] not in ("底", "末") or (at and plain[at - 1] in "半多几两三"):
        return None
    if last is not None:
        return _moment(at, at + 2, last.year, 12, is_guessed=True)
    return _moment(at, at + 2, today.year - (today.month < 12), 12, is_guessed=True) if today else None


def _at_month(plain: str, at: int, behind: int, last: Moment | None, today: date | None) -> Moment | None:
    before = _BARE_MONTH.search(plain, max(behind, at - 4), at)
    if before is None or plain[max(behind, before.start() - 1) : before.start()] == "年":
        return None  # 今年5月 without a today
    rest = _BEHIND_MONTH.match(plain, at + 1)
    assert rest is not None  # every part of it is optional
    day, start = _day(rest["day"]), before.start()
    if before["near"]:
        base = (last.year, last.month) if last and last.month and before["near"] in "当次" else None
        if base is None:
            if today is None:
                return None
            base = (today.year, today.month)
        year, month = divmod(base[0] * 12 + base[1] - 1 + _SHIFT_MONTH[before["near"]], 12)
        return _moment(start, rest.end(), year, month + 1, day)
    month = _month(before["month"])
    if last is not None:
        return _moment(start, rest.end(), last.year, month, day, is_guessed=True)
    if today is None:
        return None
    is_ahead = (month, day or 1) > (today.month, today.day)
    return _moment(start, rest.end(), today.year - is_ahead, month, day, is_guessed=True)


def _moment(
    start: int, end: int, year: int, month: int | None = None, day: int | None = None, is_guessed: bool = False
) -> Moment:
    """A moment; a day that its month does not have (lunar 30 February) is left out."""
    if month and day and day > calendar.monthrange(year, month)[1]:
        day = None
    return Moment(start, end, year, month, day, is_guessed)


def _digit(char: str) -> int:
    return int(char) if char.isascii() else DIGITS[char]


def _month(words: str) -> int:
    return _MONTH_NAMES.get(words) or int(number(words) or 0)


def _day(words: str | None) -> int | None:
    return int(number(words.removeprefix("初")) or 0) or None if words else None
