"""A real worker process does what was deferred; killed amid a job, its job is done all the same, and once in effect."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import dj_database_url
import pytest
from django.db import connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from jieqing.evidence import log
from jieqing.identity.tests.factories import actor_in, jia, operator, yi
from jieqing.kit.announce import announce
from jieqing.kit.ids import new_id
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.notices import queries, service
from jieqing.notices.models import JobTrouble, Preferences
from jieqing.notices.rules.quiet import Wishes
from jieqing.notices.tests.postbox import Postbox, postbox
from jieqing.site import jobs

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
HASTY = Path(__file__).with_name("hasty_worker.py")


@pytest.fixture
def box() -> Iterator[Postbox]:
    with postbox() as box:
        yield box


@contextmanager
def worker(smtp_port: int) -> "Iterator[subprocess.Popen[bytes]]":
    """A worker of the tests' database, which mails through that port; killed at the end if it still runs."""
    found = connections["default"].settings_dict
    url = f"postgres://{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT']}/{found['NAME']}"
    assert dj_database_url.parse(url)["NAME"] == found["NAME"]
    env = {name: value for name, value in os.environ.items() if not name.startswith(("JIEQING_", "DATABASE_"))} | {
        "DATABASE_URL": url,
        "JIEQING_SECRET_KEY": "tests-sign-nothing-that-matters-to-anybody",
        "JIEQING_SMTP_URL": f"smtp+plain://127.0.0.1:{smtp_port}",
        "JIEQING_URL": "https://jieqing.example",
    }
    process = subprocess.Popen([sys.executable, str(HASTY)], env=env)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _until(true, within_s: float = 60):
    for _tick in range(int(within_s / 0.1)):
        if true():
            return
        time.sleep(0.1)
    raise AssertionError("waited in vain")


def _announce_a_card():
    """A card arrives for 乙, who wants mail at any hour."""
    service.choose(yi(), Wishes(quiet_from=None))
    with acting(jia()):
        announce("mandates.card_sent", card_id=new_id(), to_tenant=yi().tenant)


def _states():
    return dict(ProcrastinateJob.objects.exclude(task_name__startswith="site.").values_list("task_name", "status"))


def test_an_event_becomes_a_notice_and_a_mail_and_sigterm_ends_the_worker(box):
    _announce_a_card()
    with worker(box.port) as process:
        _until(lambda: _states().items() >= {("notices.tell", "succeeded"), ("notices.mail", "succeeded")})
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
    assert [row.mail for row in queries.notices(yi()).items] == ["sent"]
    assert [mail["To"] for mail in box.mails] == ["yi@example.com"]


def test_a_worker_that_is_told_to_end_finishes_the_mail_in_hand(box):
    box.waits_s = 2.0
    _announce_a_card()
    with worker(box.port) as process:
        _until(lambda: box.begun)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
    assert len(box.mails) == 1
    assert [row.mail for row in queries.notices(yi()).items] == ["sent"]
    assert _states()["notices.mail"] == "succeeded"


def test_a_mail_whose_worker_is_killed_is_sent_by_the_next_as_the_same_letter(box):
    box.waits_s = 60.0
    _announce_a_card()
    with worker(box.port) as process:
        _until(lambda: box.begun)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert _states()["notices.mail"] == "doing", "the dead worker's mark"
    assert [row.mail for row in queries.notices(yi()).items] == ["waiting"]
    box.waits_s = 0.0
    time.sleep(1.5)  # until the dead one's heartbeat is old
    with worker(box.port):
        _until(lambda: _states()["notices.mail"] == "succeeded")
    assert [row.mail for row in queries.notices(yi()).items] == ["sent"]
    assert len({mail["Message-ID"] for mail in box.mails}) == 1, "a reader's mailbox knows the two as one"
    about = queries.notices(yi()).items[0].id
    assert [entry.event for entry in log.entries(yi(), about)].count("notices.mail_sent") == 1


def test_a_job_that_is_given_back_too_often_is_given_up(box):
    service.choose(yi(), Wishes(quiet_from=None))
    number = app.configure_task("notices.mail").defer(tenant_id=str(yi().tenant), notice_id=str(new_id()))
    with connections["default"].cursor() as cursor:  # as if seven workers had died of it
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', attempts = 7 WHERE id = %s", [number])
    with worker(box.port):
        _until(lambda: ProcrastinateJob.objects.get(id=number).status == "failed")
        _until(lambda: JobTrouble.objects.filter(job_id=number, code="worker_died").exists())


def test_a_server_that_is_down_is_shown_to_the_operator_and_the_mail_waits():
    with postbox() as gone:
        port = gone.port
    _announce_a_card()
    with worker(port):
        _until(lambda: JobTrouble.objects.filter(task="notices.mail").exists())
        _until(lambda: _states()["notices.mail"] != "doing")  # the worker is killed at the end of the block
    (trouble,) = queries.troubles(operator(), task_prefix="notices.")
    assert trouble.code == "server_unreachable"
    job = ProcrastinateJob.objects.get(task_name="notices.mail")
    assert (job.status, job.attempts) == ("todo", 1)
    assert job.scheduled_at is not None


def test_a_refused_mail_fails_for_good_and_the_operator_can_retry_it(box):
    box.refuses = "550 no such user"
    _announce_a_card()
    with worker(box.port):
        _until(lambda: _states().get("notices.mail") == "failed")
        box.refuses = ""
        (failed,) = jobs.failed(operator())
        assert (failed.task, failed.trouble.code) == ("notices.mail", "recipient_refused")
        jobs.retry(operator(), failed.id, datetime.now(UTC))
        _until(lambda: _states()["notices.mail"] == "succeeded")
    assert len(box.mails) == 1
    assert queries.troubles(operator()) == []


def test_what_a_job_defers_stands_or_falls_with_its_transaction(box):
    """乙's mail is deferred, then the job breaks over his colleague's spoilt wishes: nothing of it may remain."""
    yi2 = actor_in(yi().tenant, "yi2", ["agency"])
    service.choose(yi2, Wishes())
    with acting(yi2):
        Preferences.objects.filter(user_id=yi2.user_id).update(ways=["no mapping"])
    _announce_a_card()
    with worker(box.port):
        _until(lambda: JobTrouble.objects.filter(task="notices.tell", code="AttributeError").exists())
    assert queries.notices(yi()).total == 0
    assert not ProcrastinateJob.objects.filter(task_name="notices.mail").exists()


def test_only_an_operator_retries_and_only_what_failed():
    number = app.configure_task("notices.mail").defer(tenant_id=str(yi().tenant), notice_id=str(new_id()))
    for actor, code in ((jia(), "operators_only"), (operator(), "job_not_failed")):
        with pytest.raises(Refusal) as refused:
            jobs.retry(actor, number, NOON)
        assert refused.value.code == code
