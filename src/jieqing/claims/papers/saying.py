"""How values are written on a Chinese paper: days, sums in figures and words, rates."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from jieqing.claims.rules.case import DaySpan
from jieqing.claims.rules.working import Segment
from jieqing.documents.amounts_in_words import in_words
from jieqing.law.pack import UnknownRule, rule

LAW = ("law", "regulation", "interpretation")  # what may stand on a paper as its legal basis
BLANK = "＿＿＿＿＿＿＿＿"


def day(on: date) -> str:
    """'2026年11月22日'."""
    return f"{on.year}年{on.month}月{on.day}日"


def span(known: DaySpan) -> str:
    """A day, or as far as it is known: '2025年6月', '2025年'."""
    first, last = known.earliest, known.latest
    if known.is_known:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.year}年{first.month}月"
    return f"{first.year}年" if first.year == last.year else f"{day(first)}至{day(last)}"


def figures(fen: int) -> str:
    """'96,300.00'."""
    return f"{fen // 100:,}.{fen % 100:02d}"


def money(fen: int) -> str:
    """'96,300.00元（人民币玖万陆仟叁佰元整）'."""
    return f"{figures(fen)}元（人民币{in_words(fen)}）"


def money_range(low: int, high: int) -> str:
    """'1,000.00' or '1,000.00 至 1,500.00'."""
    return figures(low) if low == high else f"{figures(low)} 至 {figures(high)}"


def percent(pct: Decimal) -> str:
    """'13.8' of 13.80."""
    return f"{pct.normalize():f}"


def rate(segment: Segment) -> str:
    """'年利率3.45%', '日利率0.05%'."""
    return f"{'年' if segment.per == 'year' else '日'}利率{percent(segment.rate_pct)}%"


def stretch(segment: Segment) -> str:
    """'2025年7月1日至2025年9月30日', both ends counted: the segment's own first day is not."""
    return f"{day(segment.since + timedelta(days=1))}至{day(segment.until)}"


def references(rules: Iterable[str]) -> str:
    """Where the rules stand, each once; product policies and standards are left out: they are no law."""
    found = []
    for rule_id in rules:
        try:
            known = rule(rule_id)
        except UnknownRule:
            continue
        if known.force in LAW:
            found.append(known.reference.zh)
    return "；".join(dict.fromkeys(found))
