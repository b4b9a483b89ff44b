"""Sums in words, against the examples of the rule and against an independent reading back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieqing.documents.amounts_in_words import BOUND_YUAN, in_words

# 支付结算办法 annex 1, and the corners of what it leaves open.
SAID = {
    1409_50: "壹仟肆佰零玖元伍角",
    6007_14: "陆仟零柒元壹角肆分",
    1680_32: "壹仟陆佰捌拾元叁角贰分",
    107000_53: "壹拾万柒仟元伍角叁分",
    16409_02: "壹万陆仟肆佰零玖元零贰分",
    325_04: "叁佰贰拾伍元零肆分",
    0: "零元整",
    5: "伍分",
    50: "伍角",
    55: "伍角伍分",
    10_00: "壹拾元整",
    100_05: "壹佰元零伍分",
    96_300_00: "玖万陆仟叁佰元整",
    1_0000_0000_00: "壹亿元整",
    1_0000_0001_00: "壹亿零壹元整",
    1_0500_0000_00: "壹亿零伍佰万元整",
    10_5000_0000_00: "壹拾亿伍仟万元整",
    1_0000_0000_0000_0000_05: "壹亿亿元零伍分",
    1_0000_0001_0000_0000_00: "壹亿亿零壹亿元整",
}
_FIGURES = {sign: value for value, sign in enumerate("零壹贰叁肆伍陆柒捌玖")}
_UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def _read_back(words: str) -> int:
    """Fen of a sum in words, read from left to right with a stack of units: none of the writer's own steps."""
    whole, _, rest = words.partition("元")
    if not _:
        whole, rest = "", words
    fen = sum(_FIGURES[rest[rest.index(unit) - 1]] * worth for unit, worth in (("角", 10), ("分", 1)) if unit in rest)
    stack: list[int] = []
    current, figure = 0, 0
    for sign in re.findall("亿亿|.", whole):
        if sign in _FIGURES:
            figure = _FIGURES[sign]
        elif sign in _UNITS:
            current, figure = current + figure * _UNITS[sign], 0
        else:
            worth = {"万": 10**4, "亿": 10**8, "亿亿": 10**16}[sign]
            below = current + figure
            while stack and stack[-1] < worth:
                below += stack.pop()
            stack.append(below * worth if below else stack.pop() * worth)
            current, figure = 0, 0
    return (sum(stack) + current + figure) * 100 + fen


@pytest.mark.parametrize(("fen", "words"), SAID.items(), ids=[str(fen) for fen in SAID])
def test_writes_sums_as_the_rule_says(fen, words):
    assert in_words(fen) == words


@given(st.one_of(st.integers(0, 10**6), st.integers(0, BOUND_YUAN * 100 - 1)))
def test_every_sum_can_be_read_back_and_follows_the_rule(fen):
    words = in_words(fen)
    assert _read_back(words) == fen
    assert "零零" not in words
    assert words.endswith("整") == (fen % 100 == 0)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_two_sums_never_share_their_words(one, other):
    assert (in_words(one) == in_words(other)) == (one == other)


@pytest.mark.parametrize("fen", [-1, BOUND_YUAN * 100], ids=["negative", "too-large"])
def test_refuses_what_cannot_be_written(fen):
    with pytest.raises(ValueError, match="no sum"):
        in_words(fen)
