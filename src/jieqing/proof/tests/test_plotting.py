"""The operator's plot draws what came in, hour by hour, and hides nothing that came."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from jieqing.proof.rules.plotting import HOUR, Hour, bars, hours_between

START = datetime(2026, 11, 20, 8, tzinfo=UTC)


def test_an_hour_without_a_checkpoint_has_no_entries() -> None:
    hours = hours_between(
        START, START + timedelta(hours=3, minutes=5), 10, {START + HOUR: 25, START + 3 * HOUR: 26}, {}
    )
    assert [hour.entries for hour in hours] == [0, 15, 0, 1]
    assert [hour.at for hour in hours] == [START + n * HOUR for n in range(4)]


def test_a_wait_is_in_whole_seconds_and_unknown_where_no_quorum_was_reached() -> None:
    waits = {START: Decimal("1.6"), START + HOUR: Decimal("-1")}
    hours = hours_between(START, START + 2 * HOUR, 0, {}, waits)
    assert [hour.wait_s for hour in hours] == [2, 0, None]


@given(st.dictionaries(st.integers(0, 40), st.integers(0, 10**7), max_size=40), st.integers(0, 10**6))
def test_the_hours_add_up_to_what_the_log_grew(grown: dict[int, int], before: int) -> None:
    sizes, size = {}, before
    for hour in sorted(grown):
        size += grown[hour]
        sizes[START + hour * HOUR] = size
    hours = hours_between(START, START + 40 * HOUR, before, sizes, {})
    assert sum(hour.entries for hour in hours) == size - before


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=50))
def test_what_is_not_nothing_shows_and_the_largest_fills_the_height(values: list[int]) -> None:
    drawn = bars([Hour(START, value, None) for value in values], values)
    assert [bar.height > 0 for bar in drawn] == [value > 0 for value in values]
    assert all(bar.y + bar.height == 100 for bar in drawn)
    assert max(bar.height for bar in drawn) == (100 if any(values) else 0)
    assert [bar.x for bar in drawn] == list(range(len(values)))
