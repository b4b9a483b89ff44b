"""Where one is signed in is seen and ended; a session ends by itself, and dies with its account."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from jieqing.identity import sign_in as door
from jieqing.identity.spoken import browser_words
from jieqing.identity.tests.factories import ding, jia, operator
from jieqing.identity.tests.visitor import account, app_of, one_of, signed_in
from jieqing.kit.refusal import Refusal

pytestmark = pytest.mark.django_db
LIST = "/account/sessions/"


def _session(client: Client) -> UserSession:
    return UserSession.objects.get(session_key=client.session.session_key)


def _is_in(client: Client) -> bool:
    return bool(client.get("/account/").status_code == 200)


def test_the_list_shows_this_device_and_the_others() -> None:
    user = account()
    here, _elsewhere = signed_in(user), signed_in(user)
    page = here.get(LIST).content.decode()
    assert page.count("登录，最近") == 2
    assert page.count("这一台") == 1


def test_one_other_device_is_signed_out() -> None:
    user = account()
    here, lost, third = (signed_in(user) for _ in range(3))
    here.post(f"{LIST}{_session(lost).pk}/end/")
    assert [_is_in(browser) for browser in (here, lost, third)] == [True, False, True]


def test_all_others_are_signed_out() -> None:
    user = account()
    here, lost, third = (signed_in(user) for _ in range(3))
    here.post(LIST)
    assert [_is_in(browser) for browser in (here, lost, third)] == [True, False, False]


def test_ding_neither_sees_nor_ends_jias_session() -> None:
    hers, his = signed_in(one_of(jia())), signed_in(one_of(ding()))
    assert his.get(LIST).content.decode().count("登录，最近") == 1
    assert his.post(f"{LIST}{_session(hers).pk}/end/").status_code == 404
    his.post(LIST)
    assert _is_in(hers)


def _lasts(client: Client) -> timedelta:
    return Session.objects.get(session_key=client.session.session_key).expire_date - timezone.now()


def test_a_session_lasts_a_week_without_a_visit_a_members_of_staff_half_a_day() -> None:
    user = one_of(operator())
    app_of(user)
    staff, other = signed_in(user), signed_in(one_of(jia()))
    for browser in (staff, other):
        browser.get("/account/")
    assert timedelta(hours=11, minutes=59) < _lasts(staff) <= timedelta(hours=12)
    assert timedelta(days=6, hours=23) < _lasts(other) <= timedelta(days=7)


def test_a_visit_moves_the_end_on_and_is_noted_once_in_five_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = signed_in(account())
    browser.get("/account/")
    row = Session.objects.filter(session_key=browser.session.session_key)
    noted = row.get().expire_date
    browser.get("/account/")
    assert row.get().expire_date == noted
    session = browser.session
    session["seen_at"] = session["seen_at"] - 301
    session.save()
    row.update(expire_date=noted - timedelta(hours=1))
    browser.get("/account/")
    assert row.get().expire_date > noted


def test_a_session_that_has_ended_opens_nothing() -> None:
    browser = signed_in(account())
    Session.objects.filter(session_key=browser.session.session_key).update(
        expire_date=timezone.now() - timedelta(seconds=1)
    )
    assert not _is_in(browser)


def test_disabling_an_account_ends_its_sessions_for_good() -> None:
    user = account()
    browser = signed_in(user)
    door.set_active(operator(), user.pk, is_active=False)
    assert not _is_in(browser)
    door.set_active(operator(), user.pk, is_active=True)
    assert not _is_in(browser), "the same cookie opens nothing"


def test_a_session_met_while_disabled_does_not_come_back_to_life() -> None:
    user = account()
    browser = signed_in(user)
    cookie = browser.cookies["sessionid"].value
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    browser.get("/")
    type(user).objects.filter(pk=user.pk).update(is_active=True)
    browser.cookies["sessionid"] = cookie
    assert not _is_in(browser)


@pytest.mark.parametrize("who", [jia, ding])
def test_only_an_operator_disables(who: Any) -> None:
    user = account()
    with pytest.raises(Refusal) as refused:
        door.set_active(who(), user.pk, is_active=False)
    assert refused.value.code == "role_missing"


def test_a_session_opened_in_another_way_is_on_the_list_and_ends_with_the_others() -> None:
    user = account()
    other = Client()
    other.force_login(user)
    assert _is_in(other)
    assert signed_in(user).get(LIST).content.decode().count("登录，最近") == 2
    door.end_sessions(user.pk)
    assert not _is_in(other)


def test_signing_out_ends_the_session_on_the_server() -> None:
    browser = signed_in(account())
    key = browser.session.session_key
    browser.post("/account/sign-out/")
    assert not Session.objects.filter(session_key=key).exists()


@pytest.mark.parametrize(
    ("header", "zh"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
            "Windows 上的 Chrome",
        ),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 MicroMessenger/8.0", "安卓 上的 微信"),
        ("curl/8", "其他浏览器"),
        ("", "其他浏览器"),
    ],
)
def test_a_browser_is_called_by_its_name(header: str, zh: str) -> None:
    assert browser_words(header).zh == zh
