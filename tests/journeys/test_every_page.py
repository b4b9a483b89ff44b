"""What holds on every page: accessible, narrow, zoomed, printed, light to load, at home, in one language at a time."""

import re
from collections.abc import Callable
from itertools import count

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from jieqing.kit import clock
from jieqing.notices.service import tell
from tests.journeys.cast import BING, BING_DESPAIRS, DING, JIA, JIA_LENT
from tests.journeys.conftest import Visit
from tests.journeys.walks import apart, enter_as, sign_in, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

WHOLE = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
SEEN = {
    "type": "rule",
    "values": ["color-contrast", "target-size", "scrollable-region-focusable"],
}  # hang on the screen
PHONE, DESKTOP = 360, 1280
NARROWEST = 320
# besides light on a desk; colours know no language
SCREENS = {"zh": (("dark", DESKTOP), ("dark", PHONE), ("light", PHONE)), "en": (("dark", PHONE),)}
HEAVIEST_BYTES = 100_000
ROOTS = {"zh": "/", "en": "/en/"}
Walk = Callable[[Page, str], None]
_jobs = count(1)


def _wrote(text: str) -> Walk:
    return lambda page, root: write(page, text, root=root)


def _opened(path: str) -> Walk:
    return lambda page, root: _open(page, root + path)


def _open(page: Page, address: str) -> None:
    page.goto(address)


def _own(path: str) -> Walk:
    """A page of one's own account, for somebody who has just made one."""

    def walk(page: Page, root: str) -> None:
        enter_as(page, "reader")
        page.goto(root + path)

    return walk


def _told(path: str) -> Walk:
    """A page of a member of the house, who has heard that a listing is claimed."""

    def walk(page: Page, root: str) -> None:
        sign_in(page, root=root)
        apart(lambda: tell("agencies.listing_claimed", {}, job_id=next(_jobs), now=clock.now()))
        page.goto(root + path)

    return walk


def _operated(path: str) -> Walk:
    def walk(page: Page, root: str) -> None:
        sign_in(page, root=root)
        page.goto(root + path)

    return walk


def _mistyped(path: str, field: str, *, by: str = "") -> Walk:
    def walk(page: Page, root: str) -> None:
        if by:
            enter_as(page, by)
        page.goto(root + path)
        page.locator(field).fill("x@x")
        page.locator("main form").first.evaluate("form => { form.noValidate = true; form.requestSubmit() }")
        page.locator("main [role=alert]").first.wait_for()

    return walk


def _wrote_and_opened(text: str) -> Walk:
    """With every fold of the page open."""

    def walk(page: Page, root: str) -> None:
        write(page, text, root=root)
        page.evaluate("for (const fold of document.querySelectorAll('main details')) fold.open = true")

    return walk


def _recovery_codes(page: Page, root: str) -> None:
    sign_in(page, root=root)
    page.goto(f"{root}account/second-factor/recovery-codes/new/")
    page.locator("main .act").click()
    page.wait_for_url("**/recovery-codes/")


def _mended_wrongly_and_asked_why(page: Page, root: str) -> None:
    write(page, JIA, root=root)
    row = page.locator("dl[data-facts] > div:has(#n-amount_fen)")
    row.locator("summary").click()
    row.locator("input").fill("?")
    page.locator("#ask").fill("公证处")
    page.locator("#ask + button").click()
    page.wait_for_load_state()


def _tried_a_broken_file(page: Page, root: str) -> None:
    sign_in(page, root=root)
    exported = page.request.get("/api/v1/agencies/export.csv").body().decode("utf-8-sig").splitlines()
    row = exported[1].replace("0000-", "不是电话")
    broken = {"name": "目录.csv", "mimeType": "text/csv", "buffer": "\r\n".join([exported[0], row, ""]).encode()}
    page.locator("#file").set_input_files(broken)  # type: ignore[arg-type]
    page.locator("button[value=try]").click()
    page.wait_for_load_state()


PAGES: dict[str, Walk] = {
    "front": _opened(""),
    "front with an error": _wrote(DING),
    "result with an error and an answer": _mended_wrongly_and_asked_why,
    "result with all that can be opened": _wrote_and_opened(JIA_LENT),
    "debtor": _wrote_and_opened(BING),
    "debtor in despair": _wrote(BING_DESPAIRS),
    "search": _opened("agencies/?q=律师"),
    "search refused": _opened("agencies/?place=桃花源"),
    "agency": _opened("agencies/demo-001/"),
    "indicators": _opened("agencies/indicators/"),
    "rules": _opened("law/"),
    "rest": _opened("rest/"),
    "sign-in": _mistyped("account/sign-in/", "#id_login"),
    "sign-up": _mistyped("account/sign-up/", "#id_email"),
    "lost password": _opened("account/password/reset/"),
    "account": _own("account/"),
    "another address": _own("account/email/"),
    "another password": _mistyped("account/password/", "#id_oldpassword", by="reader"),
    "devices": _own("account/sessions/"),
    "second step": _own("account/second-factor/"),
    "second step needed": _own("account/second-factor/needed/"),
    "authenticator app": _own("account/second-factor/app/"),
    "passkey": _own("account/second-factor/passkeys/add/"),
    "recovery codes": _recovery_codes,
    "operator": _tried_a_broken_file,
    "notices": _told("notices/"),
    "how to be told": _told("notices/preferences/"),
    "health": _operated("operator/health/"),
    "mail": _operated("operator/mail/"),
    "log": _operated("operator/log/"),
    "not found": _opened("nowhere/"),
}
TAKEN_ALONG: dict[str, Walk] = {
    "result": _wrote(JIA),
    "result of a small loan": _wrote(JIA_LENT),
    "debtor": _wrote(BING),
    "agency": _opened("agencies/demo-001/"),
}


@pytest.mark.parametrize("language", ROOTS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_for_everybody(visit: Visit, name: str, language: str) -> None:
    """No finding of axe-core in light and dark, on phone and desk; no sideways scrolling; light to load."""
    page = visit()
    PAGES[name](page, ROOTS[language])
    assert _loaded_bytes(page) < HEAVIEST_BYTES
    page.evaluate(Axe().axe_script)
    assert _findings(page, WHOLE) == []
    for scheme, width in SCREENS[language]:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        assert _findings(page, SEEN) == [], f"{scheme}, {width} px"
    for width in (NARROWEST, DESKTOP // 2):  # the half is a desk at 200 %
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert _strays(page, language) == []


@pytest.mark.parametrize("name", TAKEN_ALONG)
def test_what_people_take_along_fits_one_sheet(visit: Visit, name: str) -> None:
    page = visit()
    TAKEN_ALONG[name](page, "/")
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    page.emulate_media(media="print")
    assert page.locator("button:visible, input:visible, select:visible").count() == 0


def _loaded_bytes(page: Page) -> int:
    """What the browser loaded for the page, uncompressed."""
    sizes: list[int] = page.evaluate(
        """() => ['navigation', 'resource'].flatMap(kind => performance.getEntriesByType(kind))
            .map(entry => entry.decodedBodySize)"""
    )
    assert len(sizes) > 1, "the page itself, and its style sheet"
    return sum(sizes)


def _findings(page: Page, rules: dict[str, object]) -> list[str]:
    """What axe-core finds, one line each: the rule, and the first place."""
    found = page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", rules)
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]} {v['nodes'][0]['failureSummary']}" for v in found["violations"]]


def _strays(page: Page, language: str) -> list[str]:
    """Text of an English page that is all Chinese without saying so; names within a sentence are welcome."""
    if language == "zh":
        return []
    strays: list[str] = page.evaluate(
        """() => {
            const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const said = walker.currentNode.data.trim();
                const language = walker.currentNode.parentElement.closest('[lang]').lang;
                if (/[一-鿿]/.test(said) && !/[A-Za-z]/.test(said) && language === 'en') found.push(said);
            }
            return found;
        }"""
    )
    return strays


def test_the_eyes_that_look_at_pages_are_open(visit: Visit) -> None:
    page = visit()
    page.goto("/")
    page.evaluate(
        """() => {
            document.documentElement.lang = 'en';
            document.body.innerHTML = '<main><img><div>欠款</div></main>';
            Object.assign(document.querySelector('div').style, {color: '#ccc', width: '2000px'});
        }"""
    )
    page.evaluate(Axe().axe_script)
    assert {line.partition(":")[0] for line in _findings(page, WHOLE)} >= {"image-alt", "color-contrast"}
    assert page.evaluate("document.documentElement.scrollWidth") > DESKTOP
    assert _strays(page, "en") == ["欠款"]
