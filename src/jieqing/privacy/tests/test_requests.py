"""Requests for one's rights: sealed, on the clock, answered with reasons, seen by asker and operators alone."""

from datetime import UTC, date, datetime

import pytest
from django.db import ProgrammingError, connection
from procrastinate.contrib.django.models import ProcrastinateJob

from jieqing.evidence import log
from jieqing.identity.rules.roles import HOUSE
from jieqing.identity.tests.factories import compliance, ding, jia, operator, yi
from jieqing.kit import announce
from jieqing.kit.actor import ANYONE
from jieqing.kit.ids import new_id
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.notices import service as notices
from jieqing.notices.models import Notice
from jieqing.privacy.models import RightsRequest
from jieqing.privacy.queries import requests as queries
from jieqing.privacy.queries.own_copy import own_copy
from jieqing.privacy.service import requests as service

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
MARKER = "请删除我的旧地址，独一无二的话9f3c"


@pytest.fixture
def asked():
    operator()  # the host's tenant has its keys
    return service.ask(jia(), kind="delete", text=MARKER, now=NOW)


def test_a_request_is_on_the_clock_and_readable_to_its_asker(asked):
    (mine,) = queries.own(jia(), TODAY)
    assert (mine.id, mine.state, mine.due_on, mine.clock.days_left) == (asked, "open", date(2026, 12, 11), 19)
    assert queries.own_one(jia(), asked, TODAY).text == MARKER


def test_the_clock_counts_the_day_in_china():
    operator()
    late_on_friday = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)  # Saturday there
    service.ask(jia(), kind="copy", text="一份副本", now=late_on_friday)
    assert queries.own(jia(), TODAY)[0].due_on == date(2026, 12, 11)


def test_its_text_lies_nowhere_in_the_open(asked):
    with acting(operator()), connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(r)::text FROM privacy_rightsrequest r")
        rows = cursor.fetchall()
    assert len(rows) == 1
    assert "9f3c" not in rows[0][0]
    assert MARKER.encode().hex() not in rows[0][0]


def test_an_operator_answers_and_the_asker_reads_it(asked):
    op = operator()
    (waiting,) = queries.desk(op, TODAY)
    assert queries.desk_one(op, waiting.id, TODAY).text == MARKER
    service.answer(op, asked, text="已删除。", is_declined=False, now=NOW)
    mine = queries.own_one(jia(), asked, TODAY)
    assert (mine.listed.state, mine.answer, mine.listed.clock) == ("answered", "已删除。", None)
    assert queries.desk(op, TODAY) == []
    assert [each.id for each in queries.desk(op, TODAY, ended=True)] == [asked]


def test_opening_leaves_an_entry_with_who_and_what_for(asked):
    queries.desk_one(operator(), asked, TODAY)
    entry = next(entry for entry in log.entries(operator(), asked) if entry.event == "vault.value_opened")
    assert (entry.actor, entry.code) == (operator().who, "rights_request")


def test_every_step_leaves_its_entry(asked):
    service.answer(operator(), asked, text="不能删，法律要求保存。", is_declined=True, now=NOW)
    assert [entry.event for entry in log.entries(jia(), asked)] == ["privacy.request_made"]
    (answered,) = [e for e in log.entries(operator(), asked) if e.event == "privacy.request_answered"]
    assert answered.code == "declined"


@pytest.mark.parametrize("declined", [True, False])
def test_an_answer_without_words_is_refused(asked, declined):
    with pytest.raises(Refusal) as refused:
        service.answer(operator(), asked, text="  ", is_declined=declined, now=NOW)
    assert (refused.value.field, refused.value.basis) == ("answer", "CN-PI-13")
    assert len(queries.desk(operator(), TODAY)) == 1


def test_a_request_ends_once(asked):
    service.withdraw(jia(), asked, now=NOW)
    with pytest.raises(Refusal) as again:
        service.withdraw(jia(), asked, now=NOW)
    with pytest.raises(Refusal) as late:
        service.answer(operator(), asked, text="已办", is_declined=False, now=NOW)
    assert (again.value.code, late.value.code) == ("request_ended", "request_ended")


@pytest.mark.parametrize(("kind", "text", "field"), [
    ("", "x", "kind"), ("everything", "x", "kind"), ("copy", " \n", "text"), ("copy", "长" * 5001, "text"),
    ("copy", "a\0b", "text"),
])  # fmt: skip
def test_a_request_without_kind_or_words_is_refused(kind, text, field):
    operator()
    with pytest.raises(Refusal) as refused:
        service.ask(jia(), kind=kind, text=text, now=NOW)
    assert refused.value.field == field
    assert queries.own(jia(), TODAY) == []


def test_one_person_has_ten_waiting_at_most():
    operator()
    for n in range(10):
        service.ask(jia(), kind="other", text=f"第{n}份", now=NOW)
    with pytest.raises(Refusal) as refused:
        service.ask(jia(), kind="other", text="再一份", now=NOW)
    assert refused.value.status == 429
    service.ask(ding(), kind="other", text="别人的", now=NOW)


@pytest.mark.parametrize("who", [ding, yi, compliance])
def test_ding_sees_nothing_of_it(asked, who):
    other = who()
    assert queries.own(other, TODAY) == []
    for act in (
        lambda: queries.own_one(other, asked, TODAY),
        lambda: service.withdraw(other, asked, now=NOW),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.status == 404
    for act in (
        lambda: queries.desk(other, TODAY),
        lambda: queries.desk_one(other, asked, TODAY),
        lambda: service.answer(other, asked, text="x", is_declined=False, now=NOW),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.status == 403


@pytest.mark.parametrize("who", [ding, yi, compliance, lambda: ANYONE])
def test_the_database_itself_keeps_it_from_others(asked, who):
    with acting(who()):
        assert RightsRequest.objects.count() == 0
        assert RightsRequest.objects.update(state="withdrawn", ended_at=NOW) == 0
        assert RightsRequest.objects.all().delete()[0] == 0
    assert len(queries.own(jia(), TODAY)) == 1


def test_nobody_asks_in_anothers_name():
    facts = {"kind": "copy", "text_sealed": b"x", "asked_at": NOW, "due_on": TODAY, "user_id": jia().user_id}
    stranger = ding()
    with pytest.raises(ProgrammingError, match="row-level security"), acting(stranger):
        RightsRequest.objects.create(id=new_id(), tenant_id=HOUSE, **facts)


def test_an_asker_changes_nothing_but_to_withdraw(asked):
    with pytest.raises(ProgrammingError, match="row-level security"), acting(jia()):
        RightsRequest.objects.filter(id=asked).update(state="answered", ended_at=NOW)


def test_the_copy_that_one_takes_names_ones_own_requests_and_nobody_elses(asked):
    (mine,) = own_copy(jia())["requests"]
    assert (mine["id"], mine["kind"], mine["text"]) == (str(asked), "delete", f"/privacy/requests/{asked}/")
    assert own_copy(ding()) == {"requests": [], "notice_read": []}
    assert own_copy(operator())["requests"] == []


def test_who_is_not_signed_in_asks_nothing():
    operator()
    for act in (
        lambda: service.ask(ANYONE, kind="copy", text="x", now=NOW),
        lambda: queries.own(ANYONE, TODAY),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.status == 401


def test_operators_are_told_of_a_request_and_its_asker_of_the_answer(monkeypatch):
    told = ("notices.tell",)
    monkeypatch.setattr(announce, "_handlers", {"privacy.request_made": told, "privacy.request_answered": told})
    op, asker = operator(), jia()
    asked = service.ask(asker, kind="copy", text="一份副本", now=NOW)
    service.answer(op, asked, text="附上", is_declined=False, now=NOW)
    for job in ProcrastinateJob.objects.filter(task_name="notices.tell").order_by("id"):
        event = job.args.pop("event")
        notices.tell(event, job.args, job_id=job.id, now=NOW)
    for reader, event in ((op, "privacy.request_made"), (asker, "privacy.request_answered")):
        with acting(reader):
            assert list(Notice.objects.filter(user_id=reader.user_id).values_list("event", flat=True)) == [event]
