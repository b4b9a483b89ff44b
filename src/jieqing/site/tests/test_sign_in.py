"""Only the right password opens the operator's door; guessing is stopped, a disabled account is out at once."""

import logging
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client

from jieqing.kit.refusal import Refusal
from jieqing.site.account import OPERATOR, keep_operator

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def operator() -> Any:
    cache.clear()
    keep_operator(PASSWORD)
    return get_user_model().objects.get(username=OPERATOR)


def _sign_in(client: Client, password: str, **more: str) -> Any:
    return client.post("/operator/sign-in", {"username": OPERATOR, "password": password, **more})


def test_the_right_password_leads_back_to_where_one_came_from(client: Client) -> None:
    before = client.session.session_key
    answer = _sign_in(client, PASSWORD, next="/operator")
    assert (answer.status_code, answer["Location"]) == (302, "/operator")
    assert client.session.session_key != before


def test_nobody_is_led_to_another_site(client: Client) -> None:
    assert "elsewhere" not in _sign_in(client, PASSWORD, next="https://elsewhere.example/")["Location"]


def test_guessing_is_stopped_and_logged_without_names(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "jieqing.site.sign_in"):
        assert [_sign_in(client, f"guess {n}").status_code for n in range(5)] == [200] * 5
        stopped = _sign_in(client, PASSWORD)
    assert stopped.status_code == 429
    assert "JIEQING_OPERATOR_PASSWORD" in stopped.content.decode()
    said = [record.getMessage() for record in caplog.records if record.name == "jieqing.site.sign_in"]
    assert said == ["sign_in failed code=wrong_account_or_password"] * 5 + ["sign_in refused code=too_many_attempts"]


def test_a_disabled_account_is_out_at_once(client: Client, operator: Any) -> None:
    _sign_in(client, PASSWORD)
    assert client.get("/operator/", follow=True).wsgi_request.user.is_authenticated
    operator.is_active = False
    operator.save()
    assert not client.get("/", follow=True).wsgi_request.user.is_authenticated


def test_the_password_stays_until_another_is_given() -> None:
    user = get_user_model().objects
    assert keep_operator(None) is None
    assert user.get(username=OPERATOR).check_password(PASSWORD)
    assert keep_operator("another horse battery") is None
    assert user.get(username=OPERATOR).check_password("another horse battery")


def test_a_new_account_gets_a_password_that_is_shown_once() -> None:
    get_user_model().objects.all().delete()
    made_up = keep_operator(None)
    assert made_up
    assert get_user_model().objects.get(username=OPERATOR).check_password(made_up)
    assert keep_operator(None) is None


def test_a_short_password_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        keep_operator("1234567")
    assert refused.value.field == "JIEQING_OPERATOR_PASSWORD"
