"""A door opens to whom it says, tells strangers where to sign in, and takes no forged form."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from jieqing.kit.doors import actor_of, anyone, language_of, operator_only
from jieqing.kit.refusal import Refusal

OPERATOR = User(pk=1, username="operator", is_staff=True)
CUSTOMER = User(pk=2, username="customer")
DISABLED = User(pk=3, username="former", is_staff=True, is_active=False)


@operator_only
def door(request: HttpRequest) -> HttpResponse:
    return HttpResponse("inside")


def _request(path: str, user: Any, **headers: str) -> HttpRequest:
    request = RequestFactory(enforce_csrf_checks=True, headers=headers).post(path)
    request.user = user
    return request


def test_an_operator_comes_in() -> None:
    assert door(_request("/operator", OPERATOR)).content == b"inside"
    assert actor_of(_request("/", OPERATOR)).role == "operator"


@pytest.mark.parametrize("stranger", [AnonymousUser(), CUSTOMER, DISABLED], ids=["anonymous", "customer", "disabled"])
def test_a_stranger_is_sent_to_sign_in_and_back(stranger: Any) -> None:
    answer = door(_request("/operator?page=2", stranger))
    assert (answer.status_code, answer["Location"]) == (302, "/operator/sign-in?next=/operator%3Fpage%3D2")
    assert actor_of(_request("/", stranger)).role == "anyone"


def test_a_stranger_gets_a_refusal_from_the_api() -> None:
    with pytest.raises(Refusal) as refused:
        door(_request("/api/v1/agencies", CUSTOMER))
    assert (refused.value.code, refused.value.status) == ("sign_in_needed", 401)


def test_the_api_takes_an_operators_cookie_only_with_the_token() -> None:
    with pytest.raises(Refusal) as refused:
        door(_request("/api/v1/agencies", OPERATOR))
    assert (refused.value.code, refused.value.status) == ("csrf_token_missing", 403)
    token = "a" * 32
    with_token = _request("/api/v1/agencies", OPERATOR, **{"X-CSRFToken": token, "Cookie": f"csrftoken={token}"})
    assert door(with_token).content == b"inside"


def test_a_door_says_who_may_enter() -> None:
    assert door.actor_rule == "operator"
    assert anyone(lambda request: HttpResponse()).actor_rule == "anyone"


@pytest.mark.parametrize(("code", "language"), [("zh-hans", "zh"), ("en", "en"), (None, "zh")])
def test_the_language_is_that_of_the_address(code: str | None, language: str) -> None:
    request = RequestFactory().get("/")
    if code:
        request.LANGUAGE_CODE = code
    assert language_of(request) == language
