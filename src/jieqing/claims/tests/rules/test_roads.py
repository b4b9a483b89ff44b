"""Which roads fit as a table that a lawyer can read; their order, figures and words."""

import re
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from jieqing.claims.rules.assessment import RoadAssumption
from jieqing.claims.rules.case import Case
from jieqing.claims.rules.roads.catalogue import ROADS, catalogue, missing
from jieqing.claims.rules.roads.costs import costs_of
from jieqing.claims.rules.roads.net import comes_in, net
from jieqing.claims.rules.roads.ranking import default_assumptions, roads_of
from jieqing.claims.tests.rules.seen import ON, PLAIN, asked, case, limits, shorter
from jieqing.kit.money import yuan_to_fen
from jieqing.law.pack import rules

TABLE = yaml.safe_load((Path(__file__).parent / "roads.yaml").read_text(encoding="utf-8"))
ASSUMED = default_assumptions()
ANSWERS = st.sampled_from([True, False, None])
FACTS = {field.name: ANSWERS for field in fields(Case) if str(field.type) == "bool | None"} | {
    "kind": st.sampled_from([None, "private_loan", "trade_receivable", "wages", "construction", "rent", "refund"]),
    "creditor": st.sampled_from([None, "person", "company", "financial_institution"]),
    "debtor": st.sampled_from([None, "person", "company", "government"]),
    "debtor_size": st.sampled_from([None, "small", "large", "public"]),
    "creditor_size": st.sampled_from([None, "small", "large"]),
    "forum_clause": st.sampled_from([None, "arbitration", "court", "none"]),
    "lawsuit": st.sampled_from([None, "none", "filed", "judged"]),
    "place_code": st.sampled_from([None, "320583", "330102", "810000"]),
    "due": st.sampled_from([None, "2025", "2025-05-30", "2026-11", "2027-03-01"]),
    "evidence": st.sampled_from([[], ["iou"], ["contract"]]),
}  # fmt: skip
CASES = st.fixed_dictionaries({}, optional=FACTS)
SUMS = st.integers(min_value=0, max_value=10**12)
STATUSES = st.sampled_from(["open", "expired", "suspended", "unknown"])
FAILING = {
    "is_debtor_bankrupt": True, "is_disputed": True, "refuses_mediation": True, "is_debtor_missing": True,
    "owes_counter_performance": True, "has_other_debt_dispute": True, "can_be_served": False,
    "is_debtor_in_mainland": False, "has_notarised_enforcement": False, "might_hide_assets": False,
    "is_consumer_dispute": True, "agrees_to_small_claims": False, "due": "2031-01-01",
}  # fmt: skip


def roads(says=None, principal_fen=4_000_000, late_fen=(0, 0), status="open", on=ON, **more):
    found = roads_of(case(**says or {}), asked(principal_fen, late_fen, on), limits(status, **more), on, ASSUMED)
    return {road.id: road for road in found}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["case"])
def test_the_roads_fit_as_the_table_says(row):
    sum_yuan = row.get("asked", 40_000)
    principal_fen = None if sum_yuan is None else yuan_to_fen(sum_yuan)
    found = roads(row.get("says"), principal_fen, on=row.get("day", ON))
    assert {id_: found[id_].fits for id_ in row["fits"]} == row["fits"]
    for id_, codes in row.get("failed", {}).items():
        assert found[id_].failed == tuple(codes), id_
    for id_, wanted in row.get("missing", {}).items():
        assert [one.field for one in found[id_].missing] == wanted, id_


def test_a_road_that_is_shut_says_why_and_carries_no_figures():
    shut = roads({"forum_clause": "arbitration"})["suit"]
    assert any("仲裁" in words.zh for words in shut.why[1:])
    assert (shut.costs, shut.months, shut.expected_net_fen, shut.missing) == ((), None, None, ())
    assert shut.rules[0] == "CN-RT-18"


def test_fitting_roads_come_first_then_open_ones_then_those_that_are_shut():
    order = [road.fits for road in roads_of(case(), asked(), limits(), ON, ASSUMED)]
    assert order == sorted(order, key=(True, None, False).index)
    assert set(order) == {True, None, False}


def test_fitting_roads_stand_by_the_middle_of_what_they_leave():
    fitting = [road for road in roads_of(case(), asked(), limits(), ON, ASSUMED) if road.fits]
    middles = [sum(road.expected_net_fen) for road in fitting]
    assert middles == sorted(middles, reverse=True)
    assert len(fitting) > 3


def test_the_users_own_assumptions_turn_the_order_round():
    own = replace(ASSUMED, roads=ASSUMED.roads | {"demand": RoadAssumption((90, 100), (0, 1), 0)})
    first = roads_of(case(), asked(), limits(), ON, own)[0]
    assert first.id == "demand"
    assert roads_of(case(), asked(), limits(), ON, ASSUMED)[0].id != "demand"


def test_without_a_sum_no_net_is_stated():
    found = roads(principal_fen=None)
    assert all(road.expected_net_fen is None and road.costs == () for road in found.values())
    assert found["suit"].months == ASSUMED.roads["suit"].months


def test_a_payment_order_gives_up_late_interest_that_the_papers_do_not_agree():
    found = roads(late_fen=(50_000, 60_000))["payment_order"]
    assert any("500 到 600 元" in words.zh and "500 to 600 yuan" in words.en for words in found.why)
    assert found.costs[0].low_fen == found.costs[0].high_fen == 26_667  # a third of 800 yuan, on the principal alone
    same = roads(late_fen=(50_000, 50_000))["payment_order"]
    assert any("500 元" in words.zh and "到" not in words.zh for words in same.why[1:])


@pytest.mark.parametrize(
    "agreed",
    [{"default_rate_pct_year": Decimal(12)}, {"penalty_pct_day": Decimal("0.05")}, {"penalty_fen": 500}],
    ids=lambda agreed: next(iter(agreed)),
)
def test_agreed_late_interest_stays_in_a_payment_order(agreed):
    found = roads(agreed, late_fen=(50_000, 60_000))["payment_order"]
    assert found.costs[0].low_fen < found.costs[0].high_fen
    assert found.expected_net_fen > roads(late_fen=(50_000, 60_000))["payment_order"].expected_net_fen


def test_an_agreed_rate_within_the_term_is_no_agreed_late_interest():
    found = roads({"rate_pct_year": Decimal(6)}, late_fen=(50_000, 60_000))["payment_order"]
    assert "CN-RT-20" in found.rules
    assert any("500 到 600 元" in words.zh for words in found.why)


def test_where_assets_may_be_moved_roads_that_warn_count_as_nothing_at_the_low_end():
    calm, warned = roads(), roads({"might_hide_assets": True})
    for id_ in ("demand", "payment_order", "suit", "small_claims", "peoples_mediation", "sme_complaint"):
        assert warned[id_].expected_net_fen[0] <= 0 < calm[id_].expected_net_fen[0], id_
        assert warned[id_].expected_net_fen[1] == calm[id_].expected_net_fen[1], id_
    assert warned["suit_with_freezing"].expected_net_fen == calm["suit_with_freezing"].expected_net_fen
    frozen = roads({"might_hide_assets": True, "is_frozen_before_suit": True})
    assert frozen["suit"].expected_net_fen == calm["suit"].expected_net_fen


def test_an_expired_claim_may_bring_nothing_and_says_so():
    found = roads(status="expired")
    for road in found.values():
        if road.fits is not False:
            assert road.expected_net_fen[0] <= 0
            assert any("时效已经届满" in words.zh for words in road.why)
    assert any("写明" in words.zh for words in found["demand"].why)


@pytest.mark.parametrize(
    ("rule", "days_left", "applies", "is_over"),
    [
        ("CN-LIM-21", -1, True, True),
        ("CN-LIM-21", 0, True, False),
        ("CN-LIM-21", None, True, False),
        ("CN-LIM-21", -1, None, False),
        ("CN-LIM-21a", -1, True, False),
    ],
)
def test_labour_arbitration_dies_by_its_own_year(rule, days_left, applies, is_over):
    wages = {"kind": "wages", "creditor": "person"}
    found = roads(wages, shorter=(shorter(rule, days_left, applies=applies),))
    assert (found["labour_arbitration"].expected_net_fen[0] == 0) is is_over
    assert any("自己的期限" in words.zh for words in found["labour_arbitration"].why) is is_over
    assert found["peoples_mediation"].expected_net_fen[0] > 0


def test_after_a_judgment_the_two_years_for_enforcement_count():
    assert roads({"lawsuit": "judged"}, status="expired", enforcement="open")["enforcement"].expected_net_fen[0] > 0
    late = roads({"lawsuit": "judged"}, enforcement="expired")["enforcement"]
    assert late.fits is True
    assert late.expected_net_fen[0] <= 0
    assert any("两年已过" in words.zh for words in late.why)


def test_wages_bear_no_fee_by_result():
    found = roads({"kind": "wages", "creditor": "person", "debtor": "person"})["suit"]
    assert not any("律师" in line.name.zh for line in found.costs)
    assert "CN-AG-10" in found.rules
    assert any("律师" in line.name.zh for line in roads()["suit"].costs)


def test_each_cost_says_who_pays_first_and_who_bears_it():
    lines = {line.name.zh[:3]: line for line in costs_of("suit_with_freezing", (30_000_000, 30_000_000), ON)}
    assert {key: (line.low_fen, line.high_fen, line.is_advanced, line.borne_by) for key, line in lines.items()} == {
        "案件受": (290_000, 580_000, True, "debtor"),
        "执行费": (440_000, 440_000, False, "debtor"),
        "保全申": (202_000, 202_000, True, "debtor"),
        "保全担": (30_000, 90_000, True, "creditor"),
    }


def test_mediation_shows_that_confirming_is_free():
    for id_ in ("peoples_mediation", "commercial_mediation", "association_mediation"):
        assert [line.high_fen for line in roads()[id_].costs if line.rule == "CN-RT-06"] == [0]


def test_what_is_left_is_the_stated_product():
    assumed = RoadAssumption((20, 50), (6, 12), 10)
    costs = costs_of("suit", (10_000_000, 10_000_000), ON)  # court fee 1,150 to 2,300 yuan; enforcement not advanced
    received = comes_in((10_000_000, 10_000_000), assumed, is_at_risk=False)
    assert received == (2_000_000, 5_000_000)
    left = net(received, assumed, costs, lawyer_pct=10, discount_pct_year=6, is_at_risk=False)
    assert left == (1_698_113 - 184_000, 4_368_932 - 57_500)  # 18,000 / 1.06; 45,000 / 1.03


@given(CASES, SUMS, STATUSES)
def test_the_order_is_the_same_every_time_and_low_never_passes_high(says, principal_fen, status):
    one = roads_of(case(**says), asked(principal_fen), limits(status), ON, ASSUMED)
    assert one == roads_of(case(**says), asked(principal_fen), limits(status), ON, ASSUMED)
    assert sorted(road.id for road in one) == sorted(catalogue().roads)
    for road in one:
        if road.expected_net_fen:
            assert road.expected_net_fen[0] <= road.expected_net_fen[1]
        assert (road.fits is False) == bool(road.failed)
        assert all(line.low_fen <= line.high_fen for line in road.costs)


@given(CASES, st.sampled_from(sorted(FAILING)))
def test_one_more_failed_condition_never_makes_a_road_fit(says, field):
    before, after = roads(says | {field: None}), roads(says | {field: FAILING[field]})
    opened = {"bankruptcy_claim"} if field == "is_debtor_bankrupt" else set()
    assert {id_ for id_, road in after.items() if road.fits} <= {
        id_ for id_, road in before.items() if road.fits
    } | opened


@given(CASES, st.sampled_from(["owes_counter_performance", "has_other_debt_dispute", "can_be_served"]))
def test_a_missing_fact_stays_missing(says, field):
    order = roads(says | {field: None})["payment_order"]
    assert order.fits is not True
    assert order.fits is False or field in {one.field for one in order.missing}


@given(st.integers(min_value=0, max_value=100), SUMS)
def test_more_recovered_never_leaves_less(pct, principal_fen):
    low, high = RoadAssumption((pct, 100), (3, 9), 8), RoadAssumption((min(100, pct + 1), 100), (3, 9), 8)
    costs = costs_of("suit", (principal_fen, principal_fen), ON)
    less, more = (
        net(
            comes_in((principal_fen,) * 2, each, is_at_risk=False),
            each, costs, lawyer_pct=8, discount_pct_year=6, is_at_risk=False,
        )
        for each in (low, high)
    )  # fmt: skip
    assert less[0] <= more[0]


def test_every_rule_of_the_catalogue_stands_in_a_pack():
    known = rules()
    for road in catalogue().roads.values():
        assert road.rules
        assert not set(road.rules) - set(known)
    assert not {reason.rule for reason in catalogue().reasons.values()} - set(known)
    assert not {text.rule for text in catalogue().turning} - set(known)


def test_every_fact_that_can_be_missing_has_a_question_and_a_reason():
    open_case = {key: None for key in PLAIN if key != "evidence"}
    found = {one.field for road in roads(open_case | {"evidence": []}, None).values() for one in road.missing}
    found |= {"is_consumer_dispute", "agrees_to_small_claims", "might_hide_assets", "debtor_size", "creditor_size"}
    assert len(found) > 12
    for field in found:
        assert all((*missing(field).question, *missing(field).changes)), field
        assert field in {each.name for each in fields(Case)}


def test_no_word_promises_a_result_or_praises_a_road():
    text = ROADS.read_text(encoding="utf-8")
    spoken = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    assert not re.search(r"最优|最佳|最好|第一选择|保证|必胜|稳赢|肯定能|一定能|包回款", spoken)
    assert not re.search(r"\b(best|optimal|guarantee[ds]?|certainly|will win|sure to)\b", spoken, re.IGNORECASE)


def test_a_case_about_which_nothing_is_known_still_gets_an_answer():
    found = roads_of(Case(), asked(None), limits("unknown", last_day=None), date(2026, 1, 1), ASSUMED)
    assert {road.id for road in found} == set(catalogue().roads)
