"""The overview adds up, whichever way it is cut, and names the letters that save a claim."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieqing.claims.overview.rules import LETTERS, Row, letters, overview
from jieqing.claims.rules.days_left import BANDS, band_of, last_days

ON = date(2026, 11, 22)


def _row(number: int, *, days_left: int | None = 400, fen: int = 100, **more: object) -> Row:
    last = ON + timedelta(days=days_left) if days_left is not None else None
    plain = {
        "aged_from_on": ON - timedelta(days=10),
        "sum_fen": fen,
        "asked_low_fen": fen,
        "asked_high_fen": fen + 5,
        "limitation": "open" if days_left is not None and days_left >= 0 else "expired" if last else "unknown",
        "last_day_on": last,
        "last_day_if_on": last,
        "road": "talk",
        "net_low_fen": 10,
        "net_high_fen": 20,
        "is_provisional": False,
        "written_on": None,
    }
    return Row(claim=UUID(int=number), **plain | more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days_left", "band"),
    [(-1, "expired"), (0, "30"), (30, "30"), (31, "90"), (90, "90"), (91, "180"), (181, "365"), (366, "more")],
)
def test_a_claim_falls_in_one_band(days_left: int, band: str) -> None:
    assert band_of("open", ON + timedelta(days=days_left), ON) == band


@given(st.integers(-400, 900))
def test_the_last_days_of_a_band_are_those_that_fall_in_it(days_left: int) -> None:
    last = ON + timedelta(days=days_left)
    for band in BANDS:
        if band not in ("standing", "unknown"):
            span = last_days(band, ON)
            is_within = (span.earliest or last) <= last <= (span.latest or last)
            assert is_within == (band_of("open", last, ON) == band)


def test_what_does_not_run_or_has_no_date_stands_apart() -> None:
    assert band_of("suspended", None, ON) == band_of("defence_waived", None, ON) == "standing"
    assert band_of("unknown", None, ON) == "unknown"
    assert band_of("expired", ON - timedelta(days=900), ON) == "expired"


@given(
    st.lists(
        st.tuples(st.integers(0, 10**12), st.one_of(st.none(), st.integers(-2000, 2000)), st.sampled_from("abc")),
        max_size=40,
    )
)
def test_every_cut_adds_up_to_the_whole(made: list[tuple[int, int | None, str]]) -> None:
    rows = [_row(n, fen=fen, days_left=days, road=road) for n, (fen, days, road) in enumerate(made)]
    seen = overview(rows, [[row.claim for row in rows[::2]]] if rows else [], ON)
    for shares in (seen.ages, seen.days_left, seen.roads):
        assert sum(share.count for share in shares) == len(rows)
        assert sum(share.sum_fen for share in shares) == seen.sum_fen
    assert seen.debtor_count == (len(rows[1::2]) + 1 if rows else 0)
    assert 0 <= seen.top_pct <= 100


def test_who_owes_most_stands_first_with_all_claims_together() -> None:
    rows = [_row(1, fen=300), _row(2, fen=200), _row(3, fen=250)]
    seen = overview(rows, [[UUID(int=2), UUID(int=3)]], ON)
    assert [debtor.sum_fen for debtor in seen.debtors] == [450, 300]
    assert seen.debtors[0].claims == (UUID(int=3), UUID(int=2))
    assert seen.top_pct == 60


def test_letters_go_where_the_clock_runs_out_first() -> None:
    rows = [_row(n, days_left=days) for n, days in enumerate((170, 5, 181, -3, 60, 60, 90, 120, 150))]
    chosen = letters(rows, ON)
    assert [letter.days_left for letter in chosen] == [5, 60, 60, 90, 120, 150]
    assert len(chosen) == LETTERS


def test_who_was_just_written_to_is_left_in_peace() -> None:
    just, long_ago = ON - timedelta(days=30), ON - timedelta(days=31)
    rows = [_row(1, days_left=5, written_on=just), _row(2, days_left=6, written_on=long_ago)]
    assert [letter.claim for letter in letters(rows, ON)] == [UUID(int=2)]


def test_nothing_is_an_overview_too() -> None:
    assert overview([], [], ON).count == 0
