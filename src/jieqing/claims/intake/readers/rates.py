"""Agreed interest and penalty, each brought to one unit: 月息2分 is 24 % a year, 日万分之五 is 0.05 % a day."""

import re
from decimal import Decimal
from typing import Final

from jieqing.claims.intake.draft import Reading, Span
from jieqing.claims.intake.readers.numerals import number
from jieqing.claims.intake.text import Text

_N: Final = r"\d+(?:\.\d+)?|[零一二两三四五六七八九十半]+(?:点[一二三四五六七八九零]+)?"
_RATE: Final = (
    rf"(?:(?P<pct>{_N})\s?%|百分之(?P<pct2>{_N})|(?P<mille>{_N})\s?‰|千分之(?P<mille2>{_N})|万分之(?P<bp>{_N})"
    rf"|(?P<fen>{_N})\s?分(?!之|期|[钱别次])(?:(?P<li>{_N})(?![月年天个])厘?|(?P<half>半))?|(?P<lone_li>{_N})\s?厘)"
)
_LINK: Final = r"(?:率|按照?|为|是|约定为?|计算|以|的?标准|每[月年天日]|一个月|至?少?|:|,|\s){0,4}"
_INTEREST: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<per>[月年日])(?:化|付)?(?:利息?|息){_LINK}{_RATE}",
        rf"(?P<per>[月年日])(?:化利?率?|付?利率?){_LINK}{_RATE}",
        rf"(?:每|按|一个?)(?P<per>[月年日天])[以按]?{_RATE}(?:的?(?:利息|利率|标准)|计息|计算利息|付息|收息|支付利息)",
        rf"{_RATE}\s?/?\s?(?:的|每|一个?)?(?P<per>[月年日天])(?:利|息|利息)?(?=[,。;)]|利|息|$)",
        rf"(?:利息|利率|计息|付息|利){_LINK}(?P<per>)(?:每|按|一个?)?(?P<per2>[月年日天])?[按以为]?\s?{_RATE}",
        rf"(?P<per>){_RATE}(?:的)?(?:利息?|息)",
    )
)
_A_DAY: Final = r"(?:每逾期一[日天]|每[日天]|按[日天]|逾期[日天]|一[日天]|日)"
_PENALTY: Final = (
    re.compile(rf"(?:违约金|滞纳金|逾期|罚息|迟延)[^。;]{{0,30}}?{_A_DAY}[^。;,\d]{{0,14}}{_RATE}"),
    re.compile(rf"{_A_DAY}[^。;,\d利息]{{0,14}}{_RATE}[^。;]{{0,8}}(?:违约金|滞纳金|罚息|逾期)"),
)
_PER_YEAR: Final = {"月": 12, "年": 1, "日": 365, "天": 365}


def read(text: Text) -> dict[str, Reading]:
    """`interest_pct_year` and `penalty_pct_day` (Decimal)."""
    found = {"interest_pct_year": _interest(text.plain), "penalty_pct_day": _penalty(text.plain)}
    return {key: reading for key, reading in found.items() if reading is not None}


def interest_pct_year(words: str) -> Decimal | None:
    """The yearly rate that words state ('月息2分', '年利率12%', '24%'), in per cent; None where they state none."""
    reading = _interest(words)
    if reading is not None:
        return Decimal(reading.value)
    match = re.fullmatch(rf"(?:{_RATE}|(?P<plain>\d+(?:\.\d+)?))", words.strip())
    return None if match is None else Decimal(match["plain"]) if match["plain"] else _pct(match, "年")


def penalty_pct_day(words: str) -> Decimal | None:
    """The daily rate that words state ('日万分之五', '0.05%', '0.05'), in per cent; None where they state none."""
    match = re.search(_RATE, words) or re.fullmatch(r"\s*(?P<plain>\d+(?:\.\d+)?)\s*", words)
    if match is None:
        return None
    return Decimal(match["plain"]) if "plain" in match.groupdict() else _pct(match, "日")


def _interest(plain: str) -> Reading | None:
    if not re.search("[息利化]", plain):
        return None
    for pattern in _INTEREST:
        for match in pattern.finditer(plain):
            per = match["per"] or match.groupdict().get("per2") or ""
            if not per and not (match["fen"] or match["lone_li"]):
                continue  # 利息2% of what time is not said
            per = per or "月"  # 2分 without a time is two per cent a month: custom
            if re.search("违约|逾期|滞纳|罚息", plain[max(0, match.start() - 12) : match.start()]):
                continue
            value = _pct(match, per)
            if value is not None:
                sure = 0.9 if match["per"] else 0.7
                return Reading(value * _PER_YEAR[per], (Span(*match.span()),), sure)
    return None


def _penalty(plain: str) -> Reading | None:
    if not re.search("违约金|滞纳金|逾期|罚息", plain):
        return None
    for pattern in _PENALTY:
        match = pattern.search(plain)
        value = match and _pct(match, "日")
        if match and value is not None:
            return Reading(value, (Span(*match.span()),), 0.85)
    return None


def _pct(match: re.Match[str], per: str) -> Decimal | None:
    """Per cent: 1 分 is 1 % a month or 10 % a year, 1 厘 a tenth of it."""
    fen = Decimal(10 if per == "年" else 1)
    for names, scale in (
        (("pct", "pct2"), Decimal(1)),
        (("mille", "mille2"), Decimal("0.1")),
        (("bp",), Decimal("0.01")),
        (("lone_li",), fen / 10),
    ):
        for name in names:
            if match[name]:
                return _times(match[name], scale)
    value = _times(match["fen"], fen)
    if value is not None and match["li"]:
        value += _times(match["li"], fen / 10) or 0
    if value is not None and match["half"]:
        value += fen / 2
    return value


def _times(words: str, scale: Decimal) -> Decimal | None:
    whole, _, part = words.partition("点")
    value = number(whole)
    if value is None:
        return None
    if part:
        value += Decimal("0." + "".join(str(number(char)) for char in part))
    return value * scale
