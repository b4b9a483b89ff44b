"""What stands on a card, and what never does."""

from dataclasses import fields as parts_of
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieqing.claims.intake.fields import fields
from jieqing.claims.rules.ageing import bucket_of, buckets
from jieqing.law.divisions import divisions
from jieqing.mandates.rules.card import Card, about, band_of, card_of, city_of, missing
from jieqing.mandates.rules.catalogue import amount_bands

ON = date(2026, 11, 22)
FACTS = {
    "amount_fen": 9_631_750,
    "debt_kind": "trade_receivable",
    "debtor_kind": "company",
    "creditor_kind": "company",
    "place_code": "320981",
    "aged_from_on": date(2025, 6, 30),
    "evidence": ("delivery_note", "contract"),
    "lawsuit": "none",
    "on": ON,
}


def test_a_claim_becomes_coarse() -> None:
    assert card_of(**FACTS) == Card(
        amount_about_fen=9_600_000,
        debt_kind="trade_receivable",
        debtor_kind="company",
        creditor_kind="company",
        place="3209",
        age=bucket_of(FACTS["aged_from_on"], ON).id,
        evidence=("contract", "delivery_note"),
        lawsuit="none",
    )


@pytest.mark.parametrize("field", ["debtor_kind", "creditor_kind", "lawsuit"])
def test_free_text_in_a_column_does_not_reach_the_card(field: str) -> None:
    marker = "沈某强 10900000000"
    card = card_of(**{**FACTS, field: marker, "evidence": (marker, "contract"), "place_code": marker})
    assert marker not in str(card)
    assert card.evidence == ("contract",)
    assert card.place is None


def test_a_card_has_no_place_for_a_name_a_number_or_a_text() -> None:
    free = [part.name for part in parts_of(Card) if part.name not in {"amount_about_fen", "place", "age", "evidence"}]
    catalogue = {"lawsuit": "judgment_or_lawsuit"}
    assert all(fields()[catalogue.get(name, name)].kind == "choice" for name in free)


@given(st.integers(min_value=1, max_value=10**15))
def test_a_rounded_sum_has_two_digits_and_is_near(amount_fen: int) -> None:
    rounded = about(amount_fen)
    assert len(str(rounded).rstrip("0")) <= 2
    assert abs(rounded - amount_fen) * 20 <= amount_fen  # within five per cent
    assert about(rounded) == rounded


def test_sums_that_differ_in_the_third_digit_are_one_on_the_card() -> None:
    assert {about(fen) for fen in range(9_550_000, 9_650_000, 777)} == {9_600_000}


def test_the_band_is_that_of_the_rounded_sum() -> None:
    assert [band_of(fen).zh for fen in (999_900, 1_000_000, 9_600_000, 10_000_000, 10**12)] == [
        "1万元以下", "1万至5万元", "5万至10万元", "10万至50万元", "500万元以上",
    ]  # fmt: skip


def test_an_age_is_a_bucket_and_never_a_day() -> None:
    ages = [card_of(**{**FACTS, "aged_from_on": ON - timedelta(days=days)}).age for days in (400, 500, 600)]
    assert len(set(ages)) == 1
    assert set(ages) <= set(buckets())
    assert card_of(**{**FACTS, "aged_from_on": None}).age == "unknown"


@pytest.mark.parametrize("code", sorted(divisions())[::17])
def test_no_place_on_a_card_is_smaller_than_a_city(code: str) -> None:
    place = city_of(code)
    assert place in divisions()
    assert len(place) <= 4
    assert code.startswith(place)


def test_a_claim_without_sum_or_kind_is_told_what_it_lacks() -> None:
    assert missing(None, None) == ("amount_fen", "debt_kind")
    assert missing(0, "wages") == ("amount_fen",)
    assert missing(1, "nothing like it") == ("debt_kind",)
    with pytest.raises(ValueError, match="above zero"):
        card_of(**{**FACTS, "amount_fen": 0})


def test_bands_rise_and_the_last_has_no_end() -> None:
    ends = [band.below for band in amount_bands()]
    assert ends[-1] is None
    assert ends[:-1] == sorted(ends[:-1])
