"""An account is made by mail, opened by its password and found again by mail; guessing is stopped."""

import json
import logging
import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils.module_loading import import_string

from jieqing.identity.tests.factories import operator
from jieqing.identity.tests.visitor import JIA, PASSWORD, account, code_in_mail, link_in_mail, sign_in, signed_in
from jieqing.kit.actor import Actor
from jieqing.kit.rows import acting, as_role

pytestmark = pytest.mark.django_db
ROOTS = {"zh": "/", "en": "/en/"}
NEW_PASSWORD = "lantern pepper window"


def _sign_up(client: Client, email: str = JIA, password: str = PASSWORD, root: str = "/") -> Any:
    return client.post(f"{root}account/sign-up/", {"email": email, "password1": password})


def _text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


# Signing up


@pytest.mark.parametrize(("language", "subject"), [("zh", "结清：您的验证码"), ("en", "Jieqing: your code")])
def test_the_code_from_the_mail_opens_a_new_account(client: Client, language: str, subject: str) -> None:
    root = ROOTS[language]
    assert _sign_up(client, root=root)["Location"] == f"{root}account/sign-up/code/"
    assert (mail.outbox[-1].subject, mail.outbox[-1].to) == (subject, [JIA])
    assert "_auth_user_id" not in client.session
    answer = client.post(f"{root}account/sign-up/code/", {"code": code_in_mail()})
    assert (answer.status_code, answer["Location"]) == (302, f"{root}account/")
    assert JIA in _text(client.get(answer["Location"]))


def test_the_mail_speaks_the_language_of_its_page_whatever_was_read_before(client: Client) -> None:
    client.get("/account/sign-up/")
    _sign_up(client, root="/en/")
    assert not re.search("[一-鿿]", mail.outbox[-1].subject + mail.outbox[-1].body)


def test_three_wrong_codes_end_the_attempt(client: Client) -> None:
    _sign_up(client)
    right = code_in_mail()
    answers = [client.post("/account/sign-up/code/", {"code": "0000-0000"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 302]
    assert "验证码不对" in _text(answers[0])
    client.post("/account/sign-up/code/", {"code": right})
    assert "_auth_user_id" not in client.session


def test_signing_up_with_a_known_address_looks_the_same_and_tells_its_owner_by_mail() -> None:
    account(JIA)
    stranger, known = Client(), Client()
    first, second = _sign_up(stranger, "new@example.com"), _sign_up(known, JIA)
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    pages = [_text(browser.get(first["Location"])) for browser in (stranger, known)]
    assert pages[0].replace("new@example.com", JIA) == pages[1]
    assert [letter.to for letter in mail.outbox] == [["new@example.com"], [JIA]]
    assert "已经有账号" in mail.outbox[1].subject
    assert get_user_model().objects.filter(email=JIA).count() == 1


def test_an_account_name_is_random(client: Client) -> None:
    _sign_up(client)
    assert re.fullmatch("[0-9a-f]{32}", get_user_model().objects.get(email=JIA).username)


@pytest.mark.parametrize("password", ["short pw", "1234567890", "jia.example1"])
def test_a_short_common_or_similar_password_is_refused(client: Client, password: str) -> None:
    answer = _sign_up(client, "jia.example@example.com", password)
    assert answer.status_code == 200
    assert 'href="#id_password1"' in answer.content.decode()
    assert not get_user_model().objects.exists()


def test_passwords_are_kept_by_argon2(client: Client) -> None:
    _sign_up(client)
    assert get_user_model().objects.get(email=JIA).password.startswith("argon2$argon2id$")


# Signing in


@pytest.mark.parametrize("login", [JIA, "JIA@example.com "])
def test_the_right_password_leads_back_to_where_one_came_from(client: Client, login: str) -> None:
    account()
    client.get("/account/sign-in/")
    client.session.save()
    before = client.session.session_key
    answer = sign_in(client, login, next="/account/email/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/email/")
    assert client.session.session_key not in (None, before)


def test_a_session_gets_a_new_key_at_sign_in(client: Client) -> None:
    account()
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    before = session.session_key
    sign_in(client)
    assert "_auth_user_id" in client.session
    assert client.session.session_key != before


def test_the_operator_signs_in_by_name_and_has_no_address_to_verify(client: Client) -> None:
    account("", username="operator")
    assert sign_in(client, "operator").status_code == 302
    assert "_auth_user_id" in client.session


def test_the_former_address_of_the_operators_sign_in_leads_here(client: Client) -> None:
    answer = client.get("/en/operator/sign-in?next=/en/operator/")
    assert (answer.status_code, answer["Location"]) == (302, "/en/account/sign-in/?next=/en/operator/")


def test_nobody_is_led_to_another_site(client: Client) -> None:
    account()
    assert "elsewhere" not in sign_in(client, next="https://elsewhere.example/")["Location"]


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "邮箱或密码不对"), ("en", "The address or the password is wrong")]
)
def test_a_wrong_password_and_an_unknown_address_are_told_alike(language: str, words: str) -> None:
    account()
    pages = [
        _text(sign_in(Client(), login, "not the password", root=ROOTS[language])).replace(login, "")
        for login in (JIA, "nobody@example.com")
    ]
    assert words in pages[0]
    assert pages[0] == pages[1]


def test_five_wrong_passwords_close_the_account_for_a_while_and_for_it_alone(client: Client) -> None:
    account()
    account("yi@example.com")
    for number in range(5):
        sign_in(client, JIA, f"guess number {number}")
    stopped = sign_in(client, JIA, PASSWORD)
    assert "一刻钟" in _text(stopped)
    assert "_auth_user_id" not in client.session
    assert sign_in(Client(), "yi@example.com").status_code == 302


def test_another_port_in_the_host_header_is_not_counted_anew() -> None:
    account()
    for number in range(5):
        Client(headers={"Host": f"localhost:{8000 + number}"}).post(
            "/account/sign-in/", {"login": JIA, "password": f"guess number {number}"}
        )
    assert "一刻钟" in _text(sign_in(Client(headers={"Host": "localhost:9000"})))


def test_an_address_that_the_visitor_claims_to_come_from_is_not_believed() -> None:
    answers = [
        Client(headers={"X-Forwarded-For": f"203.0.113.{number}"}).post(
            "/account/password/reset/", {"email": f"nobody{number}@example.com"}
        )
        for number in range(21)
    ]
    assert [answer.status_code for answer in answers] == [302] * 20 + [429]
    assert "15 分钟" in _text(answers[-1])


def test_a_disabled_account_is_told_so_only_with_the_right_password(client: Client) -> None:
    user = account()
    user.is_active = False
    user.save()
    assert "停用" not in _text(sign_in(client, JIA, "not the password"))
    assert sign_in(client)["Location"] == "/account/disabled/"
    assert "_auth_user_id" not in client.session


# What is left behind


def _lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    formatter = import_string(settings.LOGGING["formatters"]["fixed_parts"]["()"])()
    return [json.loads(formatter.format(record)) for record in caplog.records]


def _entries() -> list[tuple[str, str, str]]:
    host = Actor("system:tests", operator().tenant, frozenset({"operator"}))
    with acting(host), as_role("jieqing_evidence"), connection.cursor() as cursor:
        cursor.execute("SELECT event, actor, code FROM evidence.entry WHERE tenant_id IS NULL ORDER BY number")
        return list(cursor.fetchall())


def test_a_failed_sign_in_is_logged_without_what_was_typed(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    account()
    with caplog.at_level(logging.INFO):
        sign_in(client, JIA, "not the password")
        sign_in(client, JIA, "nor this one")
        sign_in(client, "yi@example.com", "nor this one")
    said = [line["message"] for line in _lines(caplog) if line["logger"] == "jieqing.identity"]
    assert [line.split(" account=")[0] for line in said] == ["sign-in failed code=email_password_mismatch"] * 3
    assert said[0] == said[1] != said[2], "equal accounts can be joined"
    assert not re.search("jia|yi@|example|password ", "".join(said))
    assert ("identity.sign_in_failed", "anyone", "email_password_mismatch") in _entries()


def test_a_crafted_name_or_browser_cannot_forge_a_line(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    forged = 'x"}\n{"level": "info", "logger": "jieqing.identity", "message": "signed in user=1"}\r\n\u2028'
    with caplog.at_level(logging.INFO):
        client.post(
            f"/account/sign-in/?next={forged}",
            {"login": forged, "password": forged},
            headers={"User-Agent": forged, "X-Forwarded-For": forged, "Referer": forged},
        )
    lines = _lines(caplog)
    assert lines
    assert not any("signed in user=1" in json.dumps(line) for line in lines)
    assert all("\n" not in json.dumps(line, ensure_ascii=False) for line in lines)


def test_signing_in_leaves_an_entry(client: Client) -> None:
    user = account()
    sign_in(client)
    assert ("identity.signed_in", f"user:{user.pk}", "") in _entries()


# A lost password


def test_the_mailed_link_sets_a_new_password_once_and_ends_every_session(client: Client) -> None:
    elsewhere = signed_in(account())
    client.post("/account/password/reset/", {"email": JIA})
    link = link_in_mail()
    form = client.get(link)["Location"]
    passwords = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert client.post(form, passwords)["Location"] == "/account/password/reset/done/"
    assert "_auth_user_id" not in client.session, "a link in a mail is no second factor"
    assert elsewhere.get("/account/")["Location"].startswith("/account/sign-in/")
    assert sign_in(Client(), JIA, NEW_PASSWORD).status_code == 302
    assert "不能用了" in _text(Client().get(link))


def test_a_reset_for_an_unknown_address_looks_the_same(client: Client) -> None:
    account()
    answers = [client.post("/account/password/reset/", {"email": to}) for to in (JIA, "nobody@example.com")]
    assert answers[0]["Location"] == answers[1]["Location"] == "/account/password/reset/sent/"
    assert [letter.to for letter in mail.outbox] == [[JIA], ["nobody@example.com"]]


def test_three_mails_a_quarter_of_an_hour_are_enough(client: Client) -> None:
    account()
    answers = [client.post("/account/password/reset/", {"email": JIA}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]


# One's own account


def test_another_password_ends_the_other_sessions_and_not_this_one() -> None:
    user = account()
    here, elsewhere = signed_in(user), signed_in(user)
    form = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert here.post("/account/password/", form).status_code == 302
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert mail.outbox[-1].subject == "结清：密码已更换"


def test_another_address_counts_once_its_code_came_back_and_the_old_one_hears_of_it() -> None:
    user = account()
    here = signed_in(user)
    here.post("/account/email/", {"email": "jia.new@example.com", "action_add": ""})
    user.refresh_from_db()
    assert user.email == JIA
    here.post("/account/sign-up/code/", {"code": code_in_mail()})
    user.refresh_from_db()
    assert user.email == "jia.new@example.com"
    assert mail.outbox[-1].to == [JIA]
    assert sign_in(Client(), JIA).status_code == 200
    assert sign_in(Client(), "jia.new@example.com").status_code == 302


def test_the_password_is_asked_again_before_the_address_changes_unless_it_was_typed_just_now() -> None:
    here = signed_in(account())
    session = here.session
    session["account_authentication_methods"] = [{"method": "password", "at": 1.0}]
    session.save()
    answer = here.post("/account/email/", {"email": "thief@example.com", "action_add": ""})
    assert answer["Location"].startswith("/account/reauthenticate/")
    assert not mail.outbox
    here.post(answer["Location"], {"password": "not the password", "next": "/account/email/"})
    assert not mail.outbox
    here.post(answer["Location"], {"password": PASSWORD, "next": "/account/email/"})
    assert mail.outbox[-1].to == ["thief@example.com"]


def test_a_mail_that_cannot_be_sent_is_told_in_words(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    answer = client.post("/account/password/reset/", {"email": JIA})
    assert (answer.status_code, "邮件没能发出去" in _text(answer)) == (503, True)


# Every page

OPEN_PAGES = ["sign-in/", "sign-up/", "password/reset/", "password/reset/sent/", "password/reset/done/", "disabled/"]
OWN_PAGES = [
    "", "email/", "password/", "sessions/", "sign-out/", "reauthenticate/", "second-factor/", "second-factor/needed/",
    "second-factor/app/", "second-factor/passkeys/", "second-factor/passkeys/add/",
]  # fmt: skip


@pytest.mark.parametrize("path", OPEN_PAGES + OWN_PAGES)
@pytest.mark.parametrize("language", ROOTS)
def test_a_page_is_ours_and_loads_no_script_but_files_of_this_site(path: str, language: str) -> None:
    browser = signed_in(account()) if path in OWN_PAGES else Client()
    answer = browser.get(f"{ROOTS[language]}account/{path}")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert all("site-packages/allauth" not in str(part.origin) for part in answer.templates)
    for tag in re.findall(r"<script[^>]*>", page):
        assert 'type="application/json"' in tag or re.search(r'src="/static/', tag), tag
    assert not re.search(r"<style|<[^>]+\s(style|on\w+)=", page)
    if language == "en":
        assert not re.search("[一-鿿]", re.sub(r'lang="zh-Hans">[^<]*<', "", page.split("<body>")[1]))


@pytest.mark.parametrize("path", ["sign-in/", "sign-up/", "password/reset/", "sign-out/", "second-factor/code/"])
def test_a_form_of_another_site_is_not_heard(path: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(f"/account/{path}", {"login": JIA})
    assert answer.status_code == 403


@pytest.mark.parametrize("path", [path for path in OWN_PAGES if path != "sign-out/"])
def test_a_stranger_is_sent_to_sign_in(client: Client, path: str) -> None:
    answer = client.get(f"/account/{path}")
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/account/sign-in/")
