"""What people should not send, and do: the answer names the field and the remedy, and keeps what was typed."""

import re
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.journeys.cast import DING, EMOJI, ENGLISH, HOSTILE, JIA
from tests.journeys.conftest import Visit
from tests.journeys.walks import write

pytestmark = pytest.mark.django_db

MEGABYTE = "欠我货款八万" * (1024 * 1024 // 18)  # a mebibyte in UTF-8
TEXTAREA = re.compile(r"<textarea[^>]*>(.*?)</textarea>", re.DOTALL)
ALARM = re.compile(r'role="alert".*?</div>', re.DOTALL)


def _asked(client: Client, text: str, root: str = "/", **more: str) -> HttpResponse:
    return client.post(f"{root}result/", {"text": text, **more})


@pytest.mark.parametrize("root", ["/", "/en/"])
@pytest.mark.parametrize(
    "text",
    ["", "   \n　", MEGABYTE, HOSTILE, EMOJI, ENGLISH, DING, "123456", "\x00", "１２３", "。" * 500],
    ids=["empty", "blank", "a megabyte", "html", "emoji", "english", "no debt", "digits", "nul", "full width", "stops"],
)
def test_a_text_that_cannot_be_read_comes_back_with_the_remedy(client: Client, text: str, root: str) -> None:
    answer = _asked(client, text, root)
    page = answer.content.decode()
    assert answer.status_code == 422
    alarm = ALARM.search(page)
    assert alarm
    assert 'href="#text"' in alarm.group()  # the field, and with it the remedy
    assert len(re.sub(r"<[^>]+>|\s", "", alarm.group())) > 30
    assert unescape(TEXTAREA.search(page).group(1)) == text


def test_a_text_about_no_debt_can_be_called_one(client: Client) -> None:
    told = _asked(client, DING).content.decode()
    assert 'name="fact.is_debt" value="true"' in told
    on = _asked(client, DING, **{"fact.is_debt": "true"})
    assert on.status_code == 200
    again = _asked(client, DING, **{"kept.is_debt": "true", "fact.amount_fen": "8万"})
    assert "80,000" in again.content.decode()


def test_html_and_script_stand_as_text_and_do_nothing(visit: Visit) -> None:
    page = visit()
    write(page, f"{JIA}{HOSTILE}")
    assert page.locator(".said").inner_text().count("<script>") == 1
    assert page.locator(".said img, .said script").count() == 0
    assert page.title() != "got in"
    page.locator("#ask").fill(HOSTILE)
    page.locator("#ask + button").click()
    page.wait_for_load_state()
    assert page.locator("#ask").input_value() == HOSTILE
    page.goto(f"/agencies/?q={HOSTILE.replace('#', '')}")
    assert page.locator("main img, main script").count() == 0
    assert page.title() != "got in"


@pytest.mark.parametrize(
    "more",
    [
        {"fact.amount_fen": "-1"},
        {"fact.amount_fen": "9" * 400},
        {"fact.due_date": "2025-02-31"},
        {"fact.nothing_like_it": "1"},
        {"kept.debt_kind": "<b>"},
        {"fact.city": "x" * 10_000},
        {"fact.interest_pct_year": "1e999"},
        {"undo": "nothing_like_it"},
        {"weight.cost": "9" * 50},
        {"weight.cost": "-3", "weight.beauty": "7"},
        {"ask": "\x00" * 3},
        {"ask": "问" * 5000},
    ],
    ids=lambda more: ",".join(more),
)
def test_corrections_weights_and_questions_of_any_shape_are_answered(client: Client, more: dict[str, str]) -> None:
    answer = _asked(client, JIA, **more)
    assert answer.status_code in (200, 422)
    assert JIA[:10] in re.sub(r"<rt>.*?</rt>|<[^>]+>", "", answer.content.decode())


@pytest.mark.parametrize("path", ["/result/", "/result/save/", "/operator/", "/operator/sign-in"])
def test_an_address_typed_by_hand_leads_somewhere(client: Client, path: str) -> None:
    assert client.get(path).status_code in (302, 405)


def test_a_form_that_has_expired_is_refused_in_words(directory: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/result/", {"text": JIA})
    assert answer.status_code == 403
    assert "后退" in answer.content.decode()


def test_more_than_a_server_takes_is_refused_in_words(client: Client) -> None:
    answer = _asked(client, "欠" * 6_000_000)
    assert answer.status_code == 400
    assert "太大" in answer.content.decode()
