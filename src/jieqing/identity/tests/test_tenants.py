"""Founding: an organisation once by its public code, a person alone, the house; and who holds a listing."""

import pytest
from django.contrib.auth.models import User
from django.db import connection

from jieqing.evidence import log
from jieqing.identity import service
from jieqing.identity.models import Membership, Tenant
from jieqing.identity.queries import agency_of_tenant, members, tenant_of_agency, tenants_of
from jieqing.identity.rules.roles import HOUSE
from jieqing.identity.tests.factories import actor_in, ding, jia, operator, yi
from jieqing.kit.actor import ANYONE, Actor
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.law.registration import registration_code
from jieqing.vault import service as vault

pytestmark = pytest.mark.django_db
CODE = registration_code("91", "990000", "00009188")


def newcomer(name: str = "new") -> Actor:
    user = User.objects.create_user(name, f"{name}@example.com")
    return Actor(f"user:{user.pk}", user_id=user.pk)


def refused(call, *arguments, **named) -> Refusal:
    with pytest.raises(Refusal) as no:
        call(*arguments, **named)
    return no.value


def seated(actor: Actor) -> Actor:
    (seat,) = tenants_of(actor)
    return Actor(actor.who, seat.tenant_id, frozenset(seat.roles), actor.user_id)


def test_a_founder_manages_the_organisation_under_a_sealed_name():
    founder = newcomer()
    tenant = service.found_organisation(founder, "苏州试砺厨具有限公司（虚构）", CODE, "沈砚秋")
    actor = seated(founder)
    assert (actor.tenant, actor.roles) == (tenant, {"creditor"})
    (member,) = members(actor)
    assert (member.name_masked, member.is_admin, member.is_self) == ("沈**", True, True)
    assert "identity.tenant_founded" in [entry.event for entry in log.entries(actor, tenant)]
    with acting(actor):
        row = Membership.objects.get(tenant_id=tenant)
        assert "沈砚秋".encode() not in bytes(row.name_sealed)
        assert vault.open(actor, bytes(row.name_sealed), "members") == "沈砚秋"


def test_a_person_acts_alone_once():
    founder = newcomer()
    service.open_account(founder, "邴小满", role="debtor")
    actor = seated(founder)
    assert actor.roles == {"debtor"}
    with acting(actor):
        tenant = Tenant.objects.get(id=actor.tenant)
    assert (tenant.kind, tenant.name) == ("person", "")
    assert vault.mask(actor, [bytes(tenant.name_sealed)]) == ["邴**"]
    assert refused(service.open_account, founder, "邴小满").code == "already_acting_alone"


def test_a_second_organisation_of_the_same_code_is_refused_and_told_nothing_else():
    first = service.found_organisation(newcomer("first"), "苏州试砺厨具有限公司（虚构）", CODE, "沈砚秋")
    second = newcomer("second")
    no = refused(service.found_organisation, second, "另一个名字（虚构）", CODE.lower(), "顾某")
    assert (no.code, no.status, no.field) == ("organisation_already_here", 409, "registration_code")
    said = f"{no.message}{no.remedy}"
    assert "试砺" not in said
    assert str(first) not in said
    assert no.about is None
    assert tenants_of(second) == []
    # the name is nobody's alone: another code is another organisation
    other = registration_code("91", "990000", "00009189")
    assert service.found_organisation(second, "苏州试砺厨具有限公司（虚构）", other, "顾某") != first


def test_a_refusal_in_the_middle_leaves_nothing_behind():
    service.found_organisation(newcomer("first"), "甲（虚构）", CODE, "沈砚秋")
    refused(service.found_organisation, newcomer("second"), "乙（虚构）", CODE, "顾某")
    with acting(operator()):
        assert Tenant.objects.exclude(kind="house").count() == 1


@pytest.mark.parametrize("role", ["operator", "agency", "compliance", "verifier"])
def test_nobody_makes_himself_staff_by_founding(role):
    assert (
        refused(service.found_organisation, newcomer(), "甲（虚构）", CODE, "沈砚", role=role).code == "role_not_here"
    )
    assert refused(service.open_account, newcomer("b"), "沈砚", role=role).code == "role_not_here"


def test_nobody_founds_without_having_signed_in():
    assert refused(service.found_organisation, ANYONE, "甲（虚构）", CODE, "沈砚").code == "sign_in_needed"


def test_the_house_is_kept_once_and_the_operator_sits_in_it():
    User.objects.create_user("operator")
    service.keep_house()
    service.keep_house()
    with acting(operator()):
        assert Tenant.objects.get(kind="house").id == HOUSE
        assert Membership.objects.filter(user__username="operator").count() == 1
    seat = tenants_of(Actor("user:0", user_id=User.objects.get(username="operator").pk))[0]
    assert (seat.tenant_id, seat.roles, seat.is_admin) == (HOUSE, ("operator",), True)


def test_a_listing_is_held_by_one_organisation_whose_managers_become_agency_staff():
    jia_, op = jia(), operator()
    actor_in(jia_.tenant, "jia2")
    service.hold_listing(op, jia_.tenant, "demo-007")
    assert agency_of_tenant(jia_) == "demo-007"
    assert tenant_of_agency(ding(), "demo-007") == jia_.tenant
    assert [m.roles for m in members(jia_)] == [("creditor", "agency"), ("creditor",)]
    assert refused(service.hold_listing, op, ding().tenant, "demo-007").code == "listing_already_held"
    assert refused(service.hold_listing, op, jia_.tenant, "demo-008").code == "listing_already_held"
    service.release_listing(op, jia_.tenant)
    assert tenant_of_agency(ding(), "demo-007") is None
    assert [m.roles for m in members(jia_)] == [("creditor",), ("creditor",)]


def test_ding_gives_himself_no_listing():
    ding_ = ding()
    assert refused(service.hold_listing, ding_, ding_.tenant, "demo-007").code == "operators_only"
    assert refused(service.release_listing, ding_, yi().tenant).code == "operators_only"


def test_no_name_of_a_person_lies_open_in_the_tables():
    service.found_organisation(newcomer(), "甲（虚构）", CODE, "明文记号某")
    service.open_account(newcomer("b"), "明文记号某")
    with acting(operator()), connection.cursor() as cursor:
        for table in ("identity_tenant", "identity_membership", "auth_user", "procrastinate_jobs"):
            cursor.execute(f"SELECT count(*) FROM {table} AS row WHERE row::text LIKE %s", ["%明文记号%"])
            assert cursor.fetchone() == (0,)
