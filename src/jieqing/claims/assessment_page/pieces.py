"""What every part of an assessment's view shares: sums as spans, rules with their force, dates in words."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from jieqing.kit.money import yuan_text
from jieqing.kit.words import Words
from jieqing.law.pack import rules

NOTHING = Words("", "")
_NOT_LAW = {
    "standard": Words("推荐性标准，不是法律", "a recommended standard, not law"),
    "self_discipline": Words("行业自律，不是法律", "self-discipline, not law"),
    "policy": Words("本系统的做法，不是法律", "this product's policy, not law"),
}


@dataclass(frozen=True, slots=True)
class Basis:
    """The id of a rule, and what it is where it is not law."""

    id: str
    note: Words


@dataclass(frozen=True, slots=True)
class Span:
    """A sum, or two of them where a fact is open: '96,000' and '103,214.50'. `high` is '' where they are the same."""

    low: str
    high: str

    @property
    def words(self) -> Words:
        """With its unit, for a line of text."""
        if not self.high:
            return Words(f"{self.low} 元", f"¥{self.low}")
        return Words(f"{self.low} 至 {self.high} 元", f"¥{self.low} to ¥{self.high}")


def span_of(low_fen: int, high_fen: int) -> Span:
    """Two ends of a sum in fen; one where they are the same."""
    return Span(yuan_text(low_fen), "" if high_fen == low_fen else yuan_text(high_fen))


@cache
def basis_of(*ids: str) -> tuple[Basis, ...]:
    """The rules of those ids, each once; what is not law says so."""
    known = rules()
    return tuple(
        Basis(each, _NOT_LAW.get(known[each].force, NOTHING) if each in known else NOTHING)
        for each in dict.fromkeys(ids)
        if each
    )


def day_words(value: date | None) -> Words:
    if value is None:
        return NOTHING
    return Words(f"{value.year}年{value.month}月{value.day}日", value.strftime("%-d %B %Y"))


def plural(number: int) -> str:
    return "" if number == 1 else "s"
