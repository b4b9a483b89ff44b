"""Reminders come once each at 180, 90 and 30 days; the calendar holds days and no names, for who knows its secret."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from icalendar import Calendar
from procrastinate.contrib.django.models import ProcrastinateJob

from jieqing.claims import service
from jieqing.claims.models import CalendarFeed, Claim, ClaimReminder
from jieqing.claims.rules.event_entry import Happened
from jieqing.claims.rules.reminding import due_before
from jieqing.claims.tests.told import OF_JIA, TODAY
from jieqing.claims.timeline import feeds, ics, reminding
from jieqing.claims.timeline import service as timeline
from jieqing.identity.models import Membership
from jieqing.identity.tests.factories import bing, browser, ding, jia, yi
from jieqing.kit import announce
from jieqing.kit.clock import today
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.notices.models import Notice
from jieqing.notices.service import tell

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
LAST = date(2028, 6, 30)


@pytest.fixture(autouse=True)
def _wired(monkeypatch):
    monkeypatch.setattr(announce, "_handlers", dict.fromkeys(reminding.EVENTS.values(), ("notices.tell",)))


def _remind(on: date, actor=None) -> int:
    return reminding.remind(actor or jia(), on=on, now=NOW)


@pytest.mark.parametrize(
    ("days_left", "due"),
    [(181, None), (180, 180), (91, 180), (90, 90), (31, 90), (30, 30), (0, 30), (-1, None)],
)
def test_the_smallest_distance_that_is_not_under_the_days_left_is_due(days_left: int, due: int | None):
    assert due_before(LAST, LAST - timedelta(days=days_left)) == due


def test_each_reminder_is_given_once_over_the_days():
    service.save(jia(), OF_JIA, {}, TODAY)
    given = {left: _remind(LAST - timedelta(days=left)) for left in range(185, -4, -1)}
    assert {left for left, count in given.items() if count} == {180, 90, 30}
    assert sum(given.values()) == 3
    events = ProcrastinateJob.objects.filter(task_name="notices.tell").values_list("args__event", flat=True)
    assert sorted(events) == ["claims.half_year_left", "claims.month_left", "claims.quarter_left"]


def test_a_claim_first_seen_late_is_told_of_once():
    service.save(jia(), OF_JIA, {}, TODAY)
    assert [_remind(LAST - timedelta(days=left)) for left in (10, 9, 1)] == [1, 0, 0]
    with acting(jia()):
        assert [row.days_before for row in ClaimReminder.objects.all()] == [30]


def test_a_demand_that_moves_the_day_lets_its_reminders_come_anew():
    claim = service.save(jia(), OF_JIA, {}, TODAY).id
    assert _remind(LAST - timedelta(days=20)) == 1
    demand = Happened(kind="demand", on=date(2028, 6, 12), reached=True, proof="held")
    timeline.add(jia(), claim, demand, on=date(2028, 6, 12), now=NOW)
    assert _remind(LAST - timedelta(days=10)) == 0
    assert _remind(date(2031, 6, 1)) == 1


def test_what_is_over_is_not_reminded_of_and_ding_is_not_told_of_jias():
    claim = service.save(jia(), OF_JIA, {}, TODAY).id
    assert _remind(LAST - timedelta(days=20), ding()) == 0
    service.withdraw(jia(), claim)
    assert _remind(LAST - timedelta(days=20)) == 0


def test_the_notice_names_nobody_and_leads_to_the_list():
    service.save(jia(), OF_JIA, {"debtor_name": "东台市云栖酒店"}, TODAY)
    _remind(LAST - timedelta(days=20))
    job = ProcrastinateJob.objects.get(task_name="notices.tell")
    tell("claims.month_left", job.args, job_id=job.id, now=NOW)
    with acting(jia()):
        notice = Notice.objects.get()
    assert (notice.event, notice.about, notice.user_id) == ("claims.month_left", None, jia().user_id)


def test_the_list_of_last_days_shows_the_nearest_first_and_ding_hers_alone():
    soon = (today() - timedelta(days=3 * 365 - 20)).isoformat()
    service.save(jia(), OF_JIA, {"due_date": soon}, today())
    page = browser(jia()).get("/claims/near/").content.decode()
    assert "公司或单位欠的货款" in page
    assert "云栖" not in page
    assert "180 天内没有要到的日子" in browser(ding()).get("/claims/near/").content.decode()


def _feed(token: str, path: str = "") -> Calendar:
    answer = Client().get(f"{path}/calendar/{token}.ics")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(answer.content)


def test_the_calendar_holds_whole_days_with_stable_ids_and_no_names():
    claim = service.save(jia(), OF_JIA, {"debtor_name": "东台市云栖酒店"}, TODAY).id
    token = feeds.make(jia())
    first, second = _feed(token), _feed(token, "/en")
    [event] = first.walk("VEVENT")
    assert event["dtstart"].dt == LAST
    assert event["dtend"].dt == LAST + timedelta(days=1)
    assert str(event["uid"]) == f"{claim}-limitation@jieqing"
    assert str(event["summary"]) == f"时效届满日（稳妥起诉日） · {str(claim)[-8:].upper()} · 10 万元以下"
    assert "safe day to sue" in str(second.walk("VEVENT")[0]["summary"])
    assert not any(word in first.to_ical().decode() for word in ("云栖", "东台", "96000", "9.6"))
    demand = Happened(kind="demand", on=date(2026, 5, 6), reached=True, proof="held")
    timeline.add(jia(), claim, demand, on=TODAY)
    [moved] = _feed(token).walk("VEVENT")
    assert (str(moved["uid"]), moved["dtstart"].dt) == (str(event["uid"]), date(2029, 5, 6))


def test_only_the_digest_of_the_secret_is_kept():
    token = feeds.make(jia())
    with acting(jia()):
        row = CalendarFeed.objects.get()
    assert row.token_hash == feeds.digest(token)
    assert token not in str(vars(row))


def test_the_secret_opens_its_own_tenants_days_and_no_others():
    service.save(jia(), OF_JIA, {}, TODAY)
    token = feeds.make(ding())
    assert _feed(token).walk("VEVENT") == []
    with acting(ding()):
        assert [row.user_id for row in CalendarFeed.objects.all()] == [ding().user_id]
    with acting(ding(), token=feeds.digest(token)):
        assert not Claim.objects.exists()


def test_an_address_ends_when_it_is_ended_or_made_anew_or_its_member_leaves():
    first = feeds.make(jia())
    second = feeds.make(jia())
    assert Client().get(f"/calendar/{first}.ics").status_code == 404
    assert _feed(second) is not None
    feeds.end(jia())
    assert Client().get(f"/calendar/{second}.ics").status_code == 404
    third = feeds.make(jia())
    with acting(jia()):
        Membership.objects.filter(user_id=jia().user_id).update(ended_at=NOW)
    assert Client().get(f"/calendar/{third}.ics").status_code == 404
    assert Client().get("/calendar/guess.ics").status_code == 404


@pytest.mark.parametrize("who", [yi, bing])
def test_a_calendar_is_a_creditors(who):
    with pytest.raises(Refusal):
        feeds.make(who())
    assert browser(who()).get("/calendar/").status_code == 403


def test_the_page_shows_the_address_once():
    client = browser(jia())
    made = client.post("/calendar/", {"act": "make"})
    assert ".ics" in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    assert ".ics" not in client.get("/calendar/").content.decode()
    assert client.post("/calendar/", {"act": "end"}).status_code == 302
    assert feeds.own(jia()) is None


@pytest.mark.parametrize(
    ("fen", "zh"),
    [(None, "金额未定"), (999_999, "1 万元以下"), (1_000_000, "5 万元以下"), (600_000_000, "500 万元以上")],
)
def test_a_sum_is_told_by_its_size_alone(fen: int | None, zh: str):
    assert ics.size(fen).zh == zh
