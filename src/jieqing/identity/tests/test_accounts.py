"""A copy of all that is kept of oneself; an account deleted; an operator who disables one, for a reason."""

import json
from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.db import connection

from jieqing.evidence import log
from jieqing.identity import queries, service
from jieqing.identity.models import Grant, Invitation, Membership, Tenant
from jieqing.identity.tests.factories import actor_in, bing, browser, ding, jia, operator, yi
from jieqing.identity.tests.test_members import seat_of
from jieqing.identity.tests.test_tenants import CODE, newcomer, refused, seated
from jieqing.identity.tests.visitor import app_of, signed_in
from jieqing.kit.ids import new_id
from jieqing.kit.rows import acting
from jieqing.vault import service as vault

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


def test_the_copy_holds_what_is_kept_of_oneself_and_of_nobody_else():
    jia_ = jia()
    actor_in(jia_.tenant, "clerk", name="文员某")
    service.invite(jia_, "guest@example.com", ["creditor"])
    copy = service.export_account(jia_)
    text = json.dumps(copy, ensure_ascii=False)
    assert (copy["account"]["email"], copy["tenants"][0]["your_name"]) == ("jia@example.com", "贾砚秋")
    assert copy["tenants"][0]["roles"] == ["creditor"]
    assert len(copy["tenants"][0]["invitations_you_sent"]) == 1
    assert "文员某" not in text
    assert "guest@example.com" not in text
    with acting(jia_):
        person = Membership.objects.get(tenant_id=jia_.tenant, user_id=jia_.user_id).person_id
    assert ("vault.value_opened", "export") in {(e.event, e.code) for e in log.entries(jia_, person)}


def test_the_copy_covers_every_tenant_of_ones_own():
    founder = newcomer()
    service.open_account(founder, "沈砚秋")
    service.found_organisation(founder, "苏州试砺厨具有限公司（虚构）", CODE, "沈经理")
    copy = service.export_account(founder)
    assert [(t["kind"], t["name"], t["your_name"]) for t in copy["tenants"]] == [
        ("person", "沈砚秋", "沈砚秋"), ("organisation", "苏州试砺厨具有限公司（虚构）", "沈经理"),
    ]  # fmt: skip


def test_upper_rooms_add_what_they_keep(settings):
    settings.ACCOUNT_EXPORTS = {"listing": "jieqing.identity.queries.agency_of_tenant"}
    yi_ = yi()
    assert service.export_account(yi_)["tenants"][0]["kept_for_it"] == {"listing": "demo-001"}
    clerk = actor_in(yi_.tenant, "clerk", ["agency"])
    assert service.export_account(clerk)["tenants"][0]["kept_for_it"] == {}


def test_a_deleted_account_leaves_no_name_no_address_and_no_way_in():
    user = User.objects.create_user("gone-at", "gone-marker@example.com", "marble kettle sunrise")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    app_of(user)
    signed_in(user)
    founder = queries.membership_in_force(user.pk, None)
    assert founder is None
    actor = newcomer("host")
    service.found_organisation(actor, "甲（虚构）", CODE, "房东某")
    host = seated(actor)
    guest = actor_in(host.tenant, "gone-at", name="明文记号某")
    service.open_account(guest, "明文记号某")
    with acting(host):
        sealed = bytes(Membership.objects.get(tenant_id=host.tenant, user=user).name_sealed)
        person = Membership.objects.get(tenant_id=host.tenant, user=user).person_id
    alone = next(seat.tenant_id for seat in queries.tenants_of(guest) if seat.kind == "person")
    service.delete_account(guest, now=NOW)
    user.refresh_from_db()
    assert (user.is_active, user.email, user.has_usable_password()) == (False, "", False)
    assert user.username != "gone-at"
    for kept in (EmailAddress, Authenticator, UserSession):
        assert not kept.objects.filter(user=user).exists()
    assert queries.tenants_of(guest) == []
    assert refused(vault.open, host, sealed, "members").code == "subject_erased"
    assert [member.user_id for member in queries.members(host)] == [host.user_id]
    with acting(operator()):
        assert Tenant.objects.get(id=alone).state == "closed"
        assert bytes(Tenant.objects.get(id=alone).name_sealed) == b""
    assert "identity.member_left" in {entry.event for entry in log.entries(host, person)}
    with connection.cursor() as cursor:
        for table in ("auth_user", "account_emailaddress", "django_session", "usersessions_usersession"):
            cursor.execute(f"SELECT count(*) FROM {table} AS row WHERE row::text LIKE %s", ["%gone-marker%"])
            assert cursor.fetchone() == (0,), table


def test_an_organisation_of_one_closes_with_its_founder():
    actor = newcomer()
    service.found_organisation(actor, "甲（虚构）", CODE, "沈砚秋")
    founder = seated(actor)
    invitation = service.invite(founder, "guest@example.com", ["creditor"])
    subject = new_id()
    grant = service.grant(founder, yi().tenant, subject, "mandated_case", datetime(2027, 1, 1, tzinfo=UTC))
    service.delete_account(founder, now=NOW)
    assert not queries.is_granted(yi(), founder.tenant, subject)
    with acting(founder):
        assert Tenant.objects.get(id=founder.tenant).state == "closed"
        assert Invitation.objects.get(id=invitation).withdrawn_at == NOW
        assert Grant.objects.get(id=grant).ended_at == NOW
    # its public code is free for who comes after
    assert service.found_organisation(newcomer("later"), "甲（虚构）", CODE, "顾某")


def test_the_only_manager_of_others_hands_over_first():
    jia_ = jia()
    clerk = actor_in(jia_.tenant, "clerk")
    no = refused(service.delete_account, jia_)
    assert (no.code, "苏州甲灶" in no.message.zh) == ("last_manager", True)
    assert User.objects.get(pk=jia_.user_id).is_active
    assert len(queries.members(jia_)) == 2
    seat = seat_of(clerk)
    service.change_roles(jia_, seat.id, seat.version, ["creditor"], is_admin=True)
    service.delete_account(jia_)
    assert [member.user_id for member in queries.members(clerk)] == [clerk.user_id]


def test_a_seat_of_before_loses_its_name_too():
    jia_ = jia()
    guest = actor_in(jia_.tenant, "ding", name="丁未央")
    service.leave(guest)
    service.delete_account(ding())
    with acting(jia_):
        row = Membership.objects.get(tenant_id=jia_.tenant, user_id=guest.user_id)
        assert bytes(row.name_sealed) == b""
        assert vault.erased_on(jia_, row.person_id)


def test_an_operator_finds_an_account_by_its_exact_address_alone():
    op, jia_ = operator(), jia()
    found = queries.account_by_email(op, " JIA@example.com ")
    assert (found.user_id, found.seats[0][0], found.is_active) == (jia_.user_id, "苏州甲灶厨具有限公司（虚构）", True)
    assert queries.account_by_email(op, "ji@example.com") is None
    for stranger in (jia_, ding(), yi(), bing()):
        assert refused(queries.account_by_email, stranger, "jia@example.com").code == "operators_only"


def test_a_disabled_account_is_out_at_once_and_the_reason_is_on_record():
    op, jia_ = operator(), jia()
    client = browser(jia_)
    assert client.get("/account/sessions/").status_code == 200
    service.disable_account(op, jia_.user_id, "冒用他人代码")
    assert client.get("/account/sessions/").status_code == 302
    with acting(jia_):
        person = Membership.objects.get(tenant_id=jia_.tenant, user_id=jia_.user_id).person_id
    assert [entry.event for entry in log.entries(op, person)] == ["identity.reason_given"]
    service.enable_account(op, jia_.user_id, "核实无误")
    assert User.objects.get(pk=jia_.user_id).is_active
    assert client.get("/account/sessions/").status_code == 302  # the session of before is gone for good


def test_an_operator_needs_a_reason_and_does_not_lock_himself_out():
    op, jia_ = operator(), jia()
    assert refused(service.disable_account, op, jia_.user_id, " ").field == "reason"
    assert refused(service.disable_account, op, op.user_id, "x").code == "own_account"
    assert refused(service.disable_account, op, 10**6, "x").code == "account_unknown"
    for stranger in (jia_, ding(), yi()):
        assert refused(service.disable_account, stranger, op.user_id, "x").code == "operators_only"
        assert refused(service.reset_second_factor, stranger, op.user_id, "seen_in_person").code == "operators_only"
