"""How papers write days, sums, rates and sources; and how sums and plans are read as typed."""

from datetime import date
from decimal import Decimal

import pytest

from jieqing.claims.papers import saying
from jieqing.claims.papers.schedule import instalments
from jieqing.claims.papers.sums import fen_in
from jieqing.claims.rules.case import DaySpan
from jieqing.claims.rules.working import Segment
from jieqing.kit.words import Words
from jieqing.law.pack import rule

SEGMENT = Segment(date(2025, 6, 30), date(2025, 12, 31), 9_630_000, Decimal("3.90"), "year", "CN-INT-10", Words("", ""))


def test_a_policy_is_never_shown_as_law():
    said = saying.references(["CN-INT-10", "CN-WORD-01", "CN-LPR-01", "CN-INT-10", "no-such-rule"])
    assert said == rule("CN-INT-10").reference.zh
    assert saying.references(["CN-WORD-01"]) == ""


@pytest.mark.parametrize(
    ("known", "said"),
    [("2025-06-30", "2025年6月30日"), ("2025-06", "2025年6月"), ("2025", "2025年")],
    ids=["day", "month", "year"],
)
def test_a_day_is_said_as_far_as_it_is_known(known, said):
    assert saying.span(DaySpan.of(known)) == said


def test_a_segment_counts_its_last_day_and_not_its_first():
    assert saying.stretch(SEGMENT) == "2025年7月1日至2025年12月31日"
    assert saying.rate(SEGMENT) == "年利率3.9%"


def test_a_sum_stands_in_figures_and_words():
    assert saying.money(9_630_005) == "96,300.05元（人民币玖万陆仟叁佰元零伍分）"
    assert saying.money_range(100, 250) == "1.00 至 2.50"


@pytest.mark.parametrize(
    ("typed", "fen"),
    [("12,000.50", 1_200_050), ("1.2万", 1_200_000), ("0", 0), ("500元", 50_000), ("-1", None), ("很多", None),
     ("1e99", None), ("NaN", None), ("0.001", None)],
    ids=str,
)  # fmt: skip
def test_a_sum_is_read_or_refused(typed, fen):
    assert fen_in(typed) == fen


def test_a_plan_is_read_line_by_line():
    assert instalments("2026-12-31 20000\n\n2027年1月5日，1.5万") == [
        (date(2026, 12, 31), 2_000_000),
        (date(2027, 1, 5), 1_500_000),
    ]
    for wrong in ("2026-02-30 5", "明年 5万", "2026-12-31 0"):
        with pytest.raises(ValueError, match=wrong):
            instalments(wrong)
