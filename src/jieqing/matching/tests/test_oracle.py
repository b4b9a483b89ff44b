"""The index answers what scoring every agency one by one answers, on any directory, need and weights."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, get_args
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from jieqing.agencies.demo import demo_directory
from jieqing.agencies.rules.listing import (
    EntityType,
    FeeOffer,
    Licence,
    Listing,
    LitigationRecord,
    Matter,
    Mediations,
    Registration,
)
from jieqing.agencies.rules.places import provinces
from jieqing.matching import blocks, scan
from jieqing.matching.index import DirectoryIndex
from jieqing.matching.queries import match, why_not
from jieqing.matching.question import question
from jieqing.matching.rules.need import CreditorKind, DebtorKind, Need
from jieqing.matching.rules.weights import Road, Weights, default_weights, parts
from jieqing.matching.tests import oracle
from jieqing.matching.tests.factories import LICENCE, ON, body

AREAS = ("32", "3205", "320508", "320583", "3209", "320902", "31", "310104", "33", "3301", "330106")
SEATS = tuple(code for code in AREAS if len(code) == 6)
ROADS: tuple[Road, ...] = ("recovery", "mediation")
OFFERS = (
    FeeOffer("success_pct", pct=Decimal(12), separate_contract_with_notice=True),
    FeeOffer("success_pct", pct=Decimal(18), separate_contract_with_notice=True, prepaid=True),
    FeeOffer("success_pct", pct=Decimal(25), separate_contract_with_notice=True),
    FeeOffer("fixed", fixed_fen=300_000, prepaid=True),
    FeeOffer("fixed", fixed_fen=90_000),
    FeeOffer("hourly", hourly_fen=50_000, hours_expected=8),
    FeeOffer("none"),
)


def _some(values: Any, most: int) -> Any:
    return st.lists(st.sampled_from(values), max_size=most, unique=True).map(tuple)


@st.composite
def listings(draw: Any) -> Listing:
    kind = draw(st.sampled_from(get_args(EntityType)))
    held = draw(st.integers(0, 60))
    agreed = draw(st.integers(0, held))
    until = draw(st.sampled_from((None, ON, date(2026, 11, 23), date(2031, 1, 1))))
    served = draw(st.one_of(_some(AREAS, 3), st.just(provinces())))
    return body(
        kind,
        place=draw(st.sampled_from(SEATS)),
        districts=served,
        licences=(Licence(LICENCE[kind], "虚构", until),) if draw(st.integers(0, 9)) else (),
        matters=draw(_some(get_args(Matter), 11)),
        amount_from_fen=draw(st.sampled_from((0, 1_000_000, 20_000_000))),
        amount_to_fen=draw(st.sampled_from((None, 30_000_000, 200_000_000))),
        fee_offers=draw(_some(OFFERS, 3)),
        similar_closed=draw(st.dictionaries(st.sampled_from(get_args(Matter)), st.integers(1, 400), max_size=4)),
        median_days=draw(st.one_of(st.none(), st.integers(1, 700))),
        upheld_complaints=draw(st.integers(0, 4)),
        open_places=draw(st.integers(0, 9)),
        reply_hours=draw(st.one_of(st.none(), st.integers(1, 90))),
        named_lawyer=draw(st.sampled_from((None, "顾砚舟（虚构）"))),
        does_enforcement=draw(st.booleans()),
        litigation_record=draw(st.sampled_from(get_args(LitigationRecord))),
        registration=draw(st.sampled_from(get_args(Registration))),
        mediations=draw(st.sampled_from((None, Mediations(held, agreed, draw(st.integers(0, agreed)))))),
    )


def _or_none(values: Any) -> Any:
    return st.sampled_from((None, *values))


needs = st.builds(
    Need,
    on=st.sampled_from((ON, date(2026, 12, 1))),
    matter=_or_none(get_args(Matter)),
    amount_fen=_or_none((100_000, 3_000_000, 29_999_999, 30_000_000, 100_000_001, 700_000_000)),
    place=_or_none((*AREAS, "320505", "3201", "44")),
    debtor_kind=_or_none(get_args(DebtorKind)),
    creditor_kind=_or_none(get_args(CreditorKind)),
    wants_enforcement=st.booleans(),
)
weights = st.builds(Weights, **{part: st.sampled_from((0, 0, 1, 3, 7, 100)) for part in parts()})


def _directory(found: list[Listing]) -> list[Listing]:
    return [replace(listing, id=f"t-{number:03d}") for number, listing in enumerate(found)]


@settings(max_examples=100, deadline=None)
@given(st.lists(listings(), min_size=1, max_size=20).map(_directory), needs, weights, st.integers(1, 4))
def test_the_first_are_those_of_the_oracle(directory: list[Listing], need: Need, its: Weights, k: int) -> None:
    index = DirectoryIndex.build(directory, ON)
    found = match(index, need, its, k)
    expected = {road: oracle.order(directory, need, its, road, index.means) for road in ROADS}
    assert [x.listing.id for x in found.recommendations] == expected["recovery"][0][:k]
    assert [x.listing.id for x in found.mediation] == expected["mediation"][0][:k]
    refused = [listing_id for road in ROADS for listing_id in expected[road][1][:k]]
    assert [x.listing.id for x in found.refused] == refused


@settings(max_examples=40, deadline=None)
@given(st.lists(listings(), min_size=1, max_size=20).map(_directory), needs, weights)
def test_why_not_gives_every_agency_its_rank_or_a_failure(directory: list[Listing], need: Need, its: Weights) -> None:
    index = DirectoryIndex.build(directory, ON)
    ranks = {road: oracle.order(directory, need, its, road, index.means)[0] for road in ROADS}
    for listing in directory:
        answer = why_not(index, need, its, listing.id)
        place = next((ids.index(listing.id) + 1 for ids in ranks.values() if listing.id in ids), None)
        assert answer.rank == place
        assert bool(answer.failures) == (place is None)
        assert answer.reasons


@settings(max_examples=40, deadline=None)
@given(st.lists(listings(), min_size=1, max_size=20).map(_directory), needs, weights)
def test_points_and_reasons_are_those_of_the_agency_itself(directory: list[Listing], need: Need, its: Weights) -> None:
    index = DirectoryIndex.build(directory, ON)
    found = match(index, need, its)
    for one in (*found.recommendations, *found.mediation):
        for score in one.parts:
            assert score.points == oracle.points(score.part, one.listing, need, index.means)
        assert all(reason.basis and reason.words.zh and reason.words.en for reason in one.reasons)
    assert all(refused.reasons for refused in found.refused)


@settings(max_examples=50, deadline=None)
@given(needs, weights)
def test_many_small_blocks_opened_one_by_one_give_the_order_of_the_oracle(need: Need, its: Weights) -> None:
    """Blocks of four, one opened first: nearly every answer hangs on the bounds."""
    index, directory = _small_blocks()
    with patch.object(scan, "FIRST_BLOCKS", 1), patch.object(scan, "GROWTH", 1):
        found = {road: scan.search(index, question(index, need, its, road), 3) for road in ROADS}
    for road in ROADS:
        fit, refused = oracle.order(directory, need, its, road, index.means)
        assert [index.listing(row).id for row in found[road].fit] == fit[:3]
        assert [index.listing(row).id for row in found[road].refused] == refused[:3]


def test_bounds_leave_most_blocks_closed() -> None:
    index, _ = _small_blocks()
    need = Need(on=ON, matter="trade_receivable", place=None)
    with patch.object(scan, "FIRST_BLOCKS", 1), patch.object(scan, "GROWTH", 1):
        found = scan.search(index, question(index, need, default_weights(), "recovery"), 3)
    assert len(found.fit) == 3
    assert found.blocks_opened < found.blocks_weighed / 2


@cache
def _small_blocks() -> tuple[DirectoryIndex, list[Listing]]:
    """Twice the invented directory, each agency at two or three levels, so that it stands under several areas."""
    wider = ((), ("32",), ("3205",), ("32", "3205", "320508"), ("31", "3209"))
    directory = [
        replace(x, id=f"{x.id}-{copy}", districts=tuple({*x.districts, *wider[(number + copy) % 5]}))
        for copy in range(2)
        for number, x in enumerate(demo_directory())
    ]
    with patch.object(blocks, "BLOCK_ROWS", 4):
        return DirectoryIndex.build(directory, ON), directory
