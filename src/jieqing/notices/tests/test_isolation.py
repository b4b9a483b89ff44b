"""A notice is for one member's eyes: not for a colleague's, not for another tenant's, not without knowing who asks."""

from datetime import UTC, datetime

import pytest
from django.db import ProgrammingError, connection, transaction

from jieqing.identity.tests.factories import actor_in, bing, browser, ding, jia, yi
from jieqing.kit.actor import ANYONE, system
from jieqing.kit.ids import new_id
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.notices import queries, service
from jieqing.notices.models import Notice, Preferences
from jieqing.notices.rules.quiet import Wishes

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


@pytest.fixture
def of_yi():
    service.tell("mandates.card_sent", {"to_tenant": str(yi().tenant), "card_id": str(new_id())}, job_id=1, now=NOW)
    service.choose(yi(), Wishes())
    return queries.notices(yi()).items[0]


def test_the_table_shows_a_members_rows_to_him_alone(of_yi):
    colleague = actor_in(yi().tenant, "yi2", ["creditor"])
    for stranger in (ding(), bing(), jia(), colleague, ANYONE, system("notices", ding().tenant)):
        with acting(stranger):
            assert Notice.objects.count() == Preferences.objects.count() == 0
            assert Notice.objects.filter(id=of_yi.id).update(read_at=NOW) == 0
            assert Notice.objects.all().delete()[0] == 0
    with acting(yi()):
        assert Notice.objects.count() == Preferences.objects.count() == 1


def test_without_an_actor_no_row_is_there(of_yi):
    assert Notice.objects.count() == Preferences.objects.count() == 0


def test_nobody_writes_a_notice_for_somebody_else(of_yi):
    for tenant, user in ((yi().tenant, yi().user_id), (ding().tenant, yi().user_id)):
        with pytest.raises(ProgrammingError, match="row-level security"), acting(ding()), transaction.atomic():
            Notice.objects.create(tenant_id=tenant, user_id=user, job_id=2, event="mandates.card_sent", at=NOW)


def test_a_colleague_cannot_hand_his_notice_on(of_yi):
    colleague = actor_in(yi().tenant, "yi2", ["creditor"])
    with pytest.raises(ProgrammingError, match="row-level security"), acting(yi()), transaction.atomic():
        Notice.objects.filter(id=of_yi.id).update(user_id=colleague.user_id)


def test_a_strangers_notice_and_none_at_all_get_the_same_answer(of_yi):
    answers = set()
    for notice_id in (of_yi.id, new_id()):
        with pytest.raises(Refusal) as refused:
            queries.notice(ding(), notice_id)
        answers.add((refused.value.code, refused.value.status, refused.value.message))
    assert len(answers) == 1
    visitor = browser(ding())
    assert visitor.get(f"/notices/{of_yi.id}/").status_code == visitor.get(f"/notices/{new_id()}/").status_code == 404
    assert visitor.post("/notices/read/", {"notice": str(of_yi.id)}).status_code == 404
    assert queries.unread_count(yi()) == 1


def test_both_tables_are_forced():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname IN ('notices_notice', 'notices_preferences')"
            " AND relrowsecurity AND relforcerowsecurity"
        )
        assert len(cursor.fetchall()) == 2
