"""甲 jia saves a claim and puts it to an agency on a card; 乙 yi asks, accepts, works on the case until it ends."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Page

from jieqing.identity.tests.factories import jia
from jieqing.kit.actor import Actor
from jieqing.kit.clock import today
from jieqing.mandates.tests.cast import PDF, holder_of
from tests.journeys.cast import JIA
from tests.journeys.conftest import Visit
from tests.journeys.test_every_page import WHOLE, _findings, _strays
from tests.journeys.walks import apart, enter_as, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
SECRETS = ("酒店", "灶具", "东台", "12,6", "2025-06-30")
Look = Callable[[Page, str], None]


@pytest.fixture(autouse=True)
def _place_for_papers(settings: Any, tmp_path: Path) -> None:
    settings.JIEQING_FILES = str(tmp_path)


def nothing(page: Page, name: str) -> None:
    """Nobody looks at this page."""


def closely(page: Page, name: str) -> None:
    """What every page must be (test_every_page): no finding of axe-core, no sideways scrolling on a narrow screen."""
    page.evaluate(Axe().axe_script)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert _findings(page, WHOLE) == [], f"{name}, {scheme}"
    before = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
    assert _strays(page, page.evaluate("document.documentElement.lang")[:2]) == [], name
    page.set_viewport_size(before)


def _enter(page: Page, actor: Actor) -> None:
    enter_as(page, apart(lambda: _username(actor)), actor.roles, actor.tenant)


def _username(actor: Actor) -> str:
    return str(User.objects.get(pk=actor.user_id).username)


def _without_account(page: Page) -> str:
    """Opens the preview for the first of those that fit whose listing nobody holds yet; it says so."""
    fitting = page.locator(".agency .act-2")
    assert fitting.count() >= 3
    for href in fitting.evaluate_all("links => links.map(link => link.getAttribute('href'))"):
        page.goto(href)
        if page.locator("[role=note]").count():
            return str(href).rstrip("/").split("/")[-1]
    raise AssertionError("somebody holds every listing that fits")


def _press(page: Page, step: str) -> None:
    """Sends the form of that step."""
    page.locator(f"form[action*='/{step}/'] button").last.click()
    page.wait_for_load_state()


def tell(visit: Visit, root: str, look: Look = nothing, **screen: object) -> None:
    """The whole story, in the language of that root."""
    of_jia, of_yi = visit(**screen), visit(**screen)
    _enter(of_jia, apart(jia))

    # save
    write(of_jia, JIA, root=root)
    of_jia.locator("button[formaction$='/claims/save/']").click()
    of_jia.wait_for_url(re.compile(r"/claims/[0-9a-f-]{36}/"))
    claim_url = of_jia.url
    of_jia.goto(f"{root}today/")
    look(of_jia, "today-creditor-send")
    of_jia.locator(f"main a[href='{_path(claim_url)}send/']").click()
    of_jia.wait_for_load_state()

    # choose, see what goes out, send
    look(of_jia, "choose")
    agency_id = _without_account(of_jia)
    look(of_jia, "preview-without-account")
    yi = apart(lambda: holder_of(agency_id, f"yi-{agency_id}"))
    of_jia.reload()
    assert of_jia.locator("[role=note]").count() == 0
    shown = of_jia.locator("main").inner_text()
    assert not [secret for secret in SECRETS if secret in shown]
    of_jia.locator("#f-words").fill("请打 10900001111")
    of_jia.locator("main .act").click()
    of_jia.wait_for_load_state()
    assert of_jia.locator("#f-words").get_attribute("aria-invalid") == "true"
    look(of_jia, "preview-refused")
    of_jia.locator("#f-words").fill("能不能先谈一次？")
    of_jia.locator("main .act").click()
    of_jia.wait_for_url("**/cards/*/")
    card = _path(of_jia.url)
    look(of_jia, "creditor-sent")

    # the agency's day: one row, one act
    _enter(of_yi, yi)
    of_yi.goto(f"{root}today/")
    look(of_yi, "today-agency")
    of_yi.locator(f"main a[href='{card}']").click()
    of_yi.wait_for_load_state()
    shown = of_yi.locator("main").inner_text()
    assert not [secret for secret in SECRETS if secret in shown]
    assert "能不能先谈一次？" in shown
    look(of_yi, "agency-sent")
    of_yi.locator("form[action*='/ask/'] textarea").fill("送货单有对方签字吗？")
    _press(of_yi, "ask")
    look(of_yi, "agency-asked")

    of_jia.goto(f"{root}today/")
    of_jia.locator(f"main a[href='{card}']").click()
    of_jia.wait_for_load_state()
    of_jia.locator("#f-words").fill("有，三张都签了。")
    look(of_jia, "creditor-asked")
    _press(of_jia, "answer")

    # no acceptance without the check
    of_yi.goto(card)
    _press(of_yi, "accept")
    assert of_yi.locator("[role=alert]").count() == 1
    look(of_yi, "agency-unchecked")
    of_yi.locator("#f-conflict").check()
    _press(of_yi, "accept")
    look(of_yi, "agency-accepted")
    assert of_yi.goto(claim_url).status == 404

    # open the case under signed terms
    of_jia.goto(card)
    _press(of_jia, "open-case")
    assert of_jia.locator("[role=alert]").count() == 1
    of_jia.locator("#f-mandate").check()
    of_jia.locator("#f-terms").check()
    of_jia.locator("#f-file").set_input_files({"name": "委托合同.pdf", "mimeType": "application/pdf", "buffer": PDF})
    of_jia.locator("#f-until").fill((today() + timedelta(days=90)).isoformat())
    look(of_jia, "creditor-accepted")
    _press(of_jia, "open-case")
    look(of_jia, "creditor-opened")
    of_yi.goto(card)
    look(of_yi, "agency-opened")
    of_yi.locator("main a.act").click()
    of_yi.wait_for_load_state()
    assert _path(of_yi.url) == _path(claim_url)
    look(of_yi, "agency-case")

    # end it
    _press(of_jia, "close-case")
    look(of_jia, "creditor-closed")
    assert of_yi.goto(claim_url).status == 404
    of_yi.goto(card)
    look(of_yi, "agency-closed")


def _path(url: str) -> str:
    return re.sub(r"^https?://[^/]+", "", url)


@pytest.mark.parametrize("root", ["/", "/en/"])
def test_from_a_saved_claim_to_the_end_of_the_case(visit: Visit, root: str) -> None:
    tell(visit, root, closely)


def test_the_card_is_sent_and_answered_without_a_script_on_a_narrow_screen(visit: Visit) -> None:
    tell(visit, "/", width=320, javascript=False)
