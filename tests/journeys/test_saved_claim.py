"""甲 jia saves a claim, corrects it, adds papers, puts it aside, takes it up again, and deletes it for good."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Page

from jieqing.claims import service
from jieqing.identity.tests.factories import ding, jia
from jieqing.identity.tests.visitor import PASSWORD, one_of
from jieqing.kit.actor import Actor
from tests.journeys.cast import JIA, JIA_LENT
from tests.journeys.conftest import Visit
from tests.journeys.test_every_page import NARROWEST, SEEN, WHOLE
from tests.journeys.test_every_page import _findings as findings
from tests.journeys.test_every_page import _strays as strays
from tests.journeys.walks import apart, enter_as, fact, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF"
PAGE_OF_CLAIM = re.compile(r"/claims/[0-9a-f-]{36}/$")
Look = Callable[[Page, str], None]
SAID = {
    "/": {
        "saved": "已存到", "withdrawn": "已撤回", "deleted": "密钥也销毁了", "nothing": "写下一笔",
        "gone": "没有这笔欠款",
    },
    "/en/": {
        "saved": "Saved to", "withdrawn": "Withdrawn", "deleted": "key destroyed", "nothing": "Write one down",
        "gone": "no such claim",
    },
}  # fmt: skip


@pytest.fixture(autouse=True)
def _place_for_papers(settings: Any, tmp_path: Path) -> None:
    settings.JIEQING_FILES = str(tmp_path)


def nothing(page: Page, name: str) -> None:
    """Nobody looks at this page."""


def for_everybody(page: Page, name: str) -> None:
    """No finding of axe-core, in light and dark; nothing to scroll sideways at 320 px; no stray Chinese."""
    page.evaluate(Axe().axe_script)
    assert findings(page, WHOLE) == [], name
    page.emulate_media(color_scheme="dark")
    assert findings(page, SEEN) == [], name
    page.emulate_media(color_scheme="light")
    before = page.viewport_size or {"width": 1280, "height": 900}
    page.set_viewport_size({"width": NARROWEST, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST, name
    page.set_viewport_size(before)
    assert strays(page, "en" if "/en/" in page.url else "zh") == [], name


def _enter(page: Page, actor: Actor) -> None:
    username = apart(lambda: str(User.objects.get(pk=actor.user_id).username))
    enter_as(page, username, actor.roles, actor.tenant)


def _mend(page: Page, field: str, typed: str) -> None:
    """Opens a field of the claim's page, types, and sends it with the button beside it."""
    row = page.locator(f"dl.facts > div:has(#n-{field})")
    row.locator("summary").click()
    row.locator("input[type=text], textarea").fill(typed)
    row.locator("details button").click()
    page.wait_for_load_state()


def _save(page: Page, text: str, root: str) -> str:
    write(page, text, root=root)
    page.locator("button[formaction$='/claims/save/']").click()
    page.wait_for_url(PAGE_OF_CLAIM)
    return page.url


def tell(visit: Visit, root: str, look: Look = nothing, **screen: Any) -> None:
    """The whole story, in the language of that root."""
    said, page = SAID[root], visit(**screen)
    apart(lambda: service.delete_all(jia()))  # what another story left
    _enter(page, apart(jia))
    page.goto(f"{root}claims/")
    assert said["nothing"] in page.locator("main").inner_text()
    look(page, "empty")

    address = _save(page, JIA_LENT, root)
    assert said["saved"] in page.locator("[role=status]").first.inner_text()
    assert "沈" not in page.locator("main").inner_text().replace("沈**", "")
    look(page, "saved")

    _mend(page, "amount_fen", "2.8万")
    assert page.locator(".sum").inner_text().startswith("28,000")
    _mend(page, "debtor_name", "沈某某")
    _mend(page, "debtor_phone", "10900001234")
    assert "109****1234" in page.locator("main").inner_text()
    _mend(page, "amount_fen", "好多")
    assert page.locator("#f-amount_fen").input_value() == "好多"
    look(page, "wrong")
    page.goto(address)

    page.locator("form[action$='/show/'] button").click()
    page.wait_for_load_state()
    assert "10900001234" in page.locator("main").inner_text()
    assert JIA_LENT in page.locator(".said").inner_text()
    look(page, "opened")

    papers = [("借条.pdf", PDF), ("假的.png", PDF)]
    sent = [{"name": name, "mimeType": "application/octet-stream", "buffer": data} for name, data in papers]
    page.goto(address)
    page.locator("#papers").set_input_files(sent)  # type: ignore[arg-type]
    page.locator("form[action$='/papers/'] button").click()
    page.wait_for_load_state()
    assert "假的.png" in page.locator("[role=alert]").inner_text()
    look(page, "papers")
    with page.expect_download() as download:
        page.locator("a[href*='/files/']").click()
    assert download.value.suggested_filename == "借条.pdf"

    page.goto(address)
    page.locator("button[value=withdraw]").click()
    page.wait_for_load_state()
    assert said["withdrawn"] in page.locator("main").inner_text()
    page.locator("button[value=reopen]").click()
    page.wait_for_load_state()

    for text in (JIA, JIA + "另有三家。", JIA_LENT):
        _save(page, text, root)
    page.goto(f"{root}claims/")
    look(page, "list")
    page.locator(".ageing a").last.click()
    page.wait_for_load_state()
    assert "bucket=" in page.url

    page.goto(f"{address}delete/")
    look(page, "delete")
    page.locator("main .act").click()
    page.wait_for_url("**/claims/")
    assert said["deleted"] in page.locator("[role=status]").first.inner_text()
    page.goto(address)
    assert said["gone"] in page.locator("main").inner_text()


def test_jia_saves_corrects_attaches_withdraws_and_deletes_in_chinese(visit: Visit) -> None:
    tell(visit, "/", for_everybody)


def test_jia_saves_corrects_attaches_withdraws_and_deletes_in_english_on_a_phone(visit: Visit) -> None:
    tell(visit, "/en/", for_everybody, width=360)


def test_without_an_account_the_words_wait_on_the_page_while_jia_signs_in_elsewhere(visit: Visit) -> None:
    email = apart(lambda: str(one_of(jia()).email))
    page = visit()
    write(page, JIA)
    page.locator("button[formaction$='/claims/save/']").click()
    page.wait_for_url("**/claims/save/")
    assert JIA[:6] not in page.url
    with page.context.expect_page() as opened:
        page.locator("#keep a[href*='sign-in']").click()
    other = opened.value
    other.locator("[name=login]").fill(email)
    other.locator("[name=password]").fill(PASSWORD)
    other.locator("main form button").first.click()
    other.wait_for_url("**/claims/save/")
    assert "回到刚才那个标签页" in other.locator("main").inner_text()
    other.close()
    page.locator("main .act").click()  # the token of before: the words are shown again
    page.wait_for_load_state()
    if not PAGE_OF_CLAIM.search(page.url):
        page.locator("main .act").click()
        page.wait_for_url(PAGE_OF_CLAIM)
    assert page.locator(".sum").inner_text().startswith("96,000")


def test_two_browsers_are_shown_both_wordings(visit: Visit) -> None:
    first, second = visit(), visit()
    for page in (first, second):
        _enter(page, apart(jia))
    address = _save(first, JIA, "/")
    second.goto(address)
    _mend(first, "amount_fen", "9万")
    _mend(second, "amount_fen", "7万")
    assert "90,000" in second.locator("main").inner_text()
    assert second.locator("#f-amount_fen").input_value() == "7万"
    second.locator("main .act").click()
    second.wait_for_url(PAGE_OF_CLAIM)
    assert second.locator(".sum").inner_text().startswith("70,000")


def test_ding_finds_nothing_at_the_same_address(visit: Visit) -> None:
    of_jia, of_ding = visit(), visit(javascript=False)
    _enter(of_jia, apart(jia))
    address = _save(of_jia, JIA, "/")
    _enter(of_ding, apart(ding))
    of_ding.goto(address)
    assert "没有这笔欠款" in of_ding.locator("main").inner_text()
    of_ding.goto("/claims/?state=all")
    assert "写下一笔" in of_ding.locator("main").inner_text()
    # and without a script he keeps his own
    _save(of_ding, JIA_LENT, "/")
    assert fact(of_ding, "amount_fen").count() == 1
