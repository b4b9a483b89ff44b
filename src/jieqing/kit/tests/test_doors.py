"""A door opens to whom it says, tells strangers where to sign in, and takes no forged form."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from jieqing.kit.actor import ANYONE, Actor
from jieqing.kit.doors import actor_of, anyone, language_of, only, operator_only, signed_in
from jieqing.kit.refusal import Refusal

OPERATOR = Actor("user:1", None, frozenset({"operator"}), 1, has_second_factor=True)
ONE_FACTOR = Actor("user:1", None, frozenset({"operator"}), 1)
CREDITOR = Actor("user:2", None, frozenset({"creditor"}), 2)
NO_ROLE = Actor("user:3", None, frozenset(), 3)


@operator_only
def door(request: HttpRequest) -> HttpResponse:
    return HttpResponse("inside")


@only("creditor", "agency")
def case(request: HttpRequest) -> HttpResponse:
    return HttpResponse("inside")


@signed_in
def own(request: HttpRequest) -> HttpResponse:
    return HttpResponse("inside")


def _request(path: str, actor: Actor, **headers: str) -> Any:
    request: Any = RequestFactory(enforce_csrf_checks=True, headers=headers).post(path)
    request.actor = actor
    return request


@pytest.mark.parametrize(
    ("view", "actor"), [(door, OPERATOR), (case, CREDITOR), (own, NO_ROLE), (own, ONE_FACTOR)],
    ids=["operator", "creditor", "no role", "one factor"],
)  # fmt: skip
def test_who_is_entitled_comes_in(view: Any, actor: Actor) -> None:
    assert view(_request("/somewhere", actor)).content == b"inside"


def test_nobody_put_an_actor_there() -> None:
    assert actor_of(RequestFactory().get("/")) is ANYONE


def test_a_stranger_is_sent_to_sign_in_and_back() -> None:
    answer = door(_request("/operator?page=2", ANYONE))
    assert (answer.status_code, answer["Location"].split("?")[1]) == (302, "next=/operator%3Fpage%3D2")


@pytest.mark.parametrize("actor", [CREDITOR, NO_ROLE], ids=["creditor", "no role"])
def test_a_role_that_is_missing_is_named_as_the_reason(actor: Actor) -> None:
    with pytest.raises(Refusal) as refused:
        door(_request("/operator", actor))
    assert (refused.value.code, refused.value.status) == ("role_missing", 403)


def test_staff_without_a_second_factor_are_sent_to_set_one_up() -> None:
    answer = door(_request("/operator", ONE_FACTOR))
    assert (answer.status_code, "second-factor" in answer["Location"]) == (302, True)
    with pytest.raises(Refusal) as refused:
        door(_request("/api/v1/agencies", ONE_FACTOR))
    assert (refused.value.code, refused.value.status) == ("second_factor_needed", 403)


def test_a_creditor_who_is_also_staff_comes_in_as_a_creditor() -> None:
    both = Actor("user:5", None, frozenset({"creditor", "agency"}), 5)
    assert case(_request("/claims/", both)).content == b"inside"


def test_a_stranger_gets_a_refusal_from_the_api() -> None:
    with pytest.raises(Refusal) as refused:
        door(_request("/api/v1/agencies", ANYONE))
    assert (refused.value.code, refused.value.status) == ("sign_in_needed", 401)


@pytest.mark.django_db  # a refusal leaves an entry
def test_the_api_takes_a_cookie_only_with_the_token() -> None:
    with pytest.raises(Refusal) as refused:
        door(_request("/api/v1/agencies", OPERATOR))
    assert (refused.value.code, refused.value.status) == ("csrf_token_missing", 403)
    token = "a" * 32
    with_token = _request("/api/v1/agencies", OPERATOR, **{"X-CSRFToken": token, "Cookie": f"csrftoken={token}"})
    assert door(with_token).content == b"inside"


def test_a_door_says_who_may_enter() -> None:
    assert (door.actor_rule, case.actor_rule, own.actor_rule) == ("operator", "agency,creditor", "signed_in")
    assert anyone(lambda request: HttpResponse()).actor_rule == "anyone"


@pytest.mark.parametrize(("code", "language"), [("zh-hans", "zh"), ("en", "en"), (None, "zh")])
def test_the_language_is_that_of_the_address(code: str | None, language: str) -> None:
    request = RequestFactory().get("/")
    if code:
        request.LANGUAGE_CODE = code
    assert language_of(request) == language
