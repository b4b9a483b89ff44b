"""Invitations: for one address, once, for seven days; the link's secret lies sealed, and is gone when it has served."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle as Kept
from hypothesis.stateful import (
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from jieqing.evidence import log
from jieqing.identity import service
from jieqing.identity.models import Invitation, Membership
from jieqing.identity.queries import digest, invitation_for_mail, invitation_seen, invitations, members, tenants_of
from jieqing.identity.rules.invitation import LASTS, MOST_OPEN
from jieqing.identity.rules.roles import HOUSE
from jieqing.identity.tests.factories import actor_in, bing, ding, jia, operator
from jieqing.identity.tests.test_tenants import newcomer, refused
from jieqing.kit import announce
from jieqing.kit.actor import ANYONE, Actor, system
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
DAY = timedelta(days=1)


def mailed(actor: Actor, invitation_id: UUID) -> str:
    """The secret that the mail job puts into the link."""
    letter = invitation_for_mail(system("mail", actor.tenant), invitation_id)
    assert letter is not None
    return letter.token


def invited(actor: Actor, email: str = "new@example.com", **named) -> tuple[UUID, str]:
    """(the invitation, the digest of the link's secret)."""
    named.setdefault("now", NOW)
    invitation_id = service.invite(actor, email, named.pop("roles", ["creditor"]), **named)
    return invitation_id, digest(mailed(actor, invitation_id))


def test_who_is_invited_sees_by_whom_and_joins_with_those_roles():
    jia_, guest = jia(), newcomer()
    invitation_id, token = invited(jia_, is_admin=True)
    seen = invitation_seen(token, NOW)
    assert (seen.tenant_name, seen.inviter_masked, seen.email_masked) == (
        "苏州甲灶厨具有限公司（虚构）", "贾**", "n***@example.com",
    )  # fmt: skip
    assert (seen.roles, seen.is_admin, seen.standing) == (("creditor",), True, "open")
    assert service.accept_invitation(guest, token, "沈砚秋", now=NOW + DAY) == jia_.tenant
    assert [(m.name_masked, m.is_admin) for m in members(jia_)] == [("贾**", True), ("沈**", True)]
    assert [seat.tenant_id for seat in tenants_of(guest)] == [jia_.tenant]
    assert {entry.event for entry in log.entries(jia_, invitation_id)} >= {
        "identity.member_invited", "identity.invitation_accepted", "vault.subject_erased",
    }  # fmt: skip


def test_an_invitation_is_used_once():
    jia_, guest = jia(), newcomer()
    _, token = invited(jia_)
    service.accept_invitation(guest, token, "沈砚秋", now=NOW)
    assert refused(service.accept_invitation, guest, token, "沈砚秋", now=NOW).code == "invitation_used"
    assert refused(service.accept_invitation, ding(), token, "丁", now=NOW + 30 * DAY).code == "invitation_used"
    assert len(members(jia_)) == 2


def test_an_invitation_runs_out_after_seven_days():
    jia_, guest = jia(), newcomer()
    _, token = invited(jia_)
    assert refused(service.accept_invitation, guest, token, "沈砚秋", now=NOW + LASTS).code == "invitation_late"
    assert service.accept_invitation(guest, token, "沈砚秋", now=NOW + LASTS - timedelta(seconds=1))


def test_an_invitation_that_was_withdrawn_leads_nowhere():
    jia_, guest = jia(), newcomer()
    invitation_id, token = invited(jia_)
    service.withdraw_invitation(jia_, invitation_id)
    assert refused(service.accept_invitation, guest, token, "沈砚秋", now=NOW).code == "invitation_withdrawn"
    assert refused(service.withdraw_invitation, jia_, invitation_id).code == "invitation_not_open"
    assert invitation_for_mail(system("mail", jia_.tenant), invitation_id) is None
    assert invitations(jia_, NOW) == []


def test_an_invitation_is_for_the_address_it_was_sent_to():
    jia_, ding_ = jia(), ding()
    _, token = invited(jia_)
    no = refused(service.accept_invitation, ding_, token, "丁未央", now=NOW)
    assert (no.code, "n***@example.com" in no.message.en) == ("invitation_for_another", True)
    assert len(members(jia_)) == 1
    assert refused(service.accept_invitation, ANYONE, token, "丁", now=NOW).code == "sign_in_needed"
    assert refused(service.accept_invitation, ding_, digest("guessed"), "丁", now=NOW).code == "invitation_unknown"


def test_a_name_that_cannot_be_read_leaves_the_invitation_open():
    jia_, guest = jia(), newcomer()
    _, token = invited(jia_)
    no = refused(service.accept_invitation, guest, token, "沈\u202e砚", now=NOW)
    assert (no.code, no.field) == ("hidden_characters", "own_name")
    assert service.accept_invitation(guest, token, "沈砚", now=NOW)


def test_only_a_manager_invites_and_only_where_there_are_members():
    jia_ = jia()
    clerk = actor_in(jia_.tenant, "clerk")
    for act in (
        lambda: service.invite(clerk, "x@example.com", ["creditor"]),
        lambda: service.withdraw_invitation(clerk, invited(jia_)[0]),
        lambda: invitations(clerk, NOW),
    ):
        assert refused(act).code == "managers_only"
    assert refused(service.invite, bing(), "x@example.com", ["debtor"]).code == "acting_alone"
    assert refused(service.invite, newcomer("y"), "x@example.com", ["creditor"]).code == "no_tenant_yet"


def test_ding_does_nothing_to_anothers_invitation():
    jia_, ding_ = jia(), ding()
    invitation_id, _ = invited(jia_)
    assert refused(service.withdraw_invitation, ding_, invitation_id).code == "invitation_not_open"
    assert invitations(ding_, NOW) == []
    assert invitation_for_mail(system("mail", ding_.tenant), invitation_id) is None


@pytest.mark.parametrize("role", ["operator", "verifier", "agency", "god"])
def test_nobody_is_invited_to_a_role_that_does_not_stand_there(role):
    assert refused(service.invite, jia(), "x@example.com", [role]).field == "roles"


def test_an_operator_is_invited_into_the_house_alone():
    op, guest = operator(), newcomer()
    _, token = invited(op, roles=["operator", "compliance"])
    assert service.accept_invitation(guest, token, "沈砚秋", now=NOW) == HOUSE
    assert tenants_of(guest)[0].roles == ("compliance", "operator")


def test_the_same_address_is_not_invited_twice():
    jia_ = jia()
    invited(jia_, "Guest@Example.com")
    assert refused(service.invite, jia_, "guest@example.com", ["creditor"], now=NOW).code == "already_invited"
    assert refused(service.invite, jia_, "jia@example.com", ["creditor"], now=NOW).code == "already_member"
    assert service.invite(jia_, "guest@example.com", ["creditor"], now=NOW + LASTS)  # the first ran out
    assert service.invite(ding(), "guest@example.com", ["creditor"], now=NOW)  # another's guest is no secret of ours


def test_fifty_wait_at_most():
    jia_ = jia()
    for n in range(MOST_OPEN):
        service.invite(jia_, f"guest{n}@example.com", ["creditor"], now=NOW)
    assert refused(service.invite, jia_, "one@example.com", ["creditor"], now=NOW).code == "too_many_invitations"


def test_neither_address_nor_secret_lies_open_in_tables_or_jobs(monkeypatch):
    jia_ = jia()
    monkeypatch.setitem(announce._handlers, "identity.member_invited", ("notices.invite",))
    invitation_id = service.invite(jia_, "marker-guest@example.com", ["creditor"], now=NOW)
    secret = mailed(jia_, invitation_id)
    with acting(jia_), connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs WHERE task_name = 'notices.invite'")
        ((args,),) = cursor.fetchall()
        assert str(invitation_id) in args
        for table in ("identity_invitation", "procrastinate_jobs"):
            for marker in ("marker-guest", secret):
                cursor.execute(f"SELECT count(*) FROM {table} AS row WHERE row::text LIKE %s", [f"%{marker}%"])
                assert cursor.fetchone() == (0,), (table, marker)


def test_what_ran_out_unused_is_forgotten():
    jia_ = jia()
    invitation_id, token = invited(jia_)
    assert service.forget_invitations(jia_, NOW + LASTS) == 0
    assert service.forget_invitations(jia_, NOW + LASTS + DAY) == 1
    assert service.forget_invitations(jia_, NOW + LASTS + DAY) == 0
    assert invitation_for_mail(system("mail", jia_.tenant), invitation_id) is None
    assert invitation_seen(token, NOW).email_masked == ""


class InvitationWorkflow(RuleBasedStateMachine):
    """Whatever is done in whatever order: nobody joins but by an open invitation to his own address, and once."""

    links = Kept("links")

    def __init__(self):
        super().__init__()
        self.example = transaction.atomic()  # each example begins on the same tables
        self.example.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @initialize()
    def begin(self):
        self.jia, self.now = jia(), NOW
        self.guests = {n: newcomer(f"guest{n}") for n in range(3)}
        self.open: dict[UUID, tuple[int, datetime]] = {}
        self.joined: set[int] = set()

    @rule(target=links, n=st.integers(0, 2))
    def invite(self, n):
        waiting = {guest for guest, end in self.open.values() if self.now < end}
        try:
            invitation_id, token = invited(self.jia, f"guest{n}@example.com", now=self.now)
        except Refusal as no:
            assert no.code == ("already_member" if n in self.joined else "already_invited")
            assert n in self.joined | waiting
            return multiple()
        assert n not in self.joined | waiting
        self.open[invitation_id] = (n, self.now + LASTS)
        return (invitation_id, token, n)

    @rule(link=links, n=st.integers(0, 2))
    def accept(self, link, n):
        invitation_id, token, whose = link
        may = invitation_id in self.open and self.now < self.open[invitation_id][1] and n == whose
        may = may and n not in self.joined
        try:
            service.accept_invitation(self.guests[n], token, "客人某", now=self.now)
        except Refusal:
            assert not may
        else:
            assert may
            self.joined.add(n)
            del self.open[invitation_id]

    @rule(link=links)
    def withdraw(self, link):
        try:
            service.withdraw_invitation(self.jia, link[0], now=self.now)
        except Refusal:
            assert link[0] not in self.open
        else:
            del self.open[link[0]]

    @rule(link=consumes(links))
    def forge(self, link):
        """A stranger with no link, and one with a link that is not his."""
        for token in (digest(str(link[0])), link[1]):
            with pytest.raises(Refusal):
                service.accept_invitation(ding(), token, "丁未央", now=self.now)

    @rule(n=st.integers(0, 2))
    def remove(self, n):
        if n in self.joined:
            with acting(self.jia):
                seat = Membership.objects.get(tenant_id=self.jia.tenant, user_id=self.guests[n].user_id, ended_at=None)
            service.remove_member(self.jia, seat.id)
            self.joined.discard(n)

    @rule(days=st.integers(1, 8))
    def wait(self, days):
        self.now += days * DAY

    @invariant()
    def only_who_accepted_is_in(self):
        if hasattr(self, "jia"):
            users = {self.guests[n].user_id for n in self.joined} | {self.jia.user_id}
            assert {member.user_id for member in members(self.jia)} == users
            with acting(self.jia):
                assert Invitation.objects.filter(used_at=None, withdrawn_at=None).count() == len(self.open)


def test_no_step_of_an_invitation_is_skipped():
    examples = settings(
        max_examples=15, stateful_step_count=12, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    run_state_machine_as_test(InvitationWorkflow, settings=examples)
