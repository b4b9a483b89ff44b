"""Members: roles count at once, two browsers lose nobody's words, a manager always stays, 丁 changes nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory

from jieqing.evidence import log
from jieqing.identity import queries, service
from jieqing.identity.middleware import ACTIVE_TENANT, actor_of_session
from jieqing.identity.models import Membership
from jieqing.identity.tests.factories import actor_in, browser, ding, jia, yi
from jieqing.identity.tests.test_tenants import newcomer, refused
from jieqing.kit.actor import Actor
from jieqing.kit.ids import new_id
from jieqing.kit.rows import acting
from jieqing.vault import service as vault

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


def seat_of(actor: Actor) -> queries.Member:
    return next(member for member in queries.members(actor) if member.user_id == actor.user_id)


def asked(actor: Actor) -> Actor:
    """The actor that the middleware makes of that person's next request."""
    request = RequestFactory().get("/")
    client = browser(actor)
    request.session = client.session
    from django.contrib.auth import get_user

    request.user = get_user(request)
    return actor_of_session(request)


def test_a_changed_role_counts_at_the_next_request():
    yi_ = yi()
    clerk = actor_in(yi_.tenant, "clerk", ["agency"])
    assert asked(clerk).roles == {"agency"}
    seat = seat_of(clerk)
    service.change_roles(yi_, seat.id, seat.version, ["compliance"], is_admin=False)
    assert asked(clerk).roles == {"compliance"}
    assert seat_of(clerk).version == seat.version + 1
    with acting(yi_):
        person = Membership.objects.get(id=seat.id).person_id
    entry = log.entries(yi_, person)[0]
    assert (entry.event, len(entry.commitment)) == ("identity.roles_changed", 32)


def test_who_was_removed_has_no_rights_at_once_and_keeps_his_other_seats():
    jia_, ding_ = jia(), ding()
    guest = actor_in(jia_.tenant, "ding")
    assert asked(guest).tenant == jia_.tenant
    service.remove_member(jia_, seat_of(guest).id)
    assert asked(guest).tenant == ding_.tenant  # the tenant of before is not his any more: his own instead
    alone = actor_in(jia_.tenant, "clerk")
    service.remove_member(jia_, seat_of(alone).id)
    assert (asked(alone).tenant, asked(alone).roles) == (None, frozenset())


def test_a_disabled_account_is_anyone():
    from django.contrib.auth.models import User

    jia_ = jia()
    client = browser(jia_)
    User.objects.filter(pk=jia_.user_id).update(is_active=False)
    request = RequestFactory().get("/")
    request.session = client.session
    from django.contrib.auth import get_user

    request.user = get_user(request)
    assert actor_of_session(request).user_id is None


def test_a_tenant_in_the_session_that_is_not_his_gives_him_his_own():
    jia_, ding_ = jia(), ding()
    client = browser(ding_)
    session = client.session
    session[ACTIVE_TENANT] = str(jia_.tenant)
    session.save()
    request = RequestFactory().get("/")
    from django.contrib.auth import get_user

    request.session = session
    request.user = get_user(request)
    assert actor_of_session(request).tenant == ding_.tenant


def test_the_second_of_two_browsers_is_told_and_the_first_ones_choice_stands():
    jia_ = jia()
    clerk = actor_in(jia_.tenant, "clerk")
    seat = seat_of(clerk)
    service.change_roles(jia_, seat.id, seat.version, ["creditor", "debtor"], is_admin=True)
    no = refused(service.change_roles, jia_, seat.id, seat.version, ["debtor"], is_admin=False)
    assert (no.code, no.status) == ("changed_meanwhile", 409)
    assert seat_of(clerk).roles == ("creditor", "debtor")


def test_the_last_manager_stays():
    jia_ = jia()
    own = seat_of(jia_)
    for act in (
        lambda: service.change_roles(jia_, own.id, own.version, ["creditor"], is_admin=False),
        lambda: service.remove_member(jia_, own.id),
        lambda: service.leave(jia_),
    ):
        assert refused(act).code == "last_manager"
    other = actor_in(jia_.tenant, "second", is_admin=True)
    service.leave(jia_)
    assert [member.user_id for member in queries.members(other)] == [other.user_id]
    assert refused(service.leave, other).code == "last_manager"


def test_only_a_manager_changes_members():
    jia_ = jia()
    clerk = actor_in(jia_.tenant, "clerk")
    own, managers = seat_of(clerk), seat_of(jia_)
    for act in (
        lambda: service.change_roles(clerk, own.id, own.version, ["debtor"], is_admin=True),
        lambda: service.remove_member(clerk, managers.id),
        lambda: queries.names_opened(clerk),
    ):
        assert refused(act).code == "managers_only"
    service.leave(clerk)
    assert len(queries.members(jia_)) == 1


def test_a_manager_who_was_demoted_can_do_nothing_with_the_page_he_has_open():
    jia_ = jia()
    second = actor_in(jia_.tenant, "second", is_admin=True)
    own = seat_of(second)
    service.change_roles(jia_, own.id, own.version, ["creditor"], is_admin=False)
    assert refused(service.remove_member, second, seat_of(jia_).id).code == "managers_only"


def test_ding_changes_nobody_and_cannot_tell_a_stranger_from_nobody():
    jia_, ding_ = jia(), ding()
    seat = seat_of(jia_)
    nobody = new_id()
    for act in (
        lambda target: service.change_roles(ding_, target, 1, ["creditor"], is_admin=False),
        lambda target: service.remove_member(ding_, target),
        lambda target: queries.member(ding_, target),
    ):
        for target in (seat.id, nobody):
            no = refused(act, target)
            assert (no.code, no.status) == ("member_unknown", 404)
    assert [member.user_id for member in queries.members(ding_)] == [ding_.user_id]
    # a manager of his own, acting in 甲's name by a forged actor, is no manager there
    forged = Actor(ding_.who, jia_.tenant, ding_.roles, ding_.user_id)
    assert refused(service.remove_member, forged, seat.id).code == "managers_only"


def test_names_are_opened_for_a_manager_and_that_leaves_an_entry():
    jia_ = jia()
    actor_in(jia_.tenant, "clerk", name="文员某")
    names = queries.names_opened(jia_)
    assert sorted(names.values()) == ["文员某", "贾砚秋"]
    with acting(jia_):
        person = Membership.objects.get(tenant_id=jia_.tenant, user_id=jia_.user_id).person_id
    assert ("vault.value_opened", "members") in {(e.event, e.code) for e in log.entries(jia_, person)}


def test_a_name_is_changed_by_its_bearer_alone_and_sealed():
    jia_ = jia()
    service.change_name(jia_, "贾新名")
    assert seat_of(jia_).name_masked == "贾**"
    assert "贾新名" in queries.names_opened(jia_).values()
    assert refused(service.change_name, jia_, "贾\u202e名").field == "own_name"


def test_the_managers_seats_are_told_apart_for_notices():
    jia_ = jia()
    clerk = actor_in(jia_.tenant, "clerk", ["debtor"])
    assert queries.users_of(jia_) == [jia_.user_id, clerk.user_id]
    assert queries.users_of(jia_, role="debtor") == [clerk.user_id]
    assert queries.users_of(jia_, is_admin=True) == [jia_.user_id]


def test_a_grant_lets_the_reader_open_until_it_ends():
    jia_, yi_, ding_ = jia(), yi(), ding()
    claim = new_id()
    with acting(jia_):
        sealed = vault.seal(jia_, claim, "claim.debtor_name", "邴小满")
    assert refused(vault.open, yi_, sealed, "mandated_case").code == "sealed_value_not_yours"
    given = service.grant(jia_, yi_.tenant, claim, "mandated_case", NOW + timedelta(days=30), now=NOW)
    assert vault.open(yi_, sealed, "mandated_case") == "邴小满"
    assert queries.is_granted(yi_, jia_.tenant, claim)
    assert refused(vault.open, ding_, sealed, "own_claim").code == "sealed_value_not_yours"
    assert queries.tenant_name(yi_, jia_.tenant).startswith("苏州甲灶")
    assert queries.tenant_name(ding_, jia_.tenant) == ""
    assert [g.id for g in queries.grants(yi_, claim)] == [given] == [g.id for g in queries.grants(jia_, claim)]
    assert queries.grants(ding_) == []
    assert refused(service.end_grant, yi_, given).code == "grant_over"  # a reader's is not his to end
    service.end_grant(jia_, given)
    assert refused(vault.open, yi_, sealed, "mandated_case").code == "sealed_value_not_yours"
    assert refused(service.end_grant, jia_, given).code == "grant_over"
    assert {e.event for e in log.entries(jia_, claim)} >= {"identity.grant_made", "identity.grant_ended"}


def test_a_grant_ends_by_itself():
    jia_, yi_ = jia(), yi()
    claim = new_id()
    with acting(jia_):
        sealed = vault.seal(jia_, claim, "claim.debtor_name", "邴小满")
    past = NOW - timedelta(days=2)
    given = service.grant(jia_, yi_.tenant, claim, "mandated_case", NOW - timedelta(seconds=1), now=past)
    assert not queries.is_granted(yi_, jia_.tenant, claim)
    assert refused(vault.open, yi_, sealed, "mandated_case").code == "sealed_value_not_yours"
    assert refused(service.end_grant, jia_, given, now=NOW).code == "grant_over"


def test_ding_cannot_open_anothers_case_to_a_friend():
    """He knows the id of 甲's case and grants it to 乙: it is not his, so 乙 reads nothing by that."""
    jia_, yi_, claim = jia(), yi(), new_id()
    with acting(jia_):
        sealed = vault.seal(jia_, claim, "claim.debtor_name", "邴小满")
    service.grant(ding(), yi_.tenant, claim, "mandated_case", NOW + timedelta(days=1), now=NOW)
    assert refused(vault.open, yi_, sealed, "mandated_case").code == "sealed_value_not_yours"


def test_a_grant_needs_an_end_to_come_and_another_reader():
    jia_, claim = jia(), new_id()
    assert refused(service.grant, jia_, yi().tenant, claim, "x", NOW, now=NOW).field == "ends_at"
    for reader in (new_id(), jia_.tenant):
        no = refused(service.grant, jia_, reader, claim, "x", NOW + timedelta(days=1), now=NOW)
        assert no.code == "reader_unknown"
    assert refused(service.grant, newcomer(), yi().tenant, claim, "x", NOW + timedelta(days=1)).code == "no_tenant_yet"


def test_staff_manage_members_only_with_a_second_factor():
    yi_ = replace(yi(), has_second_factor=False)
    for act in (
        lambda: service.invite(yi_, "x@example.com", ["agency"]),
        lambda: service.remove_member(yi_, seat_of(yi_).id),
        lambda: queries.names_opened(yi_),
    ):
        assert refused(act).code == "second_factor_needed"
    jia_ = replace(jia(), has_second_factor=False)
    assert service.invite(jia_, "x@example.com", ["creditor"])  # no staff there
