"""The pages: 丁 reads them, 甲 confirms and asks, an operator edits; and nobody is held up before a notice stands."""

import csv
import io
import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from jieqing.identity.rules.roles import HOUSE
from jieqing.identity.tests.factories import actor_in, browser, ding, jia, operator
from jieqing.kit.actor import ANYONE
from jieqing.privacy.queries import notice as queries
from jieqing.privacy.rules.notice import sections
from jieqing.privacy.rules.retention import catalogue
from jieqing.privacy.service import notice as service
from jieqing.privacy.tests.wording import filled
from jieqing.vault.rules.register import fields

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
PUBLIC = ["privacy/", "privacy/retention/", "privacy/register/"]


def published(wording=None):
    op = operator()
    version = service.save_draft(op, wording or filled(), based_on=queries.draft(op).version, now=NOW)
    service.publish(op, draft_version=version, now=NOW)


def form(wording, version):
    sides = {f"{key}-{side}": words.to(side) for key, words in wording.items() for side in ("zh", "en")}
    return sides | {"version": version}


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize("prefix", ["/", "/en/"])
@pytest.mark.parametrize("is_published", [True, False])
def test_everybody_reads_them_in_both_languages(path, prefix, is_published):
    if is_published:
        published()
    page = Client().get(prefix + path)
    assert page.status_code == 200
    assert ("Jieqing" in page.content.decode()) == (prefix == "/en/")


def test_the_notice_shows_every_section_and_escapes_what_an_operator_wrote():
    published(filled() | {"host": filled()["host"]._replace(zh="甲 <script>alert(1)</script>\n\n- 一\n- 二")})
    page = Client().get("/privacy/").content.decode()
    assert all(section.title.zh in page for section in sections().values())
    assert "<script>alert" not in page
    assert "<li>一</li>" in page


def test_old_versions_stay_and_what_changed_is_marked():
    published()
    published(filled() | {"manner": filled()["manner"]._replace(zh=filled()["manner"].zh + "再补一句。")})
    assert "旧版" in Client().get("/privacy/versions/1/").content.decode()
    page = Client().get("/privacy/changes/1/").content.decode()
    assert "<ins>再补一句。</ins>" in page
    assert Client().get("/privacy/versions/9/").status_code == 404


def test_the_register_says_of_every_field_whose_why_how_long_and_who_opens_it():
    page = Client().get("/privacy/register/").content.decode()
    assert all(field.name.zh in page and field.why.zh in page for field in fields().values())
    answer = Client().get("/en/privacy/register.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == list(fields())
    line = next(row for row in rows if row[0] == "claim.debtor_name")
    assert (line[3], line[6]) == ("PIPL 13(1)(2)", "1095 days")
    assert "Creditor" in line[8]


def test_the_periods_of_every_kind_are_shown():
    page = Client().get("/privacy/retention/").content.decode()
    assert all(kept.name.zh in page for kept in catalogue().values())


def test_who_never_read_it_is_led_to_the_notice_first_and_on_from_there():
    published()
    client = browser(jia())
    led = client.get("/account/")
    assert (led.status_code, led.url) == (302, "/privacy/?next=%2Faccount%2F")
    assert 'name="next" value="/account/"' in client.get(led.url).content.decode()
    done = client.post("/privacy/", {"number": "1", "next": "/account/"})
    assert (done.status_code, done.url) == (302, "/account/")
    assert client.get("/account/").status_code == 200


def test_nobody_is_held_up_before_a_notice_stands_nor_when_it_changes():
    client = browser(jia())
    assert client.get("/account/").status_code == 200
    published()
    client.post("/privacy/", {"number": "1"})
    published(filled() | {"manner": filled()["manner"]._replace(zh="新写法")})
    assert client.get("/account/").status_code == 200
    assert all("/privacy/changes/1/" in client.get(path).content.decode() for path in ("/privacy/", "/agencies/"))


@pytest.mark.parametrize("path", ["/", "/agencies/", "/privacy/requests/", "/account/sessions/"])
def test_what_is_open_to_all_and_what_serves_leaving_is_never_behind_the_gate(path):
    published()
    assert browser(jia()).get(path).status_code == 200


def test_a_foreign_address_is_no_place_to_go_on_to():
    published()
    done = browser(jia()).post("/privacy/", {"number": "1", "next": "https://example.net/"})
    assert done.url == "/privacy/"


def test_a_reading_of_a_version_that_is_gone_is_refused_in_words():
    published()
    page = browser(jia()).post("/privacy/", {"number": "7"})
    assert page.status_code == 409
    assert "新版" in page.content.decode()


def test_a_stranger_confirms_nothing():
    published()
    page = Client().post("/privacy/", {"number": "1"})
    assert page.status_code == 200
    assert "我看过了" not in page.content.decode()


def test_an_operator_edits_previews_and_publishes():
    client = browser(operator())
    page = client.get("/operator/privacy/").content.decode()
    assert "发布之前还要改" in page
    saved = client.post("/operator/privacy/", form(filled(), 0) | {"act": "preview"})
    assert saved.url == "/operator/privacy/preview/"
    assert "发布第 1 版" in client.get(saved.url).content.decode()
    assert client.post(saved.url, {"version": "1"}).status_code == 302
    assert queries.current(ANYONE).wording == filled()


def test_of_two_operators_the_second_finds_both_wordings_on_the_page():
    one, other = browser(operator()), browser(actor_in(HOUSE, "op2", ["operator"]))
    mine, theirs = (filled() | {"host": filled()["host"]._replace(zh=words)} for words in ("后存的话", "先存的话"))
    one.post("/operator/privacy/", form(theirs, 0))
    answer = other.post("/operator/privacy/", form(mine, 0))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert ("先存的话" in page, "后存的话</textarea>" in page) == (True, True)
    assert 'name="version" value="1"' in page
    assert other.post("/operator/privacy/", form(mine, 1)).status_code == 302


def test_an_operator_changes_a_period_and_is_told_of_the_bound():
    client = browser(operator())
    asked = {"kind": "system_log", "days": "30", "days_seen": "190", "reason": "磁盘容量小"}
    page = client.post("/operator/privacy/retention/", asked)
    assert page.status_code == 422
    assert "CN-PI-20" in page.content.decode()
    assert 'value="磁盘容量小"' in page.content.decode()
    assert client.post("/operator/privacy/retention/", asked | {"days": "365"}).status_code == 302
    assert "365 天" in Client().get("/privacy/retention/").content.decode()


def test_a_request_goes_from_its_asker_to_the_desk_and_back():
    op = browser(operator())
    client = browser(jia())
    assert "还没有提过" in client.get("/privacy/requests/").content.decode()
    wrong = client.post("/privacy/requests/", {"kind": "", "text": "我写的话"})
    assert wrong.status_code == 422
    assert "我写的话</textarea>" in wrong.content.decode()
    assert client.post("/privacy/requests/", {"kind": "copy", "text": "要一份副本"}).status_code == 302
    listed = op.get("/operator/privacy/requests/").content.decode()
    path = re.findall(r'href="/operator/privacy/requests/([0-9a-f-]{36}/)"', listed)[0]
    assert "要一份副本" in op.get(f"/operator/privacy/requests/{path}").content.decode()
    empty = op.post(f"/operator/privacy/requests/{path}", {"answer": " ", "act": "decline"})
    assert empty.status_code == 422
    assert op.post(f"/operator/privacy/requests/{path}", {"answer": "附上副本", "act": "answer"}).status_code == 302
    assert "附上副本" in client.get(f"/privacy/requests/{path}").content.decode()
    assert browser(ding()).get(f"/privacy/requests/{path}").status_code == 404
    assert client.post(f"/privacy/requests/{path}").status_code == 409


@pytest.mark.parametrize("path", ["", "preview/", "retention/", "requests/"])
def test_ding_enters_no_operators_page(path):
    assert browser(ding()).get(f"/operator/privacy/{path}").status_code == 403
    assert Client().get(f"/operator/privacy/{path}").status_code == 302
