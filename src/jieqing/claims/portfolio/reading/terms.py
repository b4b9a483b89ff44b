"""When payment falls due: a day, or a term (账期30天, 票到30日, 货到付款, 三个月, 月结30天, Net 30) and its start."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, Literal

from jieqing.claims.intake.readers.numerals import number
from jieqing.claims.portfolio.reading.amounts import Bad
from jieqing.claims.portfolio.reading.days import day_of
from jieqing.claims.portfolio.reading.folding import folded, text_of
from jieqing.kit.words import Words

Start = Literal["delivered_on", "invoiced_on", "contract_on"]
STARTS: Final[Mapping[Start, Words]] = {
    "delivered_on": Words("交付日期", "date of delivery"),
    "invoiced_on": Words("开票日期", "date of the invoice"),
    "contract_on": Words("合同日期", "date of the contract"),
}
MOST_DAYS: Final = 3650

_LONGEST: Final = 30  # a term is short; the patterns below would try a long text in too many ways

_N: Final = r"(?P<n>\d{1,4}|[一二三四五六七八九十两半百]{1,5})"
_TERM: Final = re.compile(
    r"(?a)(?P<start>票到|见票|收到发票|收票|开票|发票|凭票|货到|到货|收货|交货|交付|发货|送货|验收|签收|货物验收|合同签订|签订合同|合同|自?开票日|自?发票日|自?交货日|invoice|net|delivery)?"
    r"(?:日|日期|合格|合格后|完成|之日|起|日起|之日起|后|以后|的|:|,|当日起)*"
    r"(?:账期|付款期|信用期|赊销|结算期|期限|付款|赊账|账期为|为|n|net|term|款期)?(?:为|:|是)*"
    rf"{_N}(?P<unit>天|日|个?工作日|个?自然日|个?日历天|日历日|周|个?星期|个月|月|年|个?季度|days?|months?|weeks?)?"
    r"(?:内|之内|以内|后|账期|付款|付清|结清|结算|到期|付|期|信用期|结|内付款|内付清|内结清|后付款|后付清|afterdelivery|afterinvoice|eom)*"
)
_AT_ONCE: Final = re.compile(
    r"(?a)(?:货到|到货|收货|交货|验收|货到即|交付|现货|送货)(?:合格)?(?:后)?(?:即)?(?:时|刻)?(?:付款|付|付清|现结|款到|结清|收款|结算|现款)(?:付款)?|现款现货|cod|cashondelivery|现结|现付|即时结清|货到付现"
)
_INVOICE_AT_ONCE: Final = re.compile(
    r"(?a)(?:票到|见票|收到发票|凭票|开票)(?:后)?(?:即)?(?:付款|付|付清|结清)|见票即付|票到即付"
)
_MONTHLY: Final = re.compile(rf"(?a)月结(?:账期)?{_N}(?:天|日)?(?:账期|付款|内|结清)?")
_NEXT: Final = re.compile(
    rf"(?a)(?P<which>次月|下月|下个月|当月|本月|隔月)(?:(?P<end>底|末|月底|月末)|{_N}[日号])(?:前|付款|结清|结算|付清|内)*"
)
_LENGTHS: Final = {
    "天": 1,
    "日": 1,
    "自然日": 1,
    "日历天": 1,
    "日历日": 1,
    "周": 7,
    "星期": 7,
    "day": 1,
    "days": 1,
    "week": 7,
    "weeks": 7,
}
_MONTHS: Final = {"个月": 1, "月": 1, "季度": 3, "年": 12, "month": 1, "months": 1}
_INVOICE: Final = frozenset(
    {"票到", "见票", "收到发票", "收票", "开票", "发票", "凭票", "开票日", "自开票日", "发票日", "自发票日", "invoice"}
)
_CONTRACT: Final = frozenset({"合同签订", "签订合同", "合同"})


@dataclass(frozen=True, slots=True)
class Term:
    """A term: `days` or `months` from `start`, the first day not counted; `eom`: from the end of that month;
    `month_day` (0 the last): that day of the month `months` later."""

    start: Start
    days: int = 0
    months: int = 0
    eom: bool = False
    month_day: int | None = None


def due_of(cell: object, starts: Mapping[Start, date | None], *, unit_months: bool = False) -> date | None | Bad:
    """The due day that a cell states; None where it is empty. `unit_months`: bare numbers are months, else days.

    Raises nothing; a term whose start is missing is Bad('term_without_start').
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool) and 0 <= cell <= MOST_DAYS and cell == int(cell):
        cell = f"{int(cell)}{'个月' if unit_months else '天'}"
    day = day_of(cell)
    if not isinstance(day, Bad):
        return day
    term = term_of(text_of(cell), unit_months)
    if term is None:
        return day
    start = starts.get(term.start)
    return Bad("term_without_start", text_of(cell)) if start is None else ends_on(term, start)


def ends_on(term: Term, start: date) -> date:
    """The last day of the term: a term in months ends on the same day of the month, or on its last day."""
    if term.month_day is not None:
        first = months_later(start.replace(day=1), term.months)
        last = monthrange(first.year, first.month)[1]
        return first.replace(day=min(term.month_day or last, last))
    if term.eom:
        start = start.replace(day=monthrange(start.year, start.month)[1])
    return months_later(start, term.months) + timedelta(days=term.days)


def months_later(day: date, months: int) -> date:
    """The same day of the month so many months later, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@lru_cache(maxsize=4096)
def term_of(words: str, unit_months: bool = False) -> Term | None:
    """The term that the words state, or None where they state none."""
    text = folded(words).replace("(", "").replace(")", "").rstrip(".;。,、")
    if len(text) > _LONGEST:
        return None
    if _AT_ONCE.fullmatch(text):
        return Term("delivered_on")
    if _INVOICE_AT_ONCE.fullmatch(text):
        return Term("invoiced_on")
    if (found := _MONTHLY.fullmatch(text)) and (n := _count(found["n"])) is not None:
        return Term("delivered_on", days=n, eom=True)
    if found := _NEXT.fullmatch(text):
        return _next(found)
    found = _TERM.fullmatch(text)
    return _plain(found, unit_months) if found else None


def _next(found: re.Match[str]) -> Term | None:
    day = 0 if found["end"] else _count(found["n"])
    if day is None or day > 31:
        return None
    months = {"当月": 0, "本月": 0, "隔月": 2}.get(found["which"], 1)
    return Term("delivered_on", months=months, month_day=day)


def _plain(found: re.Match[str], unit_months: bool) -> Term | None:
    spoken, unit = found["n"], (found["unit"] or "").removeprefix("个")
    start: Start = "delivered_on"
    if found["start"] in _INVOICE or found[0].endswith("afterinvoice"):
        start = "invoiced_on"
    elif found["start"] in _CONTRACT:
        start = "contract_on"
    unit = unit or ("月" if unit_months else "天")
    if spoken == "半" and unit in ("年", "月"):
        return Term(start, months=6) if unit == "年" else Term(start, days=15)
    n = _count(spoken)
    if n is None or (unit == "月" and not found["unit"] and not unit_months):
        return None
    if unit in _LENGTHS and n * _LENGTHS[unit] <= MOST_DAYS:
        return Term(start, days=n * _LENGTHS[unit])
    return Term(start, months=n * _MONTHS[unit]) if unit in _MONTHS and n * _MONTHS[unit] <= 360 else None


def _count(words: str) -> int | None:
    found = number(words)
    return int(found) if found is not None and found == int(found) else None
