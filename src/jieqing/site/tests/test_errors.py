"""Every way to fail ends in words and a remedy, below /api/ as problem+json."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from jieqing.site import errors


def breaks(_request: object) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [path("broken", breaks), path("api/broken", breaks)]
handler500 = errors.server_error


@override_settings(ROOT_URLCONF=__name__)
def test_a_page_that_breaks_says_so_in_both_languages_though_the_base_template_has_no_addresses() -> None:
    answer = Client(raise_request_exception=False).get("/broken")
    assert answer.status_code == 500
    assert "我们这边出了错" in answer.content.decode()
    assert "Something broke on our side" in answer.content.decode()


@override_settings(ROOT_URLCONF=__name__)
def test_a_rest_operation_that_breaks_answers_problem_json() -> None:
    answer = Client(raise_request_exception=False).get("/api/broken")
    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "internal_error"


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "words"), [("/nowhere", "没有这个页面"), ("/en/nowhere", "There is no such page")])
def test_an_address_that_leads_nowhere_is_told_in_its_language(address: str, words: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 404
    assert words in answer.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token_is_told_that_nothing_was_lost() -> None:
    answer = Client(enforce_csrf_checks=True).post("/result/", {"text": "昆山一家厂欠我八万"})
    assert answer.status_code == 403
    assert "您写的还在" in answer.content.decode()


def test_a_problem_names_field_basis_and_remedy() -> None:
    problem = errors.problem(RequestFactory().get("/api/v1/match"), errors.BAD)
    assert {"title", "status", "code", "field", "basis", "remedy"} <= set(problem)
