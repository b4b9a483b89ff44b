"""Those who watch over the process get an answer, and its operator a page that says what to do."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from jieqing.identity.tests.factories import browser, ding, jia, operator
from jieqing.kit import clock
from jieqing.kit.ids import new_id
from jieqing.notices import troubles
from jieqing.site import health

pytestmark = pytest.mark.django_db


def test_healthz_answers_without_a_database(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_readyz_answers_when_the_database_does(client: Client) -> None:
    assert client.get("/readyz").status_code == 200


def _page(root: str = "") -> str:
    answer = browser(operator()).get(f"{root}/operator/health/")
    assert answer.status_code == 200
    return answer.content.decode()


def _failed_job() -> int:
    number = app.configure_task("notices.mail").defer(tenant_id=str(new_id()), notice_id=str(new_id()))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [number])
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed', attempts = 8 WHERE id = %s", [number])
    troubles.note(number, "notices.mail", "server_unreachable", clock.now(), said="")
    return number


def test_the_page_says_how_the_house_stands() -> None:
    page = _page("/en")
    for said in ("PostgreSQL", "jieqing_app", "0 waiting", "GiB free", "Django 5.2", "None. Jobs that were tried"):
        assert said in page
    assert "migrations missing" not in page
    assert "not running" in page
    assert "没有在运行" in _page()


@pytest.mark.parametrize(("ago_s", "said"), [(5, "at work"), (31, "not heard of")])
def test_a_worker_is_alive_as_long_as_it_is_heard_of(ago_s: int, said: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_register_worker_v1()")
        seen = clock.now() - timedelta(seconds=ago_s)
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = %s", [seen])
    assert said in _page("/en")


def test_what_waits_is_told_from_what_is_for_later() -> None:
    for at in (None, clock.now() + timedelta(hours=9)):
        task = app.configure_task("notices.mail", schedule_at=at)
        task.defer(tenant_id=str(new_id()), notice_id=str(new_id()))
    page = _page("/en")
    assert "1 waiting" in page
    assert "1 for later" in page
    assert "the first waits since" in page


def test_a_job_that_was_given_up_is_shown_with_its_reason_and_can_be_retried() -> None:
    number, visitor = _failed_job(), browser(operator())
    page = visitor.get("/en/operator/health/").content.decode()
    assert "1 failed" in page
    assert "cannot be reached" in page
    assert f'name="job" value="{number}"' in page
    assert visitor.post("/en/operator/health/", {"job": str(number)}).status_code == 302
    assert ProcrastinateJob.objects.get(id=number).status == "todo"
    assert "back in the queue" in visitor.get("/en/operator/health/").content.decode()
    for wrong in (str(number), "x", "9" * 30, ""):
        assert visitor.post("/operator/health/", {"job": wrong}).status_code == 409


def test_a_job_that_is_being_done_is_not_given_out_twice() -> None:
    number = _failed_job()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [number])
    assert browser(operator()).post("/operator/health/", {"job": str(number)}).status_code == 409
    assert ProcrastinateJob.objects.get(id=number).status == "doing"


def test_nobody_but_an_operator_sees_it_or_retries() -> None:
    number = _failed_job()
    for stranger in (jia(), ding()):
        visitor = browser(stranger)
        assert visitor.get("/operator/health/").status_code == 403
        assert visitor.post("/operator/health/", {"job": str(number)}).status_code == 403
    assert Client().post("/operator/health/", {"job": str(number)}).status_code == 302
    assert ProcrastinateJob.objects.get(id=number).status == "failed"


def test_little_room_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LITTLE_ROOM", 10**18)
    assert "nearly full" in _page("/en")
