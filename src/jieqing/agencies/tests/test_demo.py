"""The invented directory is lawful, plausible, undiallable, and shows what is refused. No database."""

import re
from collections import Counter
from datetime import date
from itertools import product
from typing import get_args

import pytest

from jieqing.agencies.demo import demo_directory
from jieqing.agencies.rules.catalogue import entity_kinds
from jieqing.agencies.rules.listing import EntityType, Matter
from jieqing.agencies.rules.validity import problems
from jieqing.law.divisions import divisions, is_within
from jieqing.law.registration import is_registration_code

ON = date(2026, 11, 22)
SUZHOU_AND_YANCHENG = [code for code in divisions() if len(code) == 6 and code[:4] in ("3205", "3209")]


def test_there_are_214_bodies_of_every_kind():
    assert len(demo_directory()) == 214
    assert set(Counter(x.entity_type for x in demo_directory())) == set(get_args(EntityType))


def test_it_is_the_same_directory_each_time():
    first = demo_directory()
    demo_directory.cache_clear()
    assert demo_directory() == first


def test_nothing_in_it_exists_or_can_be_dialled():
    for body in demo_directory():
        assert body.name.endswith("（虚构）")
        assert body.address.endswith("（虚构）")
        assert body.named_lawyer is None or body.named_lawyer.endswith("（虚构）")
        assert re.fullmatch(r"109\d{8}|0000-\d{8}", body.phone)
        assert body.registration_code == "" or (
            body.registration_code[2:8] == "990000" and is_registration_code(body.registration_code)
        )


def test_ids_names_telephones_and_codes_are_their_own():
    for field in ("id", "name", "phone"):
        assert len({getattr(x, field) for x in demo_directory()}) == 214
    codes = [x.registration_code for x in demo_directory() if x.registration_code]
    assert len(codes) == len(set(codes)) == 191


def test_none_is_refused_and_some_are_marked():
    found = [problem for body in demo_directory() for problem in problems(body, ON)]
    assert [problem for problem in found if problem.is_refused] == []
    assert Counter(problem.basis for problem in found) == {"CN-AG-02": 5, "CN-AG-02a": 2, "CN-AG-09": 3, "CN-AG-08": 1}


def test_ten_law_firms_ask_more_than_the_cap_so_that_refusal_can_be_seen():
    over = [
        x
        for x in demo_directory()
        if x.entity_type == "law_firm" and len(x.fee_offers) == 1 and (x.fee_offers[0].pct or 0) >= 20
    ]
    assert len(over) == 10


def test_some_are_expired_suspended_revoked_and_unchecked():
    expired = [x for x in demo_directory() if not any(licence.holds_on(ON) for licence in x.licences)]
    assert len(expired) == 7
    assert Counter(x.registration for x in demo_directory()) == {
        "active": 204, "suspended": 4, "revoked": 1, "not_checked": 5,
    }  # fmt: skip


def test_what_was_not_checked_carries_no_day_of_verification():
    for body in demo_directory():
        assert ("registration" in body.verified_on) == (body.registration != "not_checked")
        assert ("litigation_record" in body.verified_on) == (body.litigation_record != "not_checked")


def test_law_firms_name_a_lawyer_and_hold_no_figures_of_a_rate():
    for body in demo_directory():
        if body.entity_type == "law_firm":
            assert body.named_lawyer
            assert body.mediations is None


def test_every_county_of_suzhou_and_yancheng_has_bodies_of_its_own():
    assert len(SUZHOU_AND_YANCHENG) == 20
    seats = Counter(x.place for x in demo_directory())
    assert all(seats[code] >= 5 for code in SUZHOU_AND_YANCHENG)


@pytest.mark.parametrize("claim_fen", [300_000, 3_000_000, 30_000_000, 300_000_000])
def test_three_bodies_that_act_for_a_creditor_fit_each_claim_in_suzhou_and_yancheng(claim_fen):
    able = [
        x
        for x in demo_directory()
        if entity_kinds()[x.entity_type].may_litigate
        and x.registration == "active"
        and x.open_places
        and any(licence.holds_on(ON) for licence in x.licences)
        and x.amount_from_fen <= claim_fen
        and (x.amount_to_fen is None or claim_fen <= x.amount_to_fen)
    ]
    for code, matter in product(SUZHOU_AND_YANCHENG, get_args(Matter)):
        fitting = [x for x in able if matter in x.matters and any(is_within(code, d) for d in x.districts)]
        assert len(fitting) >= 3, (code, matter)


def test_who_takes_wages_offers_a_form_that_is_lawful_for_them():
    for body in demo_directory():
        if body.entity_type == "law_firm" and "wages" in body.matters and len(body.fee_offers) > 1:
            assert {offer.model for offer in body.fee_offers} & {"fixed", "hourly"}
