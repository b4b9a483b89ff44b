"""What an offer costs, up to which claim it is lawful, and in which order offers stand."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieqing.agencies.rules.listing import FeeOffer
from jieqing.kit.refusal import Refusal
from jieqing.mandates.rules.bands import exact_fen, half_up, largest_within, parts
from jieqing.mandates.rules.fees import Cost, cost, costs, lawful_up_to_fen

ON = date(2026, 6, 1)
FIRM = {"entity_type": "law_firm", "name": "江畔（虚构）律师事务所", "matter": "trade_receivable", "on": ON}
CAP_EDGES = [100_000_000, 500_000_000, 1_000_000_000, 5_000_000_000]


def by_result(pct: str, **more) -> FeeOffer:
    return FeeOffer("success_pct", pct=Decimal(pct), separate_contract_with_notice=True, **more)


def tiered(*tiers: tuple[int | None, str]) -> FeeOffer:
    bands = tuple((upper, Decimal(pct)) for upper, pct in tiers)
    return FeeOffer("success_tiers", tiers=bands, separate_contract_with_notice=True)


@st.composite
def bands(draw, largest: int = 60):
    limits = sorted(draw(st.sets(st.integers(1, largest), max_size=4)))
    rates = draw(st.lists(st.integers(0, 40), min_size=len(limits) + 1, max_size=len(limits) + 1))
    return tuple((upper, Decimal(rate) / 2) for upper, rate in zip([*limits, None], rates, strict=True))


@given(bands(), st.integers(0, 200))
def test_bands_sum_to_what_each_fen_bears(some, base_fen):
    def rate(fen: int) -> Decimal:
        return next(pct for upper, pct in some if upper is None or fen < upper)

    assert exact_fen(some, base_fen) == sum((rate(fen) for fen in range(base_fen)), Decimal(0)) / 100
    assert sum(part for part, _ in parts(some, base_fen)) == base_fen


@given(bands(), bands())
def test_the_largest_lawful_sum_is_that_of_trying_every_outcome(offer, cap):
    tried = range(400)
    offending = next((x for x in tried if exact_fen(offer, x) > exact_fen(cap, x)), None)
    found = largest_within(offer, cap)
    if offending is not None:
        assert found == offending - 1
    else:
        assert found is None or found >= tried[-1]


@st.composite
def offers(draw):
    limits = sorted(draw(st.sets(st.integers(1, 8_000_000_000) | st.sampled_from(CAP_EDGES), max_size=3)))
    rates = draw(st.lists(st.integers(0, 240), min_size=len(limits) + 1, max_size=len(limits) + 1))
    tiers = tuple((upper, Decimal(rate) / 10) for upper, rate in zip([*limits, None], rates, strict=True))
    return FeeOffer("success_tiers", tiers=tiers, separate_contract_with_notice=True)


@given(offers(), st.lists(st.integers(0, 10_000_000_000), min_size=20, max_size=20))
def test_an_offer_is_lawful_on_every_claim_up_to_its_limit_and_on_none_above(offer, claims):
    limit = lawful_up_to_fen(offer, **FIRM)
    edges = [] if limit is None else [limit, limit + 1]
    for claim_fen in (*claims, *CAP_EDGES, *edges):
        is_lawful = cost(offer, claim_fen=claim_fen, **FIRM).verdict == "ALLOW"
        assert is_lawful == (limit is None or claim_fen <= limit)


@given(offers(), st.integers(0, 10_000_000_000))
def test_a_lawful_fee_passes_the_cap_by_no_more_than_its_rounding(offer, claim_fen):
    found = cost(offer, claim_fen=claim_fen, **FIRM)
    if found.verdict == "ALLOW":
        assert all(one.fee_fen <= one.cap_fen + 1 for one in (found.nothing, found.half, found.all))


@pytest.mark.parametrize(
    ("offer", "limit_fen"),
    [
        (by_result("6"), None),
        (by_result("6.01"), 19_800_000_000_00),  # 1,980,000 saved below 50 million, lost at 0.01 % above
        (by_result("17"), 1_500_000_00),
        (by_result("18"), 1_000_000_00),
        (by_result("18.01"), 0),
        (tiered((200_000_00, "20"), (None, "1")), 0),
        (tiered((1_000_000_00, "10"), (None, "20")), 2_600_000_00),  # 80,000 saved below, lost at 5 % above
        (by_result("10", base_fen=1), 0),
        (FeeOffer("success_pct", pct=Decimal(10)), 0),
        (FeeOffer("fixed", fixed_fen=99_999_00), None),
        (FeeOffer("none"), None),
        (FeeOffer("fixed", fixed_fen=99_999_00, travel_pct=Decimal(16)), 0),
    ],
)
def test_states_the_largest_claim_of_a_law_firms_offer(offer, limit_fen):
    assert lawful_up_to_fen(offer, **FIRM) == limit_fen


@pytest.mark.parametrize(
    ("change", "limit_fen"),
    [
        ({"matter": "wages"}, 0),
        ({"name": "江畔（虚构）要债服务部"}, 0),
        ({"entity_type": "peoples_mediation"}, 0),
        ({"entity_type": "commercial_mediation"}, 0),
        ({"entity_type": "consulting_company"}, 0),
        ({"entity_type": "grassroots_legal_service"}, None),
    ],
)
def test_states_the_largest_claim_by_who_asks_and_for_what(change, limit_fen):
    assert lawful_up_to_fen(by_result("10"), **FIRM | change) == limit_fen


def test_costs_fee_travel_and_extras_apart_in_three_outcomes():
    found = cost(by_result("10", travel_pct=Decimal(15), extras_fen=30_00), claim_fen=20_000_01, **FIRM)
    half = found.half
    assert (half.realised_fen, half.fee_fen, half.travel_fen, half.extras_fen) == (10_000_01, 1_000_00, 150_00, 30_00)
    assert (found.nothing_fen, found.half_fen, found.all_fen) == (30_00, 1_180_00, 2_330_00)
    assert (found.nothing.cap_fen, found.cap_half_fen, found.cap_all_fen) == (0, 1_800_00, 3_600_00)
    assert found.verdict == "ALLOW"
    assert found.basis == ("CN-AG-09", "CN-AG-09a", "JQ-FEE-01")


def test_an_hourly_fee_is_due_whatever_comes_in():
    found = cost(FeeOffer("hourly", hourly_fen=1_000_00, hours_expected=12), claim_fen=50_000_00, **FIRM)
    assert (found.nothing_fen, found.half_fen, found.all_fen) == (12_000_00, 12_000_00, 12_000_00)
    assert found.cap_all_fen is None


def test_refuses_an_offer_that_is_lawful_when_all_comes_in_but_not_when_little_does():
    found = cost(tiered((100_000_00, "30"), (None, "5")), claim_fen=1_000_000_00, **FIRM)
    assert found.half.fee_fen <= found.half.cap_fen
    assert found.all.fee_fen <= found.all.cap_fen
    assert found.verdict == "BLOCK"
    (reason,) = found.reasons
    assert reason.basis == "CN-AG-09"
    assert "100,000" in reason.words.en
    assert "30,000" in reason.words.zh


def test_holds_a_base_fee_that_is_due_for_nothing():
    found = cost(by_result("8", base_fen=2_000_00), claim_fen=100_000_00, **FIRM)
    assert found.verdict == "HOLD"
    assert [reason.basis for reason in found.reasons] == ["CN-AG-09a"]


def test_names_the_figure_that_an_offer_lacks():
    with pytest.raises(Refusal) as refused:
        cost(FeeOffer("fixed"), claim_fen=1, **FIRM)
    assert refused.value.field == "fixed_fen"


def texts(found: Cost, outcome: str) -> list[str]:
    return [line.en for line in found.workings(getattr(found, outcome))]


def test_opens_every_number_of_a_cost():
    found = cost(tiered((1_000_000_00, "10"), (None, "5")), claim_fen=3_000_000_00, **FIRM | {"matter": "construction"})
    assert texts(found, "half") == [
        "Fee by result: 1,000,000 yuan × 10 % = 100,000 yuan",
        "Fee by result: 500,000 yuan × 5 % = 25,000 yuan",
        "Together: 125,000 yuan",
        "Cap on the fee: 1,000,000 yuan × 18 % = 180,000 yuan",
        "Cap on the fee: 500,000 yuan × 15 % = 75,000 yuan",
        "Cap on all fees together: 255,000 yuan",
    ]
    assert texts(found, "nothing")[0] == "Nothing recovered, no fee by result"


def test_says_where_the_lines_are_rounded():
    found = cost(
        tiered((5, "10"), (None, "10")), claim_fen=10, **FIRM
    )  # half a fen twice: two lines of 1, one fee of 1
    assert texts(found, "all")[:3] == [
        "Fee by result: 0.05 yuan × 10 % = 0.01 yuan",
        "Fee by result: 0.05 yuan × 10 % = 0.01 yuan",
        "Rounded to the fen: 0.01 yuan",
    ]


@given(offers(), st.integers(0, 10_000_000_000))
def test_the_parts_of_a_cost_are_its_total(offer, claim_fen):
    found = cost(offer, claim_fen=claim_fen, **FIRM)
    assert found.nothing_fen <= found.half_fen <= found.all_fen
    assert found.all.fee_fen == half_up(exact_fen(offer.tiers, claim_fen))
    assert all(line.zh and line.en for line in found.workings(found.all))


def test_lawful_offers_stand_before_held_and_refused_ones_and_cheap_before_dear():
    dear, cheap, held, refused = by_result("12"), by_result("8"), by_result("5", base_fen=1), by_result("19")
    found = costs([refused, held, dear, cheap], claim_fen=100_000_00, **FIRM)
    assert [one.offer for one in found] == [cheap, dear, held, refused]
    assert [one.verdict for one in found] == ["ALLOW", "ALLOW", "HOLD", "BLOCK"]


@pytest.mark.parametrize(
    ("matter", "claim_fen", "is_prepaid_first"),
    [
        ("private_loan", 49_999_99, False),
        ("private_loan", 50_000_00, True),
        ("trade_receivable", 49_999_99, True),
    ],
)
def test_a_small_personal_loan_sees_fees_without_advance_first(matter, claim_fen, is_prepaid_first):
    prepaid, by_success = FeeOffer("fixed", fixed_fen=1_000_00, prepaid=True), by_result("15")
    first, _ = costs([prepaid, by_success], claim_fen=claim_fen, **FIRM | {"matter": matter})
    assert (first.offer is prepaid) == is_prepaid_first
