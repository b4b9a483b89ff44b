"""甲 jia drops a messy ledger, says what its columns hold, imports it, works with a claim, undoes it."""

import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from openpyxl import Workbook
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page
from pypdf import PdfReader

from jieqing.claims import service
from jieqing.claims.portfolio import carrying_out, importing, queries, undoing
from jieqing.claims.queries import every
from jieqing.claims.rules.asking import Asked
from jieqing.identity.tests.factories import ding, jia
from jieqing.kit.actor import Actor, system
from tests.journeys.conftest import Visit
from tests.journeys.test_saved_claim import _enter as enter
from tests.journeys.test_saved_claim import for_everybody, nothing
from tests.journeys.walks import apart

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
TODAY = date(2026, 11, 22)
Look = Callable[[Page, str], None]
SAID = {
    "/": {
        "nothing": "这里会列出您交过的台账",
        "done": "变成了 3 笔欠款",
        "undone": "没有动过的都删了",
        "left": "这些留着",
    },
    "/en/": {
        "nothing": "The ledgers you gave",
        "done": "became 3 claims",
        "undone": "nobody touched",
        "left": "These stay",
    },
}


@pytest.fixture(autouse=True)
def _place_for_papers(settings: Any, tmp_path: Path) -> None:
    settings.JIEQING_FILES = str(tmp_path)


def messy() -> bytes:
    """A title, a header of two lines with merged cells, 万元, a subtotal, somebody else's telephone, a bad line."""
    book = Workbook()
    page = book.active
    assert page is not None
    for line in (
        ["2026年应收账款台账（单位：万元）"],
        ["客户", None, "金额", None, None, None, "收款"],
        ["客户名称", "合同号", "应收", "已收", "约定付款日", "联系人2电话", "谁去要"],
        ["东台市云栖酒店有限公司", "HT-1", 9.6, 3, "2025年6月30日", "10900005555", "老李"],
        ["东台市云栖酒店有限公司", "HT-1", 2.4, None, 45930, None, "老李"],
        ["小计", None, 12, 3, None, None, None],
        ["吴江芦苇纺织厂", "HT-2", 0.50005, None, "2024/12/31", None, "小王"],
        ["沈某某", "HT-3", "好多", None, "2024/12/31", None, "小王"],
        ["云栖酒店东台店", "HT-9", 0.07, None, "2026.1.31", None, "=小王"],
        ["制表：老李"],
    ):
        page.append(line)
    page.merge_cells("A1:G1")
    page.merge_cells("A2:B2")
    page.merge_cells("C2:D2")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def sent(data: bytes, name: str = "应收台账.xlsx") -> Any:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def clean(actor: Actor) -> None:
    """What another story left."""
    service.delete_all(actor)
    importing.delete_all(actor)


def work() -> None:
    """What the worker would do now."""
    actor = jia()
    clerk = system("ledger-clerk", actor.tenant)
    for found in queries.imports(actor):
        carrying_out.carry_out(clerk, found.id)
        undoing.carry_out(clerk, found.id, TODAY)


def claims_of() -> list[Any]:
    return every(jia(), Asked(state="all"), TODAY)


def tell(visit: Visit, root: str, look: Look = nothing, **screen: Any) -> None:
    """The whole story, in the language of that root."""
    said, page = SAID[root], visit(**screen)
    apart(lambda: clean(jia()))
    enter(page, apart(jia))
    page.goto(f"{root}ledgers/")
    assert said["nothing"] in page.locator("main").inner_text()
    look(page, "empty")
    page.locator("main .act").click()
    page.wait_for_url("**/ledgers/new/")
    look(page, "new")

    page.locator("#f-ledger").set_input_files(sent(messy()))
    page.locator("main .act").click()
    page.wait_for_url(re.compile(r"/ledgers/[0-9a-f-]{36}/$"))
    address, shown = page.url, page.locator("main").inner_text()
    for words in ("95,700.50", "云栖酒店", "联系人2", "HT-2"):
        assert words in shown
    assert "10900005555" not in page.content()
    look(page, "trial")

    page.locator("#f-moved").fill("9 → x")
    page.locator("form[action$='/groups/'] button").click()
    page.wait_for_load_state()
    assert page.locator("#f-moved").get_attribute("aria-invalid") == "true"
    look(page, "wrong")
    page.goto(address)
    page.locator("input[value=debtor]").check()
    page.locator("form[action$='/groups/'] button").click()
    page.wait_for_url(address)
    page.locator("#f-kind").select_option("service_fee")
    page.locator("form[action$='/groups/'] button").click()
    page.wait_for_url(address)
    column = page.locator("select[name^='column.']").last
    column.select_option("")
    page.locator("form[action$='/columns/'] button").click()
    page.wait_for_url(address)
    assert page.locator("[role=status]").count()

    page.locator("form[action$='/confirm/'] button").click()
    page.wait_for_url(address)
    assert page.locator("progress").count()
    look(page, "under way")
    apart(work)
    try:
        page.goto(address)
    except PlaywrightError:  # where there is a script, the page may just be following by itself
        page.locator("progress").wait_for(state="detached")
    assert said["done"] in page.locator("main").inner_text()
    look(page, "done")
    with page.expect_download() as download:
        page.locator("a[href*='/export/csv/']").click()
    assert "云栖酒店" in Path(download.value.path()).read_text(encoding="utf-8-sig")

    page.goto(f"{root}claims/")
    assert page.locator("ul.rows li").count() == 3
    page.locator("ul.rows a").first.click()
    page.wait_for_load_state()
    look(page, "claim")
    page.locator("form[action$='/show/'] button").click()
    page.wait_for_load_state()
    assert "HT-" in page.locator("section[aria-labelledby=h-lines]").inner_text()
    touched = overview_and_packet(page, root, look)
    apart(lambda: service.withdraw(jia(), touched))

    page.goto(address)
    page.locator("form[action$='/undo/'] button").click()
    page.wait_for_url(address)
    apart(work)
    page.goto(address)
    shown = page.locator("main").inner_text()
    assert said["undone"] in shown
    assert said["left"] in shown
    assert apart(lambda: [claim.id for claim in claims_of()]) == [touched]
    look(page, "undone")


def overview_and_packet(page: Page, root: str, look: Look) -> UUID:
    """All claims at once, one debtor on a page to forward, a claim's papers as one file; the claim's id."""
    page.goto(f"{root}portfolio/")
    assert page.locator("table svg rect").count() >= 2
    look(page, "overview")
    page.locator("section[aria-labelledby=h-debtors] a").first.click()
    page.wait_for_url("**/portfolio/debtor/**")
    look(page, "debtor")
    page.locator("table th a").first.click()
    page.wait_for_url(re.compile(r"/claims/[0-9a-f-]{36}/$"))
    claim_id = UUID(page.url.rstrip("/").rsplit("/", 1)[1])
    page.goto(f"{page.url}prints/packet/")
    look(page, "packet")
    page.locator("input[name=paper][value=D1]").check()
    with page.expect_download() as download:
        page.locator("button[name=make]").click()
    pages = PdfReader(Path(download.value.path())).pages
    bound = "".join(leaf.extract_text() for leaf in pages).replace(" ", "")
    assert "对账单" in bound
    assert "致：" in bound
    return claim_id


def test_a_messy_ledger_becomes_claims_and_goes_again_in_chinese(visit: Visit) -> None:
    tell(visit, "/", for_everybody)


def test_a_messy_ledger_becomes_claims_and_goes_again_in_english_on_a_phone_without_a_script(visit: Visit) -> None:
    tell(visit, "/en/", nothing, width=360, javascript=False)


def test_every_page_of_it_is_for_everybody_in_english(visit: Visit) -> None:
    tell(visit, "/en/", for_everybody, width=360)


def test_the_page_follows_the_work_by_itself(visit: Visit) -> None:
    apart(lambda: clean(jia()))
    page = visit()
    enter(page, apart(jia))
    page.goto("/ledgers/new/")
    page.locator("#f-ledger").set_input_files(sent(messy()))
    page.locator("main .act").click()
    page.locator("form[action$='/confirm/'] button").click()
    page.locator("progress").wait_for()
    apart(work)
    page.locator("form[action$='/undo/'] button").wait_for()


def test_without_an_account_the_front_page_shows_a_trial_and_keeps_nothing(visit: Visit) -> None:
    page = visit(width=360)
    page.goto("/")
    page.locator("#f-ledger").set_input_files(sent(messy()))
    page.locator("form.drop button").click()
    page.wait_for_url("**/ledgers/try/")
    assert "95,700.50" in page.locator("main").inner_text()
    for_everybody(page, "trial")


def test_ding_finds_nothing_at_the_same_address(visit: Visit) -> None:
    def given() -> str:
        clean(jia())
        return str(importing.upload(jia(), messy(), "应收.xlsx", TODAY))

    import_id, page = apart(given), visit()
    enter(page, apart(ding))
    page.goto(f"/ledgers/{import_id}/")
    assert "没有这次导入" in page.locator("main").inner_text()
    page.goto("/ledgers/")
    assert import_id not in page.content()
