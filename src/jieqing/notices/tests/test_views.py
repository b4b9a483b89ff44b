"""Pages of notices, as 乙 reads them, 丁 does not, and an operator sees to the mail."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from jieqing.identity.tests.factories import browser, ding, jia, operator, yi
from jieqing.kit.ids import new_id
from jieqing.notices import queries, service, troubles
from jieqing.notices.rules.catalogue import kinds
from jieqing.notices.tests.postbox import free_port, postbox, served_by

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
CARD = new_id()


@pytest.fixture
def of_yi():
    service.tell("mandates.card_sent", {"to_tenant": str(yi().tenant), "card_id": str(CARD)}, job_id=1, now=NOW)
    return queries.notices(yi()).items[0]


def _text(answer, status=200):
    assert answer.status_code == status, answer
    return answer.content.decode()


@pytest.mark.parametrize(
    ("root", "title", "empty"),
    [("", "收到一张案件卡", "还没有通知"), ("/en", "A case card has arrived", "No notices yet")],
)
def test_yi_reads_what_concerns_him_and_ding_an_empty_page(of_yi, root, title, empty):
    assert title in _text(browser(yi()).get(f"{root}/notices/"))
    of_ding = _text(browser(ding()).get(f"{root}/notices/"))
    assert title not in of_ding
    assert empty in of_ding


def test_a_stranger_signs_in_first(client):
    for path in ("/notices/", "/notices/preferences/", "/operator/mail/", "/operator/health/"):
        assert client.get(path).status_code == 302


def test_opening_a_notice_leads_to_what_it_is_about_and_marks_it_read(of_yi):
    answer = browser(yi()).get(f"/notices/{of_yi.id}/")
    assert (answer.status_code, answer["Location"]) == (302, reverse("mandates:card", args=[CARD]))
    assert queries.unread_count(yi()) == 0


def test_marking_as_read_goes_back_to_the_same_list(of_yi):
    visitor = browser(yi())
    answer = visitor.post("/notices/read/", {"notice": str(of_yi.id), "group": "cases", "show": "unread"})
    assert answer["Location"] == "/notices/?group=cases&show=unread"
    assert "没有符合的通知" in _text(visitor.get(answer["Location"]))
    assert visitor.post("/notices/read/", {"notice": "x"}).status_code == 404
    assert visitor.post("/notices/read/")["Location"] == "/notices/"


def test_the_masthead_counts_what_is_unread(of_yi):
    visitor = browser(yi())
    assert '1<span class="unseen"> 条未读' in _text(visitor.get("/agencies/"))
    visitor.post("/notices/read/")
    assert "条未读" not in _text(visitor.get("/agencies/"))


def _sent(**changed):
    sent = {"language": "en", "is_quiet": "on", "quiet_from": "21:00", "quiet_until": "07:00"}
    return sent | {f"way_{kind.id}": "page" for kind in kinds().values() if not kind.is_always} | changed


def test_wishes_are_saved_and_shown_again():
    visitor = browser(jia())
    assert visitor.post("/notices/preferences/", _sent())["Location"] == "/notices/preferences/"
    wishes = queries.wishes(jia(), jia().user_id)
    assert (wishes.language, wishes.is_mailed, wishes.quiet_from.hour) == ("en", False, 21)
    page = _text(visitor.get("/notices/preferences/"))
    assert "<option selected>21:00</option>" in page
    assert queries.wishes(ding(), ding().user_id).language == "zh"


def test_a_wrong_wish_is_named_and_nothing_is_saved():
    page = _text(browser(jia()).post("/notices/preferences/", _sent(quiet_from="07:00")), 422)
    assert 'href="#quiet_until"' in page
    assert 'aria-invalid="true"' in page
    assert queries.wishes(jia(), jia().user_id).language == "zh"


def test_the_operator_tries_the_server_and_reads_what_came_of_it():
    visitor = browser(operator())
    with postbox() as box:
        page = _text(visitor.post("/operator/mail/"))
        assert "127.0.0.1 收下了这封信" in page
        assert [mail["To"] for mail in box.mails] == [User.objects.get(pk=operator().user_id).email]
        box.refuses = "550 5.7.1 <op@example.com> go away"
        page = _text(visitor.post("/en/operator/mail/"))
        assert "takes no mail for this address" in page
        assert "550 5.7.1 …@… go away" in page
    with served_by(free_port()):
        assert "cannot be reached" in _text(visitor.post("/en/operator/mail/"))


def test_the_operator_sees_what_failed_lately_and_others_do_not():
    troubles.note(7, "notices.mail", "sign_in_refused", NOW, said="535 no")
    page = _text(browser(operator()).get("/operator/mail/"))
    assert "不认用户名或密码" in page
    assert "535 no" in page
    for stranger in (jia(), yi(), ding()):
        assert browser(stranger).get("/operator/mail/").status_code == 403
