"""What pages are given of an assessment: figures, days, roads, each with its rules."""

from dataclasses import replace
from datetime import date

import pytest

from jieqing.claims.assessment_page import assessment_view
from jieqing.claims.assessment_page.pieces import basis_of, span_of
from jieqing.claims.rules.assessment import Period
from jieqing.claims.rules.working import summed
from jieqing.claims.tests import assessed as by_hand
from jieqing.law.pack import rules


def test_a_range_shows_both_ends_and_a_fixed_sum_one() -> None:
    assert span_of(9_600_000, 10_321_450).words.zh == "96,000 至 103,214.50 元"
    assert span_of(9_600_000, 10_321_450).words.en == "¥96,000 to ¥103,214.50"
    assert span_of(9_600_000, 9_600_000).words == ("96,000 元", "¥96,000")


def test_the_sum_is_that_of_the_lines_and_says_how_it_grows() -> None:
    asked = assessment_view(by_hand.assessment()).asked
    assert asked.sum == span_of(3_000_000 + by_hand.INTEREST.low.fen, 3_000_000 + by_hand.INTEREST.high.fen)
    assert asked.grows.zh == "每天增加 2.47 至 10.19 元"
    assert [rule.id for rule in asked.stale] == ["CN-LPR-01"]


def test_two_ends_have_a_working_each_and_one_sum_has_one() -> None:
    same = replace(by_hand.INTEREST, high=by_hand.INTEREST.low)
    lines = assessment_view(by_hand.assessment(lines=(by_hand.PRINCIPAL, by_hand.INTEREST, same))).asked.lines
    assert [len(line.workings) for line in lines] == [0, 2, 1]
    assert [working.name.zh for working in lines[1].workings] == ["低的一端", "高的一端"]
    assert [row.days for row in lines[1].workings[0].segments] == [31, 539]


def test_a_working_shows_the_fen_that_rounding_stretch_by_stretch_would_miss() -> None:
    sixths = [by_hand.segment(date(2025, 5, day), date(2025, 5, day + 1), 36_500, "1.40") for day in (1, 2)]
    low = summed(sixths)
    assert (low.fen, [one.fen for one in sixths]) == (3, [1, 1])
    line = replace(by_hand.INTEREST, low=low, high=low)
    assert assessment_view(by_hand.assessment(lines=(line,))).asked.lines[0].workings[0].rounding == "0.01"


def test_the_clock_counts_proven_events_and_says_what_unproven_ones_would_change() -> None:
    limits = assessment_view(by_hand.assessment()).limits
    assert (limits.clock.days, limits.clock.last_day, limits.clock.tone) == (526, date(2028, 5, 1), "")
    assert limits.clock.name.zh == "时效届满日（稳妥起诉日）"
    assert "2029年3月1日" in limits.unproven.zh
    assert "1 March 2029" in limits.unproven.en


def test_an_expired_claim_says_whose_defence_it_is_and_that_one_may_still_sue() -> None:
    clock = assessment_view(by_hand.assessment(by_hand.limits(proven=by_hand.EXPIRED))).limits.clock
    assert (clock.days, clock.is_over, clock.tone) == (1, True, "look")
    assert "法院不会主动提时效" in clock.says.zh
    assert "no court raises it by itself" in clock.says.en


def test_a_judgment_turns_the_clock_to_enforcement() -> None:
    limits = assessment_view(by_hand.assessment(by_hand.limits(enforcement=by_hand.LATER))).limits
    assert (limits.clock.days, limits.clock.last_day) == (830, date(2029, 3, 1))
    assert limits.clock.name.zh == "申请执行的最后一天"
    assert [rule.id for rule in limits.basis] == ["CN-RT-09"]
    assert limits.unproven.zh == ""


@pytest.mark.parametrize("status", ["suspended", "defence_waived", "unknown", "open", "expired"])
def test_no_day_is_stated_where_none_is_known(status: str) -> None:
    bare = Period(last_day=None, status=status, days_left=None, warn=None, counted=(), steps=())  # type: ignore[arg-type]
    found = assessment_view(by_hand.assessment(by_hand.limits(proven=bare, if_unproven=bare, shorter=())))
    assert found.limits.clock.days is None
    assert "{day}" not in found.limits.clock.says.zh + found.limits.clock.says.en
    assert not [words for words in (*found.limits.clock.says, *found.limits.unproven) if "None" in words]


def test_what_ends_sooner_is_named_beside_the_number_and_what_does_not_apply_is_not() -> None:
    limits = assessment_view(by_hand.assessment()).limits
    assert limits.earliest is not None
    assert limits.earliest.name.zh == "保证期间"
    assert limits.earliest.days_left.zh == "还有 9 天"
    assert [row.name.zh for row in limits.shorter] == ["保证期间"]
    assert [row.name.zh for row in limits.perhaps] == ["票据权利"]


def test_a_period_that_ends_later_is_not_said_to_end_sooner() -> None:
    later = replace(by_hand.GUARANTEE, last_day=date(2028, 5, 2), days_left=527)
    assert assessment_view(by_hand.assessment(by_hand.limits(shorter=(later,)))).limits.earliest is None


def test_roads_stand_by_whether_they_fit_and_open_questions_first() -> None:
    found = assessment_view(by_hand.assessment())
    assert found.roads.first is not None
    assert found.roads.first.id == "payment_order"
    assert found.roads.first.advanced.zh == "550 元"  # the court's fee alone is advanced
    assert [road.id for road in found.roads.others] == ["suit"]
    assert [road.id for road in found.roads.closed] == ["notarised"]
    assert [row.id for row in found.turning] == ["clause", "court"]


def test_a_rule_that_is_not_law_says_what_it_is() -> None:
    policy = next(rule.id for rule in rules().values() if rule.force == "policy")
    law = next(rule.id for rule in rules().values() if rule.force == "law")
    assert "不是法律" in basis_of(policy)[0].note.zh
    assert basis_of(law)[0].note.zh == ""
