"""甲 jia proves a claim: the pack is checked in a browser without a network; a stranger looks it up by a code."""

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page

from jieqing.identity.tests.factories import ding, jia
from jieqing.proof.tests.sealed import saved, seal, stamp, trusting
from tests.journeys.conftest import Visit
from tests.journeys.test_card import Look, _enter, closely, nothing
from tests.journeys.walks import apart

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
NAMES = ("酒店", "云栖", "灶具", "甲灶", "HT-2025-008")


@pytest.fixture(autouse=True)
def _log(settings: Any, tmp_path: Path) -> None:
    apart(cache.clear)
    trusting(settings, tmp_path)


def taken(page: Page, claim_page: str, look: Look, tmp_path: Path) -> Path:
    """The pack, once the page has seen by itself that all is sealed."""
    page.goto(claim_page)
    page.locator("section[aria-labelledby=h-history] a.act-2").click()
    page.wait_for_url("**/proof/")
    assert page.locator("[data-follow]").count() == 1
    look(page, "waiting")
    apart(seal)
    apart(lambda: stamp(tmp_path))
    page.locator("form[action$='/proof/pack/'] button").wait_for()
    look(page, "ready")
    with page.expect_download() as downloading:
        page.locator("form[action$='/proof/pack/'] button").click()
    path = tmp_path / downloading.value.suggested_filename
    downloading.value.save_as(path)
    return path


def checked(page: Page, pack: Path, root: str) -> str:
    """What the checking page says of a pack, without a network."""
    page.goto(f"{root}proof/check/")
    page.locator("#ask").wait_for()
    page.context.set_offline(True)
    page.locator("#pack").set_input_files(pack)
    page.locator("#verdict").wait_for()
    said = page.locator("#report").inner_text()
    page.context.set_offline(False)
    return str(said)


def tell(visit: Visit, root: str, tmp_path: Path, look: Look = nothing, **screen: Any) -> None:
    """The whole story, in the language of that root."""
    claim_id = apart(lambda: saved(jia()))
    of_jia, stranger = visit(**screen), visit(**{**screen, "javascript": False})
    _enter(of_jia, apart(jia))
    claim_page = f"{root}claims/{claim_id}/"
    pack = taken(of_jia, claim_page, look, tmp_path)
    said = checked(of_jia, pack, root)
    assert "核对通过" in said or "Proved" in said
    altered = pack.with_name("altered.zip")
    content = pack.read_bytes()
    altered.write_bytes(content[:60] + bytes([content[60] ^ 1]) + content[61:])
    said = checked(of_jia, altered, root)
    assert "核对不通过" in said or "Not proved" in said

    # a code for whoever should see that the proof stands
    apart(seal)
    of_jia.goto(f"{claim_page}proof/")
    of_jia.locator("#f-days").select_option("30")
    of_jia.locator("form[action$='/proof/code/'] button").click()
    code = of_jia.locator(".figure code").inner_text()
    look(of_jia, "code made")
    of_jia.goto(f"{root}proof/codes/")
    assert code[:4] in of_jia.locator("main").inner_text()
    assert code not in of_jia.content()
    look(of_jia, "codes")
    apart(seal)

    # a stranger, on whatever browser, without a script
    stranger.goto(f"{root}")
    stranger.locator(f"footer a[href='{root}proof/']").click()
    stranger.locator("#f-code").fill("ABCD-1234")
    stranger.locator("main .act").click()
    assert stranger.locator("#f-code").get_attribute("aria-invalid") == "true"
    stranger.locator("#f-code").fill(code.lower())
    stranger.locator("main .act").click()
    stranger.wait_for_url("**/proof/look/**")
    shown = stranger.locator("main").inner_text()
    assert "证明成立" in shown or "The proof stands" in shown
    assert not [name for name in NAMES if name in shown]
    with stranger.expect_download() as downloading:
        stranger.locator("main .act").click()
    public = tmp_path / "public.zip"
    downloading.value.save_as(public)
    said = checked(of_jia, public, root)
    assert "核对通过" in said or "Proved" in said

    # taken back: it leads nowhere
    of_jia.goto(f"{root}proof/codes/")
    of_jia.locator("form[action$='/revoke/'] button").first.click()
    of_jia.wait_for_load_state()
    assert stranger.reload().status == 404

    of_ding = visit(**screen)
    _enter(of_ding, apart(ding))
    assert of_ding.goto(f"{claim_page}proof/").status == 404


def test_a_claim_is_proved_and_looked_up(visit: Visit, tmp_path: Path) -> None:
    tell(visit, "/", tmp_path, closely)


def test_a_claim_is_proved_and_looked_up_in_english_on_a_phone(visit: Visit, tmp_path: Path) -> None:
    tell(visit, "/en/", tmp_path, closely, width=360, height=740)


@pytest.mark.parametrize("path", ["proof/"])
@pytest.mark.parametrize("root", ["/", "/en/"])
def test_the_public_page_is_fit_for_all(visit: Visit, root: str, path: str) -> None:
    page = visit()
    page.goto(root + path)
    closely(page, path)
