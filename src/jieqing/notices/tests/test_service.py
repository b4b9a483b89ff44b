"""甲 and 乙 are told of what concerns them, once, by the way they chose; 丁 is told nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from jieqing.evidence import log
from jieqing.identity.rules.roles import HOUSE
from jieqing.identity.sign_in import reset_second_factor
from jieqing.identity.tests.factories import actor_in, ding, jia, operator, yi
from jieqing.kit.actor import system
from jieqing.kit.ids import new_id
from jieqing.kit.refusal import Refusal
from jieqing.notices import queries, service
from jieqing.notices.rules.quiet import Wishes

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)  # in Shanghai
NIGHT = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
MORNING = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
CARD = new_id()


def _told(event="mandates.card_sent", *, to=None, now=NOON, job_id=7, **ids):
    ids = {"to_tenant": str((to or yi()).tenant), "card_id": str(CARD)} | ids
    service.tell(event, ids, job_id=job_id, now=now)


def _events(actor):
    return [(row.kind.id, row.about) for row in queries.notices(actor).items]


def _mail_jobs():
    return list(ProcrastinateJob.objects.filter(task_name="notices.mail").order_by("id"))


def test_every_agent_of_the_agency_is_told_and_nobody_else():
    yi2 = actor_in(yi().tenant, "yi2", ["agency"])
    clerk = actor_in(yi().tenant, "yi3", ["creditor"])
    jia(), ding()
    _told()
    assert _events(yi()) == _events(yi2) == [("mandates.card_sent", CARD)]
    assert [_events(actor) for actor in (clerk, jia(), ding())] == [[], [], []]


def test_a_job_that_runs_twice_tells_once():
    _told()
    _told()
    assert queries.notices(yi()).total == 1
    assert len(_mail_jobs()) == 1
    _told(job_id=8)
    assert queries.notices(yi()).total == 2


def test_operators_are_told_in_the_house_whichever_tenant_was_announced():
    op = operator()
    _told("agencies.listing_claimed", to=jia())
    assert [event for event, _about in _events(op)] == ["agencies.listing_claimed"]
    assert _events(jia()) == []


def test_what_need_not_be_said_again_is_said_once_until_it_is_read():
    op = operator()
    for number in range(3):
        _told("vault.rotation_finished", job_id=number)
    assert queries.unread_count(op) == 1
    service.mark_all_read(op, now=NOON)
    _told("vault.rotation_finished", job_id=4)
    assert queries.notices(op).total == 2


def test_only_managers_are_told_of_members():
    clerk = actor_in(jia().tenant, "jia2")
    _told("identity.member_joined", to=jia(), to_user=str(clerk.user_id))
    assert len(_events(jia())) == 1
    assert _events(clerk) == []


def test_a_warning_of_safety_stands_in_each_of_the_members_tenants_whatever_he_chose():
    jia2 = actor_in(jia().tenant, "jia2")
    elsewhere = actor_in(yi().tenant, "jia2")
    service.choose(jia2, Wishes(ways={"identity.second_factor_reset": "off"}))
    service.tell("identity.second_factor_reset", {"to_user": str(jia2.user_id)}, job_id=1, now=NIGHT)
    assert len(_events(jia2)) == len(_events(elsewhere)) == 1
    assert _events(jia()) == _events(yi()) == []
    assert _mail_jobs() == [], "identity has written at once"


def test_a_reset_of_the_second_factor_is_announced():
    reset_second_factor(operator(), jia().user_id, "seen_in_person")
    job = ProcrastinateJob.objects.get(task_name="notices.tell")
    assert job.args == {"event": "identity.second_factor_reset", "to_user": str(jia().user_id)}


def test_a_mail_at_night_is_deferred_to_the_morning_and_its_job_holds_ids_alone():
    _told(now=NIGHT)
    (job,) = _mail_jobs()
    (notice,) = queries.notices(yi()).items
    assert job.scheduled_at == MORNING
    assert job.args == {"tenant_id": str(yi().tenant), "notice_id": str(notice.id)}


@pytest.mark.parametrize(
    ("wishes", "notices", "mails"),
    [
        (Wishes(ways={"mandates.card_sent": "off"}), 0, 0),
        (Wishes(ways={"mandates.card_sent": "page"}), 1, 0),
        (Wishes(is_mailed=False), 1, 0),
        (Wishes(ways={"mandates.card_withdrawn": "off"}), 1, 1),
    ],
)
def test_a_member_is_told_by_the_way_he_chose(wishes, notices, mails):
    service.choose(yi(), wishes)
    _told()
    assert (queries.notices(yi()).total, len(_mail_jobs())) == (notices, mails)


def test_wishes_are_kept_for_this_member_in_this_tenant():
    chosen = Wishes("en", False, None, ways={"mandates.card_sent": "page"})
    service.choose(yi(), chosen)
    yi2 = actor_in(yi().tenant, "yi2", ["agency"])
    assert queries.wishes(yi(), yi().user_id) == chosen
    assert queries.wishes(yi2, yi2.user_id) == Wishes()
    assert queries.wishes(ding(), ding().user_id) == Wishes()


def test_unread_ones_come_first_then_the_newest():
    for number in range(3):
        _told(job_id=number, now=NOON + timedelta(minutes=number))
    newest = queries.notices(yi()).items[0]
    service.mark_read(yi(), newest.id, now=NOON)
    found = queries.notices(yi())
    assert [row.is_unread for row in found.items] == [True, True, False]
    assert found.items[0].at > found.items[1].at
    assert found.items[2].id == newest.id
    assert (found.unread, queries.unread_count(yi())) == (2, 2)


def test_all_can_be_marked_as_read_and_only_ones_own():
    yi2 = actor_in(yi().tenant, "yi2", ["agency"])
    _told()
    assert service.mark_all_read(yi(), now=NOON) == 1
    assert service.mark_all_read(yi(), now=NOON) == 0
    assert (queries.unread_count(yi()), queries.unread_count(yi2)) == (0, 1)


def test_the_count_stops_where_the_masthead_has_no_room():
    for number in range(103):
        _told(job_id=number)
    assert queries.unread_count(yi()) == queries.MOST_COUNTED + 1


def test_filters_and_pages():
    _told()
    for number in range(21):
        _told("agencies.listing_confirmed", job_id=100 + number)
    assert queries.notices(yi(), group="cases").total == 1
    assert (queries.notices(yi()).pages, len(queries.notices(yi(), page=2).items)) == (2, 2)
    with pytest.raises(Refusal) as refused:
        queries.notices(yi(), page=3)
    assert refused.value.code == "page_unknown"


def test_what_was_told_chosen_and_read_stands_in_the_log():
    _told()
    (notice,) = queries.notices(yi()).items
    service.mark_read(yi(), notice.id, now=NOON)
    service.choose(yi(), Wishes())
    assert [entry.event for entry in log.entries(yi(), notice.id)] == ["notices.notice_read", "notices.notice_written"]
    assert log.latest(yi(), limit=1)[0].event == "notices.preferences_changed"


def test_of_a_member_who_has_gone_nothing_is_left():
    yi2 = actor_in(yi().tenant, "yi2", ["agency"])
    _told()
    service.choose(yi2, Wishes("en"))
    for _twice in range(2):
        service.forget_member(yi().tenant, yi2.user_id)
    assert _events(yi2) == []
    assert queries.wishes(yi2, yi2.user_id) == Wishes()
    assert len(_events(yi())) == 1


def test_a_member_takes_along_what_is_kept_of_him_and_nothing_of_others():
    yi2 = actor_in(yi().tenant, "yi2", ["agency"])
    _told()
    service.choose(yi2, Wishes("en"))
    copy = queries.own_copy(yi())
    assert copy["wishes"]["quiet_hours"] == ["22:00", "08:00"]
    assert [row["event"] for row in copy["notices"]] == ["mandates.card_sent"]
    assert queries.own_copy(yi2)["wishes"]["language"] == "en"
    assert queries.own_copy(ding())["notices"] == []


def test_only_an_operator_may_try_the_server_or_see_what_failed():
    for act in (lambda: service.try_mail(jia(), "x@example.com", "zh"), lambda: queries.troubles(jia())):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.status == 403
    assert queries.troubles(operator()) == []
    assert system("notices", HOUSE).user_id is None
