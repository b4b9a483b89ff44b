"""What may stand in the directory: catalogues, names, licences, fees, publicity. No database."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import get_args

import pytest

from jieqing.agencies.rules.asking import asked
from jieqing.agencies.rules.catalogue import entity_kinds, indicators, licence_names, matter_kinds
from jieqing.agencies.rules.folding import folded
from jieqing.agencies.rules.keys import keys, phone_digits, place_asked
from jieqing.agencies.rules.listing import EntityType, FeeOffer, Licence, Listing, Matter, Mediations
from jieqing.agencies.rules.places import full_name, provinces, resolved
from jieqing.agencies.rules.publicity import names_a_rate, unpublishable
from jieqing.agencies.rules.validity import is_refused, problems
from jieqing.agencies.tests.factories import CONTINGENCY, FIXED, listing
from jieqing.law.pack import at, rule
from jieqing.law.registration import is_registration_code, registration_code

ON = date(2026, 11, 22)
DECIDES = (
    "entity_type", "licences", "matters", "districts", "amount_range", "fee_forms", "similar_closed", "median_days",
    "upheld_complaints", "capacity_and_reply", "named_lawyer", "enforcement_work",
)  # fmt: skip
FILTERS = ("custody", "evidence_node", "litigation_record", "registration", "conflict_checked")
MEDIATOR = {
    "entity_type": "commercial_mediation",
    "name": "苏州试砺商事调解中心（虚构）",
    "licences": [Licence("commercial_mediation_certificate", "虚构1", date(2030, 1, 1))],
    "matters": ["trade_receivable"],
    "fee_offers": [FIXED],
    "named_lawyer": None,
}


def found(**overrides):
    """(field, rule, refused?) of every problem of a listing with these facts."""
    return [(x.field, x.basis, x.is_refused) for x in problems(listing(**overrides), ON)]


def test_there_are_eighteen_indicators_twelve_of_which_decide():
    parts = {part: tuple(x.id for x in indicators().values() if x.part == part) for part in ("decides", "shown_only")}
    assert parts == {"decides": DECIDES, "shown_only": ("standing",)}
    assert tuple(x.id for x in indicators().values() if x.part == "filters_or_marks") == FILTERS


def test_every_indicator_names_fields_that_a_listing_has_and_none_twice():
    fields = [field for x in indicators().values() for field in x.fields]
    assert len(fields) == len(set(fields))
    assert set(fields) <= set(Listing.__slots__)
    identity = {"id", "name", "registration_code", "phone", "address", "place", "mediations"}
    assert set(fields) == set(Listing.__slots__) - identity


def test_the_catalogues_hold_what_the_types_allow_and_every_basis_is_a_rule():
    assert tuple(entity_kinds()) == get_args(EntityType)
    assert tuple(matter_kinds()) == get_args(Matter)
    assert set(entity_kinds()) <= set(at("CN-AG-02", ON))
    for kind in entity_kinds().values():
        for basis in (*kind.basis, *kind.outside.values(), *kind.doubtful.values()):
            assert rule(basis).id == basis
        assert kind.licences
        assert {*kind.outside, *kind.doubtful} <= set(matter_kinds())


def test_a_lawful_listing_has_no_problem():
    assert found() == []
    assert found(**MEDIATOR) == []


@pytest.mark.parametrize(
    "name", ["苏州讨债公司", "苏州 讨 债 事务所", "蘇州討債律師事務所", "要账律师事务所", "追债－律师事务所"]
)
def test_a_name_that_says_debt_collecting_is_refused(name):
    assert ("name", "CN-AG-01", True) in found(name=name)


def test_every_word_of_the_law_pack_is_refused_in_a_name():
    for word in at("CN-AG-01", ON):
        assert is_refused(listing(name=f"苏州{word}中心"), ON), word


def test_only_law_firms_and_mediators_may_carry_the_word_lawyer():
    office = {"entity_type": "grassroots_legal_service", "licences": [Licence("grassroots_practice", "1", None)]}
    assert ("name", "CN-AG-12", True) in found(**office, name="苏州试砺律师法律服务所")
    assert found(**office, name="苏州试砺法律服务所") == []


def test_a_commercial_mediator_says_so_in_its_name_unless_in_transition():
    assert ("name", "CN-AG-03", True) in found(**{**MEDIATOR, "name": "苏州试砺调解中心"})
    transition = [Licence("commercial_mediation_transition", "虚构1", date(2027, 5, 1))]
    assert found(**{**MEDIATOR, "name": "苏州试砺调解中心", "licences": transition}) == []


@pytest.mark.parametrize("until", [date(2027, 5, 2), date(2030, 1, 1), None])
def test_the_transition_of_mediators_ends_on_30_april_2027(until):
    licences = [Licence("commercial_mediation_transition", "虚构1", until)]
    assert ("licences", "CN-AG-03", True) in found(**{**MEDIATOR, "licences": licences})


def test_the_licence_of_its_kind_is_needed_and_an_expired_one_is_marked():
    assert found(licences=[]) == [("licences", "CN-AG-02", True)]
    assert found(licences=[Licence("notary_practice", "1", None)]) == [("licences", "CN-AG-02", True)]
    assert found(licences=[Licence("law_firm_practice", "1", ON)]) == [("licences", "CN-AG-02", False)]
    renewed = [Licence("law_firm_practice", "1", ON), Licence("law_firm_practice", "2", None)]
    assert found(licences=renewed) == []


def test_a_kind_takes_only_matters_that_the_law_gives_it():
    assert ("matters", "CN-AG-05", True) in found(**{**MEDIATOR, "matters": ["wages"]})
    assert found(**{**MEDIATOR, "matters": ["private_loan"]}) == [("matters", "CN-AG-05a", False)]
    assert found(**{**MEDIATOR, "matters": ["refund"]}) == [("matters", "CN-AG-05", False)]


def test_a_law_firm_is_listed_without_rates_free_fees_and_superlatives():
    assert found(mediations=Mediations(9, 8, 7)) == [("mediations", "CN-AG-20", True)]
    assert ("fee_offers", "CN-AG-20", True) in found(fee_offers=[FeeOffer("none")])
    assert found(name="苏州最优律师事务所") == [("name", "CN-AG-21", True)]
    noted = [replace(FIXED, extras_note="胜诉率98%")]
    assert found(fee_offers=noted) == [("fee_offers", "CN-AG-20", True)]
    assert found(**{**MEDIATOR, "mediations": Mediations(9, 8, 7)}) == []


@pytest.mark.parametrize("header", ["回款率", "胜诉率（近三年）", "Recovery Rate", "win_rate", "成 功 率"])
def test_headers_that_name_a_rate_are_known(header):
    assert names_a_rate(header)


def test_ordinary_words_are_publishable():
    for text in ("第一公证处", "调档、复印", "差旅", "efficient", "率先律师事务所"):
        assert unpublishable(text) is None


def test_people_s_mediation_that_asks_a_fee_is_marked():
    committee = {
        "entity_type": "peoples_mediation",
        "name": "试砺片区人民调解委员会",
        "registration_code": "",
        "licences": [Licence("peoples_mediation_filing", "1", None)],
        "named_lawyer": None,
    }
    assert found(**committee, fee_offers=[FIXED]) == [("fee_offers", "CN-AG-08", False)]
    assert found(**committee, fee_offers=[FeeOffer("none")]) == []


def test_a_contingency_without_a_separate_contract_is_marked():
    loose = replace(CONTINGENCY, separate_contract_with_notice=False)
    assert found(fee_offers=[loose]) == [("fee_offers", "CN-AG-09", False)]


@pytest.mark.parametrize(
    "offer",
    [
        FeeOffer("success_pct"),
        FeeOffer("success_pct", pct=Decimal(101)),
        FeeOffer("success_pct", pct=Decimal(-1)),
        FeeOffer("success_pct", pct=Decimal(1), fixed_fen=1),
        FeeOffer("success_tiers"),
        FeeOffer("success_tiers", tiers=((100, Decimal(10)),)),
        FeeOffer("success_tiers", tiers=((200, Decimal(9)), (100, Decimal(9)), (None, Decimal(9)))),
        FeeOffer("success_tiers", tiers=((None, Decimal(9)), (None, Decimal(9)))),
        FeeOffer("success_tiers", tiers=((0, Decimal(9)), (None, Decimal(9)))),
        FeeOffer("fixed", fixed_fen=-1),
        FeeOffer("hourly", hourly_fen=1),
        FeeOffer("barter"),  # type: ignore[arg-type]
        replace(FIXED, travel_pct=Decimal("15.01")),
        replace(FIXED, base_fen=-1),
        replace(FIXED, extras_note="甲；乙"),
    ],
)
def test_an_impossible_offer_is_refused_and_counted_among_the_offers(offer):
    refused = [x for x in problems(listing(fee_offers=[FIXED, offer]), ON) if x.is_refused]
    assert refused
    assert {(x.field, x.nth) for x in refused} == {("fee_offers", 1)}


def test_travel_of_fifteen_per_cent_is_allowed():
    assert found(fee_offers=[replace(FIXED, travel_pct=Decimal(15))]) == []


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"id": " "}, "id"),
        ({"name": "（）"}, "name"),
        ({"name": "长" * 121}, "name"),
        ({"address": "一\n二"}, "address"),
        ({"registration_code": "319900000000000199"}, "registration_code"),
        ({"registration_code": ""}, "registration_code"),
        ({"phone": "call me"}, "phone"),
        ({"place": "999999"}, "place"),
        ({"districts": []}, "districts"),
        ({"districts": ["3205", "x"]}, "districts"),
        ({"matters": []}, "matters"),
        ({"matters": ["gambling"]}, "matters"),
        ({"amount_from_fen": -1}, "amount_from_fen"),
        ({"amount_from_fen": 10, "amount_to_fen": 9}, "amount_to_fen"),
        ({"amount_to_fen": 2**63}, "amount_to_fen"),
        ({"median_days": -1}, "median_days"),
        ({"staff": 2**31}, "staff"),
        ({"custody": "own_account"}, "custody"),
        ({"registration": "unknown"}, "registration"),
        ({"verified_on": {"beauty": ON}}, "verified_on"),
        ({"practising_since": 12}, "practising_since"),
        ({"entity_type": "debt_company"}, "entity_type"),
        ({"licences": [Licence("law_firm_practice", "", None)]}, "licences"),
        ({"licences": [Licence("law_firm_practice", "1", date(9999, 1, 1))]}, "licences"),
    ],
)
def test_what_is_missing_or_impossible_is_refused_by_its_field(facts, field):
    assert field in {x.field for x in problems(listing(**facts), ON) if x.is_refused}


def test_every_problem_says_what_to_do_in_both_languages():
    worst = listing(
        name="讨债", licences=[], matters=[], fee_offers=[FeeOffer("none"), FeeOffer("fixed")], phone="", place="x"
    )
    for problem in problems(worst, ON):
        assert all((*problem.words, *problem.remedy))


def test_money_kept_by_the_agency_itself_cannot_even_be_said():
    assert ("custody", "CN-AG-16", True) in found(custody="self")


def test_check_characters_are_those_of_the_standard():
    assert is_registration_code("91350100M000100Y43")
    assert not is_registration_code("91350100M000100Y34")
    assert not is_registration_code("91350100M000100Y4")
    assert not is_registration_code("9135O100M000100Y43")
    assert registration_code("91", "350100", "M000100Y") == "91350100M000100Y43"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("昆山", ("320583",)), ("崑山市", ("320583",)), ("320583", ("320583",)), ("320500", ("3205",)),
        ("320000", ("32",)), ("310100", ("31",)), ("江苏省 苏州市 昆山市", ("320583",)), ("３２０５８３", ("320583",)),
        ("南京鼓楼区", ("320106",)), ("苏州工业园区", ("320571",)), ("江苏省", ("32",)), ("上海", ("31",)),
        ("桃花源", ()), ("", ()), ("999999", ()), ("32058", ()),
    ],
)  # fmt: skip
def test_places_are_understood_by_code_and_by_name(text, codes):
    assert resolved(text) == codes


def test_a_shared_name_means_all_places_that_bear_it():
    assert {full_name(code) for code in resolved("鼓楼区")} >= {"南京市鼓楼区", "徐州市鼓楼区"}


def test_the_country_is_every_province_and_nothing_else():
    assert all(re.fullmatch(r"\d\d", code) for code in provinces())
    assert {"11", "31", "32", "54", "65", "81", "82"} <= set(provinces())


def test_an_agency_is_found_by_a_place_it_serves_from_near_or_far():
    serving_city = set(keys(listing(districts=["3205"], place="320508")))
    assert serving_city & set(place_asked("320583"))
    assert serving_city & set(place_asked("32"))
    assert not serving_city & set(place_asked("3209"))
    assert not serving_city & set(place_asked("320902"))
    serving_county = set(keys(listing(districts=["320506"], place="320506")))
    assert not serving_county & set(place_asked("320583"))


@pytest.mark.parametrize(
    ("line", "core", "places", "kinds"),
    [
        ("澄砺", "澄砺", (), ()),
        ("昆山 律所", "", ("320583",), ("law_firm",)),
        ("昆山律所", "", ("320583",), ("law_firm",)),
        ("law firm 昆山", "", ("320583",), ("law_firm",)),
        ("苏州澄砺律师事务所", "澄砺", ("3205",), ("law_firm",)),
        ("澄砺调解中心", "澄砺", (), ("commercial_mediation", "peoples_mediation", "association_mediation")),
        ("澄砺信用服务有限公司", "澄砺信用服务", (), ()),
    ],
)
def test_a_line_is_read_as_place_kind_and_the_rest(line, core, places, kinds):
    read = asked(line)
    assert (read.core, read.places) == (core, places)
    assert set(read.kinds) == set(kinds)


def test_folding_levels_width_case_script_and_marks():
    assert folded("蘇州 Ａbc－澄礪（虛構）") == "苏州abc澄砺虚构"


def test_a_number_with_the_country_s_code_is_the_same_number():
    assert phone_digits("+86 109 0000 9001") == phone_digits("10900009001")


def test_a_licence_says_its_last_day_as_papers_do():
    licence = Licence("law_firm_practice", "1", date(2027, 5, 1))
    assert licence.valid_through == date(2027, 4, 30)
    assert licence.holds_on(date(2027, 4, 30))
    assert not licence.holds_on(date(2027, 5, 1))
    assert licence_names()["law_firm_practice"].zh == "律师事务所执业许可证"


def test_last_verified_is_the_latest_of_all_verifications():
    assert listing().last_verified_on == date(2026, 10, 1)
    assert listing(verified_on={}).last_verified_on is None
