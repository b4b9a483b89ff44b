"""The demo's cast have done something before a visitor comes, and a visitor is any of them with one click."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from jieqing.agencies.service import load_demo
from jieqing.claims import queries as claims
from jieqing.claims.rules.asking import Asked
from jieqing.desks import directory as standing
from jieqing.kit.clock import today
from jieqing.site.account import keep_operator
from jieqing.site.demo.cast import enrolled, personas
from jieqing.site.demo.story import tell_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(settings: Any, tmp_path: Path) -> None:
    settings.IS_DEMO, settings.JIEQING_FILES = True, str(tmp_path)
    standing._standing = None
    load_demo()
    keep_operator("kept-in-the-drawer")
    tell_story()


def _count(persona: str, on: date) -> int:
    return claims.claims(enrolled(personas()[persona]), Asked(), on).total


def test_the_story_is_told_once(told: None) -> None:
    assert _count("jia", today()) == 6
    tell_story()
    assert _count("jia", today()) == 6
    assert _count("ding", today()) == 0


@pytest.mark.parametrize("persona", list(personas()))
def test_one_click_makes_a_visitor_one_of_the_cast(told: None, persona: str) -> None:
    client = Client()
    assert client.get("/demo/").status_code == 200
    answer = client.post("/demo/", {"persona": persona}, follow=True)
    assert answer.status_code == 200, answer.redirect_chain
    assert answer.wsgi_request.actor.has_second_factor
    assert personas()[persona].role in answer.wsgi_request.actor.roles


def test_without_the_demo_there_is_no_such_page() -> None:
    assert Client().get("/demo/").status_code == 404
    assert Client().post("/demo/", {"persona": "operator"}).status_code == 404
