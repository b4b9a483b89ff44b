"""Periods: changed within bounds, kept as history; the night deletes what is over, and says how much."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import ProgrammingError
from procrastinate.contrib.django.models import ProcrastinateJob

from jieqing.evidence import log
from jieqing.identity.models import Invitation
from jieqing.identity.service import invite
from jieqing.identity.tests.factories import actor_in, ding, jia, operator, yi
from jieqing.kit import announce
from jieqing.kit.actor import ANYONE
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.notices.models import Notice
from jieqing.privacy import tasks
from jieqing.privacy.models import NoticeReading, RetentionRun, RetentionSetting
from jieqing.privacy.queries import retention as queries
from jieqing.privacy.queries.requests import own
from jieqing.privacy.rules.retention import catalogue
from jieqing.privacy.service import leftovers, requests, retention
from jieqing.privacy.service import notice as notices
from jieqing.privacy.tests.wording import filled

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
WHY = "按律师意见调整"


def changed(actor, kind, days, *, seen=None, reason=WHY, today=TODAY, now=NOW):
    seen = catalogue()[kind].days if seen is None else seen
    return retention.change_period(actor, kind, days=days, days_seen=seen, reason=reason, today=today, now=now)


def days_of(kind, on=TODAY):
    return queries.period(ANYONE, kind, on).days


def run_of(kind):
    with acting(retention.KEEPER):
        return RetentionRun.objects.get(kind=kind)


def test_a_longer_period_holds_at_once_and_a_shorter_one_after_a_week():
    op = operator()
    changed(op, "claim_draft", 120)
    assert days_of("claim_draft") == 120
    changed(op, "claim_draft", 30, seen=120, now=NOW + timedelta(minutes=1))
    assert days_of("claim_draft") == 120
    assert queries.period(ANYONE, "claim_draft", TODAY).coming.days == 30
    assert days_of("claim_draft", TODAY + timedelta(days=7)) == 30


def test_every_decision_stays_with_its_reason_for_everybody_to_read():
    op = operator()
    changed(op, "claim_draft", 120)
    changed(op, "claim_draft", 100, seen=120, reason="再短一点", now=NOW + timedelta(minutes=1))
    period = queries.period(ding(), "claim_draft", TODAY)
    assert [(one.days, one.reason) for one in period.decided] == [(100, "再短一点"), (120, WHY)]
    entry = next(entry for entry in log.latest(op) if entry.event == "privacy.period_changed")
    assert entry.code == "claim_draft:100"


@pytest.mark.parametrize(
    ("kind", "days", "basis"), [("system_log", 183, "CN-PI-20"), ("claim_closed", 2000, "JQ-PI-02")]
)
def test_a_period_out_of_bounds_is_refused_and_changes_nothing(kind, days, basis):
    with pytest.raises(Refusal) as refused:
        changed(operator(), kind, days)
    assert refused.value.basis == basis
    assert days_of(kind) == catalogue()[kind].days


@pytest.mark.parametrize(("more", "code"), [
    ({"seen": 91}, "period_overtaken"), ({"reason": " "}, "reason_missing"), ({"days": 90}, "period_same"),
])  # fmt: skip
def test_a_change_that_is_late_groundless_or_none_is_refused(more, code):
    with pytest.raises(Refusal) as refused:
        changed(operator(), "claim_draft", **({"days": 60} | more))
    assert refused.value.code == code


@pytest.mark.parametrize("who", [jia, ding, lambda: ANYONE])
def test_nobody_but_an_operator_changes_a_period(who):
    with pytest.raises(Refusal) as refused:
        changed(who(), "claim_draft", 60)
    assert refused.value.status == 403


@pytest.mark.parametrize("who", [operator, ding])
def test_the_database_itself_rewrites_no_decision(who):
    changed(operator(), "claim_draft", 120)
    with acting(who()):
        assert RetentionSetting.objects.update(days=1) == 0
        assert RetentionSetting.objects.all().delete()[0] == 0
    with pytest.raises(ProgrammingError, match="row-level security"), acting(ding()):
        RetentionSetting.objects.create(kind="claim_draft", days=1, from_on=TODAY, reason="x", made_by="x", made_at=NOW)


def test_the_night_begins_one_run_of_each_kind_and_a_second_night_call_begins_none():
    begun = retention.begin(today=TODAY, now=NOW)
    assert len(begun) == sum(kept.removed_by not in ("host", "never") for kept in catalogue().values())
    assert retention.begin(today=TODAY, now=NOW) == []
    assert len(retention.begin(today=TODAY + timedelta(days=1), now=NOW)) == len(begun)


def test_a_run_is_announced_by_ids_alone(monkeypatch):
    monkeypatch.setattr(announce, "_handlers", {"privacy.retention_due": ("privacy.delete_leftovers",)})
    retention.begin(today=TODAY, now=NOW)
    args = ProcrastinateJob.objects.filter(task_name="privacy.delete_leftovers").values_list("args", flat=True)
    assert {arg["kind"] for arg in args} >= {"claim_draft", "invitation"}
    assert all(set(arg) == {"event", "run", "kind"} for arg in args)


def test_a_room_deletes_tenant_by_tenant_and_batch_by_batch_and_says_how_many():
    tenants = {actor.tenant for actor in (jia(), yi(), ding(), operator())}
    left = dict.fromkeys(tenants, 3)
    seen = []

    def delete(worker, due):
        seen.append((worker.tenant, due.kind, due.before))
        taken = min(2, left[worker.tenant])
        left[worker.tenant] -= taken
        return taken

    retention.begin(today=TODAY, now=NOW)
    run = run_of("claim_draft")
    assert retention.carry_out(run.id, "claims", delete, now=NOW) == 3 * len(tenants)
    assert {tenant for tenant, _kind, _before in seen} == tenants
    assert {before for _tenant, _kind, before in seen} == {datetime(2026, 8, 23, 16, tzinfo=UTC)}
    assert queries.period(ANYONE, "claim_draft", TODAY).run.removed == 3 * len(tenants)
    assert retention.carry_out(run.id, "claims", delete, now=NOW) == 0


def test_a_room_deletes_nothing_of_another_rooms_kind():
    retention.begin(today=TODAY, now=NOW)
    assert retention.carry_out(run_of("claim_draft").id, "mandates", lambda *_: pytest.fail("called"), now=NOW) == 0
    assert run_of("claim_draft").removed is None


def test_a_run_is_reported_once():
    retention.begin(today=TODAY, now=NOW)
    run = run_of("case_card")
    retention.record_removed(run.id, 4, now=NOW)
    retention.record_removed(run.id, 9, now=NOW)
    assert run_of("case_card").removed == 4


def test_ended_requests_go_with_their_keys_and_open_ones_stay():
    operator()  # the host's tenant has its keys
    asker = jia()
    old = requests.ask(asker, kind="access", text="很久以前的", now=NOW - timedelta(days=1200))
    requests.withdraw(asker, old, now=NOW - timedelta(days=1100))
    waiting = requests.ask(asker, kind="access", text="还没有答复", now=NOW - timedelta(days=1200))
    recent = requests.ask(asker, kind="copy", text="刚办结的", now=NOW)
    requests.withdraw(asker, recent, now=NOW)
    retention.begin(today=TODAY, now=NOW)
    assert leftovers.delete(run_of("rights_request").id, now=NOW) == 1
    assert {each.id for each in own(asker, TODAY)} == {waiting, recent}
    assert "vault.subject_erased" in {entry.event for entry in log.entries(retention.KEEPER, old)}


def test_confirmations_of_a_version_replaced_long_ago_go_and_those_in_force_stay():
    op, reader = operator(), jia()
    for number, ago in ((1, 1300), (2, 1200)):
        at = NOW - timedelta(days=ago)
        wording = filled() | {"host": filled()["host"]._replace(zh=f"第{number}版的运营方")}
        notices.publish(op, draft_version=notices.save_draft(op, wording, based_on=number - 1, now=at), now=at)
        notices.confirm_read(reader, number=number, now=at)
    retention.begin(today=TODAY, now=NOW)
    assert leftovers.delete(run_of("notice_reading").id, now=NOW) == 1
    with acting(reader):
        assert list(NoticeReading.objects.values_list("number", flat=True)) == [2]


def test_sessions_that_ran_out_are_swept():
    Session.objects.create(session_key="old", session_data="x", expire_date=NOW - timedelta(days=3))
    Session.objects.create(session_key="new", session_data="x", expire_date=NOW + timedelta(days=3))
    retention.begin(today=TODAY, now=NOW)
    assert leftovers.delete(run_of("session").id, now=NOW) == 1
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]


def test_old_notifications_go_and_recent_ones_stay():
    reader = jia()
    facts = {"tenant_id": reader.tenant, "user_id": reader.user_id, "event": "mandates.card_declined"}
    with acting(reader):
        for job_id, ago in ((1, 200), (2, 100)):
            Notice.objects.create(job_id=job_id, at=NOW - timedelta(days=ago), **facts)
    retention.begin(today=TODAY, now=NOW)
    assert leftovers.delete(run_of("notice").id, now=NOW) == 1
    with acting(reader):
        assert list(Notice.objects.values_list("job_id", flat=True)) == [2]


def test_invitations_that_ran_out_lose_address_and_secret():
    manager = jia()
    row = invite(manager, "wu@example.com", ["creditor"], language="zh", now=NOW - timedelta(days=90))
    retention.begin(today=TODAY, now=NOW)
    assert leftovers.delete(run_of("invitation").id, now=NOW) == 1
    with acting(manager):
        assert bytes(Invitation.objects.get(id=row).email_sealed) == b""


def test_every_kind_that_this_room_removes_has_its_remover():
    here = {kept.id for kept in catalogue().values() if kept.removed_by in ("privacy", "identity", "notices")}
    assert here == set(leftovers.KINDS)


def test_the_jobs_do_the_same(monkeypatch):
    actor_in(jia().tenant, "jia2")
    tasks.delete_what_is_over(0)
    with acting(retention.KEEPER):
        run = RetentionRun.objects.get(kind="invitation")
    tasks.delete_leftovers("privacy.retention_due", str(run.id), "invitation")
    assert run_of("invitation").removed == 0
