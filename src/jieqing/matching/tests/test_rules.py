"""The decisions of matching, by tables that a lawyer can read."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from jieqing.agencies.rules.listing import EntityType, FeeOffer, Licence
from jieqing.agencies.rules.places import provinces
from jieqing.kit.refusal import Refusal
from jieqing.law.pack import rules as law
from jieqing.matching.rules import parts
from jieqing.matching.rules.areas import areas_of, level_of
from jieqing.matching.rules.filters import failures, valid_until
from jieqing.matching.rules.firsts import firsts, tier
from jieqing.matching.rules.need import Need
from jieqing.matching.rules.phrases import REASONS
from jieqing.matching.rules.roads import ENTITY_TYPES, closed_to, road_of
from jieqing.matching.rules.weights import Weights, band_of, default_weights, figure, weights_of
from jieqing.matching.tests.factories import FREE, GUSU, JIANGSU, KUNSHAN, NANJING, ON, OVER_CAP, SUZHOU, body, need

ROADS = yaml.safe_load((Path(__file__).parent / "roads.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", ROADS, ids=lambda row: "-".join(map(str, row.values())))
def test_the_law_opens_or_closes_a_road(row: dict[str, Any]) -> None:
    facts = {key: value for key, value in row.items() if key not in ("kind", "open", "closed")}
    reason = closed_to(row["kind"], need(**facts))
    if "open" in row:
        assert reason is None
        assert road_of(row["kind"]) == row["open"]
    else:
        assert reason is not None
        assert reason.basis == row["closed"]


def test_every_kind_of_body_has_a_place_in_the_index() -> None:
    assert sorted(ENTITY_TYPES) == sorted(get_args(EntityType))


@pytest.mark.parametrize(
    ("facts", "asked", "failed", "basis"),
    [
        ({}, {}, None, None),
        ({"entity_type": "notary"}, {}, "entity_type", "JQ-MATCH-02"),
        ({"matters": ("wages",)}, {}, "matter", "JQ-MATCH-04"),
        ({"matters": ("wages",)}, {"matter": None}, None, None),
        ({"districts": (NANJING,)}, {}, "district", "JQ-MATCH-04"),
        ({"districts": (KUNSHAN,), "place": KUNSHAN}, {}, "district", "JQ-MATCH-04"),
        ({"districts": (KUNSHAN,), "place": KUNSHAN}, {"place": SUZHOU}, None, None),
        ({"districts": (NANJING,)}, {"place": None}, None, None),
        ({"amount_from_fen": 30_000_001}, {}, "amount", "JQ-MATCH-04"),
        ({"amount_from_fen": 30_000_000}, {}, None, None),
        ({"amount_to_fen": 29_999_999}, {}, "amount", "JQ-MATCH-04"),
        ({"amount_to_fen": 30_000_000}, {}, None, None),
        ({"amount_to_fen": 1}, {"amount_fen": None}, None, None),
        ({"licences": ()}, {}, "licence", "CN-AG-02"),
        ({"licences": (Licence("law_firm_practice", "1", ON),)}, {}, "licence", "CN-AG-02"),
        ({"licences": (Licence("law_firm_practice", "1", date(2026, 11, 23)),)}, {}, None, None),
        ({"licences": (Licence("notary_practice", "1", None),)}, {}, "licence", "CN-AG-02"),
        ({"registration": "suspended"}, {}, "registration", "JQ-MATCH-04"),
        ({"registration": "revoked"}, {}, "registration", "JQ-MATCH-04"),
        ({"registration": "not_checked"}, {}, None, None),
        ({"litigation_record": "found"}, {}, None, None),
        ({"fee_offers": (OVER_CAP,)}, {}, "fee", "CN-AG-09"),
        ({"fee_offers": ()}, {}, "fee", "JQ-MATCH-04"),
        ({"name": "苏州讨债事务所（虚构）"}, {}, "fee", "CN-AG-01"),
    ],
)
def test_one_condition_fails_by_name_and_with_its_basis(
    facts: dict[str, Any], asked: dict[str, Any], failed: str | None, basis: str | None
) -> None:
    facts = dict(facts)
    found = failures(body(facts.pop("entity_type", "law_firm"), **facts), need(**asked))
    assert {(f.filter, f.reason.basis) for f in found} == ({(failed, basis)} if failed else set())


def test_a_contingency_alone_is_refused_on_wages_and_a_fixed_fee_is_not() -> None:
    by_result = FeeOffer("success_pct", pct=Decimal(10), separate_contract_with_notice=True)
    fixed = FeeOffer("fixed", fixed_fen=200_000)
    wages = need(matter="wages", creditor_kind="person")
    assert [f.reason.basis for f in failures(body(fee_offers=(by_result,)), wages)] == ["CN-AG-10"]
    assert failures(body(fee_offers=(by_result, fixed)), wages) == ()


def test_a_transition_entry_ends_with_the_day_of_its_rule() -> None:
    converting = Licence("commercial_mediation_transition", "1", None)
    assert valid_until(body("commercial_mediation", licences=(converting,))) == date(2027, 5, 1)
    certified = Licence("commercial_mediation_certificate", "2", date(2031, 1, 1))
    assert valid_until(body("commercial_mediation", licences=(converting, certified))) == date(2031, 1, 1)


@pytest.mark.parametrize(
    ("districts", "place", "level"),
    [
        ((GUSU,), GUSU, "district"),
        ((SUZHOU,), GUSU, "district"),  # its own seat
        ((SUZHOU,), KUNSHAN, "city"),
        ((JIANGSU,), KUNSHAN, "city"),  # seated in the same city
        ((JIANGSU,), "320102", "province"),
        (("31", "33"), "310104", "province"),
        (provinces(), "110105", "country"),
        (provinces(), KUNSHAN, "city"),
        ((NANJING,), GUSU, None),
        ((GUSU,), SUZHOU, "part"),
        ((GUSU,), JIANGSU, "part"),
        ((SUZHOU,), SUZHOU, "city"),
        ((SUZHOU,), "33", None),
    ],
)
def test_nearness_is_that_of_the_smallest_area_served(
    districts: tuple[str, ...], place: str, level: str | None
) -> None:
    assert level_of(areas_of(GUSU, districts), place) == level


def test_nearer_levels_never_earn_less() -> None:
    points = [parts.nearness(level) for level in ("district", "city", "province", "country", "part", "unknown")]
    assert points == sorted(points, reverse=True)


@pytest.mark.parametrize(
    ("asked", "road", "expected"),
    [
        ({}, "recovery", ()),
        ({"amount_fen": 100_000_000}, "recovery", ()),
        ({"amount_fen": 100_000_001}, "recovery", ("litigates_and_enforces",)),
        ({"amount_fen": 100_000_001}, "mediation", ()),
        ({"wants_enforcement": True}, "recovery", ("enforces",)),
        ({"wants_enforcement": True, "amount_fen": 100_000_001}, "recovery", ("litigates_and_enforces",)),
        ({"amount_fen": None}, "recovery", ()),
    ],
)
def test_large_and_judged_claims_first_see_who_can_enforce(
    asked: dict[str, Any], road: Any, expected: tuple[str, ...]
) -> None:
    assert firsts(need(**asked), road) == expected


@pytest.mark.parametrize(
    ("asked", "comes_first"),
    [
        ({"amount_fen": 4_999_999}, True),
        ({"amount_fen": 5_000_000}, False),
        ({"amount_fen": None}, False),
        ({"amount_fen": 4_999_999, "creditor_kind": None, "debtor_kind": None}, True),
        ({"amount_fen": 4_999_999, "creditor_kind": "company"}, False),
        ({"amount_fen": 4_999_999, "debtor_kind": "company"}, False),
        ({"amount_fen": 4_999_999, "matter": "rent"}, False),
    ],
)
def test_a_small_personal_loan_first_sees_forms_without_advance(asked: dict[str, Any], comes_first: bool) -> None:
    persons = {"matter": "private_loan", "creditor_kind": "person", "debtor_kind": "person"}
    for road in ("recovery", "mediation"):
        assert ("nothing_in_advance" in firsts(need(**{**persons, **asked}), road)) == comes_first


def test_the_weightier_lack_counts_more_than_the_lighter() -> None:
    both = ("enforces", "nothing_in_advance")
    has = ({"enforces", "nothing_in_advance"}, {"enforces"}, {"nothing_in_advance"}, set())
    assert [tier(both, held) for held in has] == [0, 1, 2, 3]


def test_two_of_two_do_not_beat_180_of_200() -> None:
    assert parts.agreement(2, 2, 600) < parts.agreement(180, 200, 600)
    assert parts.performance(2, 2, 600) < parts.performance(180, 200, 600)


def test_small_samples_lie_between_themselves_and_the_mean() -> None:
    assert 600 < parts.agreement(2, 2, 600) < 1000
    assert parts.agreement(0, 0, 600) == 600
    assert parts.speed(10, 1, 100) < parts.speed(10, 200, 100) < parts.speed(1, 200, 100)
    assert parts.speed(-1, 500, 100) == parts.speed(100, 500, 100)
    assert parts.conduct(0, 1, 0, 5000) < parts.conduct(0, 400, 0, 5000)
    assert parts.conduct(1, 2, 0, 5000) > parts.conduct(100, 200, 0, 5000)


def test_points_never_leave_0_to_1000() -> None:
    assert parts.agreement(90, 3, 500) == 1000
    assert parts.conduct(50, 0, parts.marks("found", "not_checked"), 5000) == 0
    assert parts.cost(parts.NO_OFFER) == 0
    assert parts.experience(10**6) < 1000
    assert parts.readiness(0, 1, 1) == 0


def test_an_unstated_reply_counts_as_the_stated_number_of_hours() -> None:
    assert parts.readiness(5, -1, 0) == parts.readiness(5, figure("readiness", "unstated_hours"), 0)


@pytest.mark.parametrize(("amount_fen", "band"), [(1, 0), (999_999, 0), (1_000_000, 1), (29_999_999, 3), (10**13, 6)])
def test_an_amount_falls_into_its_band(amount_fen: int, band: int) -> None:
    assert band_of(amount_fen) == band


@pytest.mark.parametrize("place", ["3", "32058", "苏州", "3205831", "３２０５"])
def test_a_place_that_is_no_code_is_refused_by_name(place: str) -> None:
    with pytest.raises(Refusal) as refused:
        Need(on=ON, place=place)
    assert refused.value.field == "place"


@pytest.mark.parametrize("amount_fen", [0, -1, 10**15 + 1])
def test_an_impossible_amount_is_refused_by_name(amount_fen: int) -> None:
    with pytest.raises(Refusal) as refused:
        Need(on=ON, amount_fen=amount_fen)
    assert refused.value.field == "amount_fen"


def test_weights_are_moved_by_name_and_stay_in_range() -> None:
    assert weights_of({"cost": 9}) == replace(default_weights(), cost=9)
    for moved, field in (({"cost": 101}, "cost"), ({"speed": -1}, "speed"), ({"beauty": 1}, "beauty")):
        with pytest.raises(Refusal) as refused:
            weights_of(moved)
        assert refused.value.field == field


def test_weights_that_are_no_whole_numbers_are_refused() -> None:
    with pytest.raises(Refusal):
        weights_of({"cost": 1.5})  # type: ignore[dict-item]


def test_every_sentence_stands_on_a_known_rule() -> None:
    rows = yaml.safe_load(REASONS.read_text(encoding="utf-8"))
    assert {row["basis"] for row in rows.values() if "basis" in row} <= law().keys()


def test_a_need_has_no_room_for_personal_data() -> None:
    assert set(Need.__slots__) == {
        "on", "matter", "amount_fen", "place", "debtor_kind", "creditor_kind", "wants_enforcement",
    }  # fmt: skip


def test_free_mediation_is_lawful_and_charged_mediation_is_not() -> None:
    loan = need(matter="private_loan", creditor_kind="person", debtor_kind="person")
    takes = {"matters": ("private_loan",)}
    assert failures(body("peoples_mediation", **takes, fee_offers=(FREE,)), loan) == ()
    charged = body("peoples_mediation", **takes, fee_offers=(FeeOffer("fixed", fixed_fen=30_000),))
    assert [f.reason.basis for f in failures(charged, loan)] == ["CN-AG-08"]


def test_default_weights_are_all_in_use() -> None:
    assert min(default_weights().of(part) for part in Weights.__slots__) > 0
