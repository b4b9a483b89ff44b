"""Mails go out through a real server; what it refuses is said in words; what fails is tried again."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.core import mail as outbox
from procrastinate.contrib.django.models import ProcrastinateJob

from jieqing.identity import service as people
from jieqing.identity.models import Invitation, Membership
from jieqing.identity.queries import invitation_for_mail
from jieqing.identity.tests.factories import ding, jia, yi
from jieqing.kit.actor import system
from jieqing.kit.ids import new_id
from jieqing.kit.rows import acting
from jieqing.notices import queries, service
from jieqing.notices.providers.smtp import NotDelivered, deliver
from jieqing.notices.rules.letters import Letter, trial_letter
from jieqing.notices.rules.quiet import Wishes
from jieqing.notices.tests.postbox import free_port, postbox, served_by

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
MORNING = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)


@pytest.fixture
def box():
    with postbox() as box:
        yield box


@pytest.fixture
def notice():
    service.tell("mandates.card_sent", {"to_tenant": str(yi().tenant), "card_id": str(new_id())}, job_id=1, now=NOON)
    return queries.notices(yi()).items[0]


def _mail(notice, now=NOON):
    service.mail(yi().tenant, notice.id, now=now)


def _state():
    return queries.notices(yi()).items[0].mail


def test_a_notice_is_mailed_once_in_the_members_language_without_a_word_of_the_case(box, notice):
    service.choose(yi(), Wishes(language="en"))
    _mail(notice)
    _mail(notice)
    (mail,) = box.mails
    text = mail.get_content()
    assert mail["To"] == "yi@example.com"
    assert mail["Subject"] == "Jieqing: A case card has arrived"
    assert f"https://jieqing.example/en/notices/{notice.id}/" in text
    assert mail["List-Unsubscribe"] == "<https://jieqing.example/en/notices/preferences/>"
    assert mail["Message-ID"] == f"<{notice.id}@jieqing.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert str(notice.about) not in text
    assert _state() == "sent"


def test_chinese_is_the_default_and_arrives_as_it_was_written(box, notice):
    _mail(notice)
    (mail,) = box.mails
    assert mail["Subject"] == "【结清】收到一张案件卡"
    assert "上面没有姓名和电话" in mail.get_content()
    assert "https://jieqing.example/notices/preferences/" in mail.get_content()


def test_a_server_that_is_down_leaves_the_mail_waiting_and_says_what_to_do(notice):
    port = free_port()
    with served_by(port), pytest.raises(NotDelivered) as refused:
        _mail(notice)
    assert (refused.value.code, refused.value.status) == ("server_unreachable", 503)
    assert str(port) in refused.value.message.en
    assert _state() == "waiting"
    with postbox() as box:
        _mail(notice)
        assert len(box.mails) == 1
    assert _state() == "sent"


def test_a_recipient_who_is_refused_is_not_tried_again_and_his_address_is_not_repeated(box, notice):
    box.refuses = "550 5.1.1 <yi@example.com>: no such\tuser here"
    with pytest.raises(NotDelivered) as refused:
        _mail(notice)
    assert (refused.value.code, refused.value.status) == ("recipient_refused", 422)
    assert refused.value.said == "550 5.1.1 …@… no such user here"
    assert _state() == "failed"
    box.refuses = ""
    _mail(notice)  # the operator retries, once the address is mended
    assert _state() == "sent"


def test_a_server_that_is_busy_is_tried_again(box, notice):
    box.refuses = "451 4.7.1 greylisted"
    with pytest.raises(NotDelivered) as refused:
        _mail(notice)
    assert (refused.value.code, refused.value.status, _state()) == ("server_busy", 503, "waiting")


def test_what_was_read_before_the_morning_is_not_mailed(box, notice):
    service.mark_read(yi(), notice.id, now=NOON)
    _mail(notice)
    assert (box.mails, _state()) == ([], "dropped")


def test_a_mail_tried_again_at_night_waits_for_the_morning(box, notice):
    _mail(notice, now=NIGHT)
    assert (box.mails, _state()) == ([], "waiting")
    assert ProcrastinateJob.objects.order_by("id").last().scheduled_at == MORNING


@pytest.mark.parametrize("change", ["membership", "account", "wish"])
def test_who_is_gone_meanwhile_or_wants_no_mail_gets_none(box, notice, change):
    if change == "membership":
        with acting(yi()):
            Membership.objects.filter(user_id=yi().user_id).update(ended_at=NOON)
    elif change == "account":
        User.objects.filter(id=yi().user_id).update(is_active=False)
    else:
        service.choose(yi(), Wishes(is_mailed=False))
    service.mail(notice_tenant(notice), notice.id, now=NOON)
    assert box.mails == []


def test_an_invitation_is_mailed_with_its_link_until_it_is_used_up(box):
    invitation = people.invite(jia(), "new@example.com", ["creditor"], now=NOON, language="en")
    service.mail_invitation(jia().tenant, invitation)
    (mail,) = box.mails
    token = invitation_for_mail(system("mail", jia().tenant), invitation).token
    assert mail["To"] == "new@example.com"
    assert mail["Message-ID"] == f"<{invitation}@jieqing.example>"
    assert f"https://jieqing.example/en/invitations/{token}/" in mail.get_content()
    assert "甲灶" in mail.get_content(), "who invites"
    with acting(jia()):
        Invitation.objects.filter(id=invitation).update(withdrawn_at=NOON)
    service.mail_invitation(jia().tenant, invitation)
    service.mail_invitation(ding().tenant, invitation)
    assert len(box.mails) == 1


def notice_tenant(notice):
    return ProcrastinateJob.objects.get(task_name="notices.mail").args["tenant_id"]


def test_no_notice_of_another_tenant_is_mailed(box, notice):
    service.mail(ding().tenant, notice.id, now=NOON)
    assert box.mails == []


@pytest.mark.parametrize(
    "to", ["a@example.com\nBcc: b@example.com", "a@example.com\r\nSubject: x", "not an address\n", ""]
)
def test_an_address_cannot_add_a_header(box, to):
    with pytest.raises(NotDelivered) as refused:
        deliver(trial_letter(new_id(), to, "en"))
    assert refused.value.code == "address_unusable"
    with pytest.raises(NotDelivered):
        deliver(Letter(new_id(), "a@example.com", "x\nBcc: b@example.com", "body"))
    assert box.mails == []


def test_a_server_without_encryption_is_named_as_such(box, settings):
    settings.EMAIL_USE_TLS = True
    with pytest.raises(NotDelivered) as refused:
        deliver(trial_letter(new_id(), "a@example.com", "en"))
    assert refused.value.code == "tls_missing"
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = False, True
    with pytest.raises(NotDelivered) as refused:
        deliver(trial_letter(new_id(), "a@example.com", "en"))
    assert refused.value.code == "tls_failed"


def test_a_server_that_knows_no_such_account_is_named(box, settings):
    settings.EMAIL_HOST = "nowhere.invalid"
    with pytest.raises(NotDelivered) as refused:
        deliver(trial_letter(new_id(), "a@example.com", "en"))
    assert refused.value.code == "server_name_unknown"


def test_a_demo_keeps_mails_as_files_that_only_their_owner_reads(settings, tmp_path):
    settings.EMAIL_BACKEND = "jieqing.notices.providers.mail_folder.MailFolder"
    settings.MAIL_FOLDER = tmp_path / "mail"
    deliver(trial_letter(new_id(), "a@example.com", "zh"))
    (file,) = (tmp_path / "mail").iterdir()
    assert "To: a@example.com" in file.read_text()
    assert (tmp_path / "mail").stat().st_mode & 0o077 == 0
    assert queries.mail_set_up().kind == "folder"


def test_without_a_server_nothing_is_sent_and_it_is_said(settings, notice):
    settings.EMAIL_BACKEND = "jieqing.notices.providers.mail_folder.NoServer"
    with pytest.raises(NotDelivered) as refused:
        _mail(notice)
    assert refused.value.code == "no_server"
    assert "JIEQING_SMTP_URL" in refused.value.remedy.en
    assert queries.mail_set_up().kind == "none"
    assert outbox.outbox == []
