"""Questions to a small directory: who is listed, why, who is not, and in which words."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from jieqing.agencies.demo import demo_directory
from jieqing.agencies.rules.listing import FeeOffer, Licence, Listing, Mediations
from jieqing.agencies.rules.places import provinces
from jieqing.kit.refusal import Refusal
from jieqing.matching.columns import columns_of
from jieqing.matching.index import DirectoryIndex
from jieqing.matching.queries import match, why_not
from jieqing.matching.rules.weights import default_weights, weights_of
from jieqing.matching.tests.factories import FREE, GUSU, KUNSHAN, ON, OVER_CAP, SUZHOU, body, ids, index, need

USUAL = default_weights()
LOAN = {"matter": "private_loan", "creditor_kind": "person", "debtor_kind": "person"}
NO_ADVANCE = (FeeOffer("success_pct", pct=Decimal(12), separate_contract_with_notice=True),)
ADVANCE = (FeeOffer("fixed", fixed_fen=100_000, prepaid=True),)


def listed(listings: list[Listing], weights: Any = USUAL, **facts: Any) -> list[str]:
    """The ids recommended for a need."""
    return ids(match(index(*listings), need(**facts), weights).recommendations)


def zh(reasons: Any) -> str:
    return "\n".join(reason.words.zh for reason in reasons)


def en(reasons: Any) -> str:
    return "\n".join(reason.words.en for reason in reasons)


def test_three_are_listed_and_ties_go_by_id() -> None:
    assert listed([body(id=i) for i in "dcba"]) == ["a", "b", "c"]


def test_moving_a_weight_changes_the_list() -> None:
    dear = body(
        id="dear", similar_closed={"trade_receivable": 300}, fee_offers=(FeeOffer("fixed", fixed_fen=5_000_000),)
    )
    cheap = body(id="cheap", similar_closed={"trade_receivable": 3}, fee_offers=(FeeOffer("fixed", fixed_fen=100_000),))
    nothing = dict.fromkeys(("experience", "speed", "conduct", "nearness", "readiness", "cost"), 0)
    assert listed([dear, cheap], weights_of({**nothing, "experience": 5})) == ["dear", "cheap"]
    assert listed([dear, cheap], weights_of({**nothing, "cost": 5})) == ["cheap", "dear"]


def test_nearer_agencies_come_first_by_nearness() -> None:
    only_near = weights_of({**dict.fromkeys(("experience", "speed", "conduct", "readiness", "cost"), 0), "nearness": 1})
    far = body(id="a", place="320102", districts=("32",))
    city = body(id="b", place=KUNSHAN, districts=(SUZHOU,))
    here = body(id="c", place=KUNSHAN, districts=(GUSU, KUNSHAN))
    assert listed([far, city, here], only_near) == ["c", "b", "a"]
    assert listed([far, city, here], only_near, place=None) == ["a", "b", "c"]


def test_a_small_personal_loan_sees_forms_without_advance_first() -> None:
    strong = body(id="strong", fee_offers=ADVANCE, similar_closed={"private_loan": 400})
    weak = body(id="weak", fee_offers=NO_ADVANCE, similar_closed={})
    assert listed([strong, weak], **LOAN, amount_fen=4_999_999) == ["weak", "strong"]
    assert listed([strong, weak], **LOAN, amount_fen=5_000_000) == ["strong", "weak"]


def test_a_claim_over_a_million_first_sees_who_can_litigate_and_enforce() -> None:
    strong = body(id="strong", does_enforcement=False, similar_closed={"trade_receivable": 400})
    able = body(id="able", similar_closed={})
    found = match(index(strong, able), need(amount_fen=100_000_001), USUAL).recommendations
    assert ids(found) == ["able", "strong"]
    assert [one.tier for one in found] == [0, 1]
    assert "1,000,000元" in zh(found[0].reasons)
    assert listed([strong, able], amount_fen=100_000_000) == ["strong", "able"]


def test_on_a_judged_small_loan_enforcement_counts_before_payment_in_advance() -> None:
    enforces = body(id="z-enforces", fee_offers=ADVANCE)
    neither = body(id="a-neither", fee_offers=ADVANCE, does_enforcement=False)
    no_advance = body(
        id="y-no-advance", fee_offers=NO_ADVANCE, does_enforcement=False, similar_closed={"private_loan": 900}
    )
    both = body(id="b-both", fee_offers=NO_ADVANCE)
    order = ["b-both", "z-enforces", "y-no-advance", "a-neither"]
    judged = need(**LOAN, amount_fen=1_000_000, wants_enforcement=True)
    found = match(index(neither, enforces, both, no_advance), judged, USUAL, k=4)
    assert ids(found.recommendations) == order
    assert [one.tier for one in found.recommendations] == [0, 1, 2, 3]


def test_an_agency_that_stands_under_many_areas_takes_one_place() -> None:
    everywhere = {"districts": ("32", SUZHOU, GUSU)}
    indifferent = weights_of({"nearness": 0})
    assert listed([body(id=i, **everywhere) for i in "abcd"], indifferent) == ["a", "b", "c"]


def test_wages_refuse_a_law_firm_paid_by_result_alone_and_name_the_article() -> None:
    by_result, fixed = body(id="by-result", fee_offers=NO_ADVANCE), body(id="fixed", fee_offers=ADVANCE)
    found = match(index(by_result, fixed), need(matter="wages", creditor_kind="person"), USUAL)
    assert ids(found.recommendations) == ["fixed"]
    assert ids(found.refused) == ["by-result"]
    assert {reason.basis for reason in found.refused[0].reasons} == {"CN-AG-10"}


def test_an_offer_over_its_cap_is_refused_and_never_listed() -> None:
    found = match(index(body(id="over", fee_offers=(OVER_CAP,)), body(id="lawful")), need(), USUAL)
    assert ids(found.recommendations) == ["lawful"]
    assert [(x.listing.id, x.reasons[0].basis) for x in found.refused] == [("over", "CN-AG-09")]


def test_a_flat_rate_is_lawful_up_to_where_the_cap_falls_below_it() -> None:
    flat = body(fee_offers=(replace(OVER_CAP, pct=Decimal(18)),))
    assert listed([flat], amount_fen=100_000_000) == ["t-1"]
    found = match(index(flat), need(amount_fen=100_000_100), USUAL)
    assert (ids(found.recommendations), ids(found.refused)) == ([], ["t-1"])


def test_mediation_stands_beside_and_never_among_the_lawyers() -> None:
    directory = [body(id="firm"), body("commercial_mediation", id="mediator"), body("notary", id="notary")]
    found = match(index(*directory), need(), USUAL)
    assert (ids(found.recommendations), ids(found.mediation)) == (["firm"], ["mediator"])
    assert found.mediation[0].reasons[-1].basis == "CN-AG-22"
    assert "对方同意" in zh(found.mediation[0].reasons)


def test_mediators_are_measured_by_agreements_and_small_numbers_are_shrunk() -> None:
    few = body("association_mediation", id="a-few", mediations=Mediations(2, 2, 2))
    many = body("association_mediation", id="many", mediations=Mediations(200, 180, 170))
    usual = body("association_mediation", id="usual", mediations=Mediations(300, 180, 100))
    assert ids(match(index(few, many, usual), need(), USUAL).mediation)[0] == "many"


def test_a_loan_between_friends_goes_to_the_peoples_mediators_only() -> None:
    takes = {"matters": ("private_loan",)}
    directory = [
        body("commercial_mediation", id="commercial", **takes),
        body("peoples_mediation", id="people", **takes),
    ]
    found = match(index(*directory), need(**LOAN), USUAL)
    assert ids(found.mediation) == ["people"]
    assert "CN-AG-05a" in {note.basis for note in found.notes}
    assert "不收费" in zh(found.mediation[0].reasons)


def test_a_judged_claim_first_sees_enforcement_and_no_mediation() -> None:
    directory = [body(id="a", does_enforcement=False), body(id="b"), body("commercial_mediation", id="m")]
    found = match(index(*directory), need(wants_enforcement=True), USUAL)
    assert (ids(found.recommendations), found.mediation) == (["b", "a"], ())
    assert "JQ-MATCH-03" in {note.basis for note in found.notes}


def test_a_provider_on_a_list_is_for_financial_institutions_only() -> None:
    provider = body("fi_third_party", id="provider", matters=("private_loan",))
    loan = {"matter": "private_loan", "debtor_kind": "person"}
    assert listed([provider], **loan, creditor_kind="financial_institution") == ["provider"]
    assert listed([provider], **loan, creditor_kind="company") == []


def test_unknown_facts_widen_and_are_named() -> None:
    far = body(id="far", place="440103", districts=("44",), amount_from_fen=50_000_000)
    found = match(index(far), need(place=None, amount_fen=None, matter=None), USUAL)
    assert ids(found.recommendations) == ["far"]
    assert {"没说地点，远近没有计入", "没说金额，花费没有计入"} <= {note.words.zh for note in found.notes}
    points = {score.part: score.points for score in found.recommendations[0].parts}
    assert (points["nearness"], points["cost"]) == (0, 0)


def test_a_licence_that_ends_between_two_days_needs_no_new_index() -> None:
    ending = index(body(licences=(Licence("law_firm_practice", "1", date(2026, 12, 1)),)))
    assert ids(match(ending, need(on=date(2026, 11, 30)), USUAL).recommendations) == ["t-1"]
    assert ids(match(ending, need(on=date(2026, 12, 1)), USUAL).recommendations) == []


def test_considered_counts_each_agency_that_serves_the_place_once() -> None:
    everywhere = body(id="a", districts=("32", SUZHOU, GUSU))
    directory = [everywhere, body(id="b", districts=("44",)), body("notary", id="n"), body("peoples_mediation", id="p")]
    for place in (GUSU, SUZHOU, "32"):
        considered = match(index(*directory), need(place=place), USUAL).considered
        assert (considered.in_directory, considered.serving_place) == (4, 2)
    assert match(index(*directory), need(place=None), USUAL).considered.serving_place == 3


def test_reasons_give_the_numbers_of_the_agency() -> None:
    firm = body(similar_closed={"trade_receivable": 41, "rent": 9}, median_days=58, open_places=3, reply_hours=4)
    (found,) = match(index(firm), need(), USUAL).recommendations
    assert "办结同类案件41件" in zh(found.reasons)
    assert "closed 41 similar cases" in en(found.reasons)
    assert "median 58 days" in en(found.reasons)
    assert "upheld complaints: 0 in 50 closed cases" in en(found.reasons)
    assert "open places: 3; replies within 4 h" in en(found.reasons)
    assert "3,000 yuan, about 1.0 %" in en(found.reasons)  # the fixed fee on 300,000 yuan
    assert sum(score.points * score.weight for score in found.parts) == found.total


@pytest.mark.parametrize(
    ("facts", "place", "said"),
    [
        ({"districts": (SUZHOU,)}, GUSU, "服务苏州市姑苏区，就在本区县"),
        ({"districts": (SUZHOU,)}, KUNSHAN, "服务苏州市全境"),
        ({"districts": ("32",)}, "320102", "服务江苏省全境"),
        ({"districts": ("31",)}, "310104", "服务上海市全境"),
        ({"districts": (GUSU,)}, SUZHOU, "只服务苏州市的一部分"),
        ({"districts": provinces()}, "110105", "服务全国"),
    ],
)
def test_nearness_is_said_by_the_name_of_the_area(facts: dict[str, Any], place: str, said: str) -> None:
    (found,) = match(index(body(**facts)), need(place=place), USUAL).recommendations
    assert said in zh(found.reasons)


def test_few_cases_are_said_to_be_shrunk() -> None:
    (found,) = match(index(body(similar_closed={"rent": 2}, median_days=9)), need(), USUAL).recommendations
    assert "已向全部机构的平均" in zh(found.reasons)


def test_marks_are_said() -> None:
    marked = body(litigation_record="found", registration="not_checked", open_places=0)
    said = zh(match(index(marked), need(), USUAL).recommendations[0].reasons)
    assert all(word in said for word in ("查到涉诉或处罚记录", "登记状态尚未核对", "目前没有余量"))


FORBIDDEN_ZH = re.compile(
    "胜诉率|回款率|成功率|最优|最佳|第一名|免费|不收费|减价|优惠|最低|便宜|优于|高于|低于|比它|更好"
)
FORBIDDEN_EN = re.compile(
    r"success rate|recovery rate|win rate|\bbest\b|\bfree\b|cheap|reduced|lowest|better than|\btop\b", re.I
)


def test_of_a_law_firm_no_rate_no_comparison_and_no_superlative_is_said() -> None:
    directory = (*demo_directory(), body(id="z-none", name="苏州试砺律师事务所（虚构）", fee_offers=(FREE,)))
    whole = DirectoryIndex.build(directory, ON)
    for facts in ({}, LOAN, {"amount_fen": 200_000_000}, {"place": None, "matter": None}, {"wants_enforcement": True}):
        asked = need(**facts)
        found = match(whole, asked, USUAL, k=40)
        said = [(x.listing, x.reasons) for x in found.recommendations]
        said += [(x, why_not(whole, asked, USUAL, x.id).reasons) for x in directory]
        for listing, reasons in said:
            if listing.entity_type == "law_firm":
                assert not FORBIDDEN_ZH.search(zh(reasons)), zh(reasons)
                assert not FORBIDDEN_EN.search(en(reasons)), en(reasons)


@pytest.mark.parametrize(
    ("facts", "failed"),
    [
        ({"districts": ("44",)}, ["district"]),
        ({"matters": ("wages",), "amount_to_fen": 100}, ["matter", "amount"]),
        ({"licences": (), "registration": "revoked"}, ["licence", "registration"]),
        ({"fee_offers": (OVER_CAP,)}, ["fee"]),
    ],
)
def test_why_not_names_every_failed_condition(facts: dict[str, Any], failed: list[str]) -> None:
    answer = why_not(index(body(**facts)), need(), USUAL, "t-1")
    assert [failure.filter for failure in answer.failures] == failed
    assert len(answer.reasons) == len(failed)
    assert answer.rank is None


def test_why_not_a_notary_says_what_notaries_do() -> None:
    answer = why_not(index(body("notary", id="n")), need(), USUAL, "n")
    assert answer.reasons[0].basis == "JQ-MATCH-02"


def test_why_not_gives_rank_and_the_points_of_the_last_listed() -> None:
    offices = [
        body("grassroots_legal_service", id=i, similar_closed={"trade_receivable": n})
        for i, n in zip("abcd", (90, 80, 70, 6), strict=True)
    ]
    answer = why_not(index(*offices), need(), USUAL, "d")
    assert answer.rank == 4
    assert "第4位" in zh(answer.reasons)
    assert "同类经验：它230分，第3家777分" in zh(answer.reasons)


def test_why_not_a_law_firm_says_only_its_own_facts_and_place() -> None:
    firms = [body(id=i, similar_closed={"trade_receivable": n}) for i, n in zip("abcd", (90, 80, 70, 6), strict=True)]
    answer = why_not(index(*firms), need(), USUAL, "d")
    assert answer.rank == 4
    assert "办结同类案件6件" in zh(answer.reasons)
    assert "第3家" not in zh(answer.reasons)
    office = body("grassroots_legal_service", id="z", similar_closed={})
    assert "第3家" not in zh(why_not(index(*firms, office), need(), USUAL, "z").reasons)


def test_why_not_says_what_comes_first_and_is_lacking() -> None:
    able = [body(id=i) for i in "abc"]
    answer = why_not(index(*able, body(id="d", does_enforcement=False)), need(amount_fen=100_000_001), USUAL, "d")
    assert "JQ-FEE-03" in {reason.basis for reason in answer.reasons}


def test_why_not_one_that_is_listed_says_so() -> None:
    answer = why_not(index(body()), need(), USUAL, "t-1")
    assert (answer.rank, answer.failures) == (1, ())
    assert "已列在第1位" in zh(answer.reasons)


def test_why_not_an_unknown_id_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        why_not(index(body()), need(), USUAL, "t-404")
    assert refused.value.status == 404


def test_an_index_of_another_law_is_not_asked() -> None:
    old = index(body(), on=date(2020, 1, 1))
    assert not old.holds_on(ON)
    with pytest.raises(ValueError, match="law of 2020-01-01"):
        match(old, need(), USUAL)
    with pytest.raises(ValueError, match="law of 2020-01-01"):
        why_not(old, need(), USUAL, "t-1")


def test_why_not_of_a_listing_corrected_since_the_index_gives_its_facts_without_a_rank() -> None:
    suspended, corrected = body(registration="suspended"), body()
    old = DirectoryIndex.of_columns(columns_of([suspended], ON), ON, lambda row: corrected, {"t-1": 0}.get)
    answer = why_not(old, need(), USUAL, "t-1")
    assert (answer.failures, answer.rank) == ((), None)
    assert answer.reasons


def test_two_listings_with_one_id_are_no_directory() -> None:
    with pytest.raises(ValueError, match="share an id"):
        index(body(), body())


def test_an_empty_directory_answers_with_nothing() -> None:
    found = match(index(), need(), USUAL)
    assert (found.recommendations, found.mediation, found.refused) == ((), (), ())
    assert found.considered.in_directory == 0
