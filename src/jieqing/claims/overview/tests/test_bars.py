"""Bars keep their proportions, and what is small is still there."""

from jieqing.claims.overview.bars import Bar, plot
from jieqing.kit.words import Words

NAME = Words("一", "one")


def test_the_longest_bar_takes_all_and_the_smallest_still_shows() -> None:
    drawn = plot(NAME, [Bar(NAME, NAME, 1, size, "") for size in (1000, 500, 1, 0)])
    assert [bar.width for bar in drawn.bars] == [100, 50, 1, 0]


def test_nothing_but_nothing_is_no_fault() -> None:
    assert [bar.width for bar in plot(NAME, [Bar(NAME, NAME, 1, 0, "")]).bars] == [0]
    assert plot(NAME, []).bars == ()
