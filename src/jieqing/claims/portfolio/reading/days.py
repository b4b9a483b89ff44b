"""One cell of a day: ISO, 2024.2.9, 2024年5月1日, 20240501, 24-5-1, Excel's serial numbers of the 1900 system."""

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from jieqing.claims.portfolio.reading.amounts import Bad
from jieqing.claims.portfolio.reading.catalogue import words_of
from jieqing.claims.portfolio.reading.folding import folded, half_width, text_of

FIRST: Final = date(1980, 1, 1)
"""Whatever is earlier is an empty cell or a number shown as a day: even the twenty-year stop is long past."""
FURTHEST_YEARS: Final = 30
"""No debt of a ledger falls due later than this from today."""

_EPOCH: Final = date(1899, 12, 30)  # serials from 61 on; Excel's 1900 has a 29 February
SERIALS: Final = range(20_000, 80_001)  # 1954 to 2119
_ENDS: Final = r"(?:[日号])?(?:之?前)?(?:止|到期|付清|付款)?[.,。]?"
_TIME: Final = r"(?:[t\s]*\d{1,2}[:时点]\d{1,2}(?:[:分]\d{1,2}(?:\.\d+)?秒?)?z?)?"
_YEAR_FIRST: Final = re.compile(rf"(?a)'?(\d{{4}}|\d{{2}})[-./年、_](\d{{1,2}})[-./月、_](\d{{1,2}}){_ENDS}{_TIME}")
_YEAR_LAST: Final = re.compile(rf"(?a)(\d{{1,2}})[-./](\d{{1,2}})[-./](\d{{4}}){_TIME}")
_COMPACT: Final = re.compile(r"(?a)((?:19|20)\d{2}|\d{2})([01]\d)([0-3]\d)(?:\.0+)?")
_SERIAL: Final = re.compile(r"(?a)(\d{5})(?:\.\d+)?")
_MONTH_END: Final = re.compile(r"(?a)(\d{4})[-./年](\d{1,2})月?(?:底|末|月底|月末)(?:前|之前)?")
_MONTH_ONLY: Final = re.compile(
    r"(?a)\d{4}[-./年](\d{1,2})月?|\d{4}年?|\d{6}|\d{1,2}月\d{1,2}[日号]?|\d{1,2}[-/.]\d{1,2}|\d{1,2}月?"
)
_CHINESE: Final = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_TENS: Final = r"([一二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])"
_IN_CHINESE: Final = re.compile(rf"(?a)([〇零○一二三四五六七八九]{{4}})年{_TENS}月{_TENS}[日号]?")
_MONTHS: Final = {
    name: n
    for n, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
_ENGLISH: Final = re.compile(r"(?a)(?:(\d{1,2})[-,]*([a-z]{3})[a-z]*|([a-z]{3})[a-z]*\.?-*(\d{1,2}))[-,.]*(\d{4})")


def day_of(cell: object) -> date | None | Bad:
    """The day in a cell; None where it is empty. Whether it is plausible, `plausible` says."""
    kind = type(cell)
    if kind is date:
        return cell  # type: ignore[return-value]
    if kind is datetime:
        return cell.date()  # type: ignore[attr-defined, no-any-return]
    if cell is None or cell == "":
        return None
    if kind is float or kind is int:
        return _of_number(float(cell), cell)  # type: ignore[arg-type]
    return _of_text(cell) if isinstance(cell, str) else Bad("day_too_early", text_of(cell))


def plausible(day: date, on: date, text: object, *, may_be_ahead: bool) -> date | Bad:
    """The day itself, or why it can't be: of 1900, of times to come, thirty years off."""
    if day < FIRST:
        return Bad("day_too_early", text_of(text))
    if not may_be_ahead and day > on:
        return Bad("day_in_future", text_of(text))
    if day.year > on.year + FURTHEST_YEARS:
        return Bad("day_too_late", text_of(text))
    return day


def of_serial(serial: int) -> date:
    """The day of a serial number of Excel's 1900 system, from 61 on."""
    return _EPOCH + timedelta(days=serial)


def _of_number(figure: float, cell: object) -> date | Bad:
    if int(figure) in SERIALS:
        return of_serial(int(figure))
    if figure.is_integer() and 19_800_101 <= figure <= 21_991_231:
        return _of_text(str(int(figure))) or Bad("day_unreadable", text_of(cell))
    return Bad("day_too_early" if 0 <= figure < SERIALS[0] else "day_unreadable", text_of(cell))


@lru_cache(maxsize=1 << 14)  # days come again and again, and name nobody
def _of_text(cell: str) -> date | None | Bad:
    text = half_width(text_of(cell)).lower().strip()
    plain = folded(text)
    if not plain or plain in words_of("nothing"):
        return None
    if found := _YEAR_FIRST.fullmatch(plain) or _COMPACT.fullmatch(plain):
        return _made(_full_year(found[1]), int(found[2]), int(found[3]), cell)
    if found := _SERIAL.fullmatch(plain):
        return _of_number(float(plain), cell)
    if found := _YEAR_LAST.fullmatch(plain):
        return _year_last(int(found[1]), int(found[2]), int(found[3]), cell)
    if (found := _MONTH_END.fullmatch(plain)) and 1 <= int(found[2]) <= 12:
        return date(int(found[1]), int(found[2]), monthrange(int(found[1]), int(found[2]))[1])
    return _in_words(plain, cell)


def _in_words(plain: str, cell: str) -> date | Bad:
    if found := _IN_CHINESE.fullmatch(plain):
        return _made(int(found[1].translate(_CHINESE)), _tens(found[2]), _tens(found[3]), cell)
    if (found := _ENGLISH.fullmatch(plain)) and (month := _MONTHS.get(found[2] or found[3])):
        return _made(int(found[5]), month, int(found[1] or found[4]), cell)
    return Bad("day_partial" if _MONTH_ONLY.fullmatch(plain) else "day_unreadable", text_of(cell))


def _made(year: int, month: int, day: int, cell: str) -> date | Bad:
    try:
        return date(year, month, day)
    except ValueError:  # 1900-01-00, 2024-02-30
        return Bad("day_too_early" if year < FIRST.year else "day_unreadable", text_of(cell))


def _year_last(first: int, second: int, year: int, cell: str) -> date | Bad:
    if first <= 12 and second <= 12 and first != second:
        return Bad("day_ambiguous", text_of(cell))
    day, month = (first, second) if first > 12 else (second, first)
    return _made(year, month, day, cell)


def _full_year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) == 4 else year + (1900 if year >= 80 else 2000)


def _tens(words: str) -> int:
    tens, has_ten, ones = words.replace("廿", "二十").rpartition("十")
    digit = int(ones.translate(_CHINESE)) if ones else 0
    return digit + (10 * (int(tens.translate(_CHINESE)) if tens else 1) if has_ten else 0)
