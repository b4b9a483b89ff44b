"""Horizontal bars as plain numbers for an SVG: labelled on the line, widths in hundredths of the longest."""

from collections.abc import Iterable
from dataclasses import dataclass

from jieqing.kit.words import Words

HEIGHT = 28
WIDTH = 400


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. `tone` is a class of the style sheet; `href` '' where there is nothing behind it."""

    label: Words
    value: Words
    width: int
    y: int
    tone: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Plot:
    """A title, bars, and the height that they take."""

    title: Words
    bars: tuple[Bar, ...]

    @property
    def height(self) -> int:
        """Of the drawing."""
        return len(self.bars) * HEIGHT


def plot(title: Words, rows: Iterable[tuple[Words, Words, int, str, str]]) -> Plot:
    """Rows (label, value, size, tone, address) as bars; the longest is WIDTH wide, and what is not nothing shows."""
    kept = list(rows)
    longest = max((size for _label, _value, size, _tone, _href in kept), default=0)
    drawn = (
        Bar(label, value, max(2, size * WIDTH // longest) if size else 0, place * HEIGHT, tone, href)
        for place, (label, value, size, tone, href) in enumerate(kept)
    )
    return Plot(title, tuple(drawn))
