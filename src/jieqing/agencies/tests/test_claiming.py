"""Claiming a listing: asked by a manager, confirmed by an operator who made sure, one step after the other."""

from dataclasses import replace

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from jieqing.agencies import claiming, service
from jieqing.agencies.exchange.writing import csv_chunks
from jieqing.agencies.models import ListingClaim
from jieqing.agencies.rules.claiming import LEADS_TO, grounds, may_be_the_same
from jieqing.agencies.rules.listing import FeeOffer, Licence
from jieqing.agencies.tests.factories import listing
from jieqing.evidence import log
from jieqing.identity import queries as people
from jieqing.identity.tests.factories import actor_in, bing, browser, ding, jia, operator, yi
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.law.registration import registration_code

pytestmark = pytest.mark.django_db
OF_JIA, OF_DING = registration_code("91", "990000", "00009101"), registration_code("91", "990000", "00009104")


@pytest.fixture(autouse=True)
def directory():
    committee = {
        "entity_type": "peoples_mediation",
        "name": "试砺片区人民调解委员会",
        "registration_code": "",
        "licences": [Licence("peoples_mediation_filing", "1", None)],
        "named_lawyer": None,
        "fee_offers": [FeeOffer("none")],
    }
    rows = [
        listing(id="a-jia", registration_code=OF_JIA),
        listing(id="a-ding", registration_code=OF_DING, name="盐城丁砺律师事务所"),
        listing(id="a-none", **committee),
    ]
    file = b"".join(csv_chunks(rows, "zh"))
    assert service.import_directory(operator(), file, "名录.csv").added == 3


def refused(call, *arguments, **named):
    with pytest.raises(Refusal) as no:
        call(*arguments, **named)
    return no.value


def test_an_organisation_claims_and_an_operator_confirms():
    jia_, op = jia(), operator()
    asked = claiming.claim_listing(jia_, "a-jia")
    (waiting,) = claiming.claims_waiting(op)
    assert (waiting.id, waiting.tenant_name, waiting.has_same_code) == (asked, "苏州甲灶厨具有限公司（虚构）", True)
    assert people.tenant_of_agency(ding(), "a-jia") is None
    claiming.confirm(op, asked, "called_listed_number")
    assert people.tenant_of_agency(ding(), "a-jia") == jia_.tenant
    assert [member.roles for member in people.members(jia_)] == [("creditor", "agency")]
    assert claiming.own_claim(jia_).state == "confirmed"
    entries = log.entries(jia_, asked)
    assert [(entry.event, entry.code) for entry in entries] == [
        ("agencies.listing_confirmed", "called_listed_number"), ("agencies.listing_claimed", ""),
    ]  # fmt: skip
    assert entries[0].actor == op.who


def test_a_refused_claim_says_why_and_may_be_made_again():
    jia_, op = jia(), operator()
    asked = claiming.claim_listing(jia_, "a-jia")
    claiming.refuse(op, asked, "not_reached")
    assert claiming.own_claim(jia_).ground == grounds("refusals")["not_reached"]
    assert people.tenant_of_agency(jia_, "a-jia") is None
    assert claiming.claim_listing(jia_, "a-jia") != asked


def test_an_operator_names_how_he_made_sure():
    asked = claiming.claim_listing(jia(), "a-jia")
    for ground in ("", "trust me", "not_reached"):
        assert refused(claiming.confirm, operator(), asked, ground).field == "ground"
    assert refused(claiming.refuse, operator(), asked, "called_listed_number").field == "ground"


def test_a_released_listing_takes_the_role_away():
    jia_, op = jia(), operator()
    asked = claiming.claim_listing(jia_, "a-jia")
    claiming.confirm(op, asked, "licence_seen")
    claiming.release(op, asked)
    assert people.tenant_of_agency(jia_, "a-jia") is None
    assert [member.roles for member in people.members(jia_)] == [("creditor",)]
    assert claiming.claims_waiting(op) == []


def test_a_claim_needs_an_organisation_a_manager_and_the_listings_own_code():
    jia_ = jia()
    assert refused(claiming.claim_listing, jia_, "a-ding").code == "listing_of_another_code"
    assert refused(claiming.claim_listing, jia_, "nowhere").code == "agency_unknown"
    assert refused(claiming.claim_listing, bing(), "a-none").code == "organisations_only"
    assert refused(claiming.claim_listing, actor_in(jia_.tenant, "clerk"), "a-jia").code == "managers_only"
    assert refused(claiming.claim_listing, replace(jia_, user_id=None), "a-jia").code == "sign_in_needed"
    assert may_be_the_same("", OF_JIA)


def test_two_may_ask_for_a_listing_and_one_holds_it():
    jia_, ding_, op = jia(), ding(), operator()
    first, second = (claiming.claim_listing(each, "a-none") for each in (jia_, ding_))
    claiming.confirm(op, second, "met_in_person")
    assert refused(claiming.confirm, op, first, "met_in_person").code == "listing_already_held"
    assert claiming.own_claim(jia_).state == "asked"  # refused in the middle: nothing of it stands
    claiming.withdraw(jia_, first)
    assert refused(claiming.claim_listing, jia_, "a-none").code == "listing_already_held"


def test_an_organisation_asks_for_one_listing_at_a_time():
    jia_ = jia()
    claiming.claim_listing(jia_, "a-none")
    assert refused(claiming.claim_listing, jia_, "a-jia").code == "claim_open_already"


def test_ding_sees_and_decides_nothing():
    jia_, ding_ = jia(), ding()
    asked = claiming.claim_listing(jia_, "a-jia")
    assert claiming.own_claim(ding_) is None
    with acting(ding_), connection.cursor() as cursor:
        assert not ListingClaim.objects.exists()
        cursor.execute("SELECT count(*) FROM agencies_listingclaim")
        assert cursor.fetchone() == (0,)
        assert ListingClaim.objects.filter(id=asked).update(state="confirmed") == 0
    assert refused(claiming.withdraw, ding_, asked).code == "claim_decided"
    for act in (
        lambda: claiming.confirm(ding_, asked, "licence_seen"),
        lambda: claiming.refuse(jia_, asked, "not_reached"),
        lambda: claiming.release(yi(), asked),
        lambda: claiming.claims_waiting(ding_),
    ):
        assert refused(act).code == "operators_only"


def test_no_step_of_a_claim_is_skipped():
    class Workflow(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.state, self.claim, self.jia, self.op = "", None, jia(), operator()

        @rule()
        def ask(self):
            if self.state in ("asked", "confirmed"):
                assert refused(claiming.claim_listing, self.jia, "a-jia").code in (
                    "claim_open_already",
                    "listing_already_held",
                )
            else:
                self.claim, self.state = claiming.claim_listing(self.jia, "a-jia"), "asked"

        @rule(step=st.sampled_from(["confirmed", "refused", "withdrawn", "released"]))
        def lead(self, step):
            if self.claim is None:
                return
            act = {
                "confirmed": lambda: claiming.confirm(self.op, self.claim, "licence_seen"),
                "refused": lambda: claiming.refuse(self.op, self.claim, "not_reached"),
                "withdrawn": lambda: claiming.withdraw(self.jia, self.claim),
                "released": lambda: claiming.release(self.op, self.claim),
            }[step]
            if step in LEADS_TO[self.state]:
                act()
                self.state = step
            else:
                assert refused(act).code == "claim_decided"

        @invariant()
        def held_only_when_confirmed(self):
            holder = people.tenant_of_agency(self.jia, "a-jia")
            assert holder == (self.jia.tenant if self.state == "confirmed" else None)

        def teardown(self):
            if self.claim and self.state == "asked":
                claiming.withdraw(self.jia, self.claim)
            if self.claim and self.state == "confirmed":
                claiming.release(self.op, self.claim)

    quick = settings(
        max_examples=15, stateful_step_count=10, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    run_state_machine_as_test(Workflow, settings=quick)


@pytest.mark.parametrize("root", ["/", "/en/"])
def test_the_pages_lead_from_the_listing_to_the_operators_yes(root):
    jia_, op = browser(jia()), browser(operator())
    assert f"{root}agencies/a-jia/claim/" in jia_.get(f"{root}agencies/a-jia/").content.decode()
    page = jia_.get(f"{root}agencies/a-jia/claim/").content.decode()
    assert OF_JIA in page
    assert jia_.post(f"{root}agencies/a-jia/claim/").status_code == 302
    desk = f"{root}operator/listings/"
    assert "苏州甲灶厨具有限公司（虚构）" in op.get(desk).content.decode()
    claim = claiming.own_claim(jia()).id
    assert op.post(desk, {"claim": str(claim), "act": "confirm"}).status_code == 422
    assert op.post(desk, {"claim": "x", "act": "confirm", "ground": "licence_seen"}).status_code == 409
    assert op.post(desk, {"claim": str(claim), "act": "confirm", "ground": "licence_seen"}).status_code == 302
    assert f"{root}account/members/" in jia_.get(f"{root}agencies/a-jia/claim/").content.decode()
    stranger = browser(ding())
    assert stranger.get(desk).status_code == 403
    assert stranger.post(f"{root}agencies/a-jia/claim/").status_code == 409
