"""Horizontal bars as plain numbers for a table with a drawing in each row; widths in per cent of the longest."""

from collections.abc import Iterable
from dataclasses import dataclass

from jieqing.kit.words import Words


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar and the list behind it. `size` decides its width, `tone` is a class of the style sheet."""

    label: Words
    value: Words
    count: int
    size: int
    href: str
    tone: str = ""
    width: int = 0


@dataclass(frozen=True, slots=True)
class Plot:
    """A title and its bars."""

    title: Words
    bars: tuple[Bar, ...]


def plot(title: Words, bars: Iterable[Bar]) -> Plot:
    """The bars with their widths: the longest takes all there is, and what is not nothing shows."""
    kept = list(bars)
    longest = max((bar.size for bar in kept), default=0)
    return Plot(
        title,
        tuple(
            Bar(bar.label, bar.value, bar.count, bar.size, bar.href, bar.tone, _width(bar.size, longest))
            for bar in kept
        ),
    )


def _width(size: int, longest: int) -> int:
    return max(1, size * 100 // longest) if size else 0
