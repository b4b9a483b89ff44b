"""甲 jia makes an account by mail, sets up a passkey, signs out and comes in by it; an app's digits and a reset, too.

The browser has a virtual authenticator (Chrome DevTools Protocol, WebAuthn domain). Browsers tie passkeys to a name, so
these stories open the house as `localhost`.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import CDPSession, Page, expect

from jieqing.identity.tests.visitor import code_in_mail, digits, link_in_mail
from tests.journeys.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PASSWORD = "marble kettle sunrise"
SPOKEN = {
    "zh": {"root": "/", "add": "添加", "alone": "用通行密钥登录", "safe": "收好了", "out": "退出登录"},
    "en": {"root": "/en/", "add": "Add", "alone": "Sign in with a passkey", "safe": "They are safe", "out": "Sign out"},
}
ByName = Callable[..., Page]


@pytest.fixture
def by_name(visit: Visit) -> ByName:
    """Opens the house under the name that passkeys need."""
    return lambda **how: visit(name="localhost", **how)


def _authenticator(page: Page, *, is_willing: bool = True) -> tuple[CDPSession, str]:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    kind: dict[str, Any] = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": is_willing, "automaticPresenceSimulation": True,
    }  # fmt: skip
    return devtools, devtools.send("WebAuthn.addVirtualAuthenticator", {"options": kind})["authenticatorId"]


def _sign_up(page: Page, email: str, root: str) -> None:
    page.goto(f"{root}account/sign-up/")
    page.locator("#id_email").fill(email)
    page.locator("#id_password1").fill(PASSWORD)
    page.locator("main .act").click()
    page.wait_for_url("**/sign-up/code/")
    page.locator("#id_code").fill(code_in_mail())
    page.locator("main .act").click()
    page.wait_for_url(f"**{root}account/")


@pytest.mark.parametrize("language", SPOKEN)
def test_jia_sets_up_a_passkey_signs_out_and_comes_in_by_it(by_name: ByName, language: str) -> None:
    said = SPOKEN[language]
    page = by_name()
    devtools, key = _authenticator(page)
    _sign_up(page, f"jia.{language}@example.com", said["root"])

    page.goto(f"{said['root']}account/second-factor/passkeys/add/")
    page.locator("#passkey_add", has_text=said["add"]).click()
    page.wait_for_url("**/recovery-codes/")
    codes = page.locator(".codes li").all_inner_texts()
    assert len(codes) == 10
    page.locator("a", has_text=said["safe"]).click()
    made = devtools.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]
    assert [(passkey["rpId"], passkey["isResidentCredential"]) for passkey in made] == [("localhost", True)]

    page.locator("main button", has_text=said["out"]).click()
    page.wait_for_load_state()
    page.goto(f"{said['root']}account/sign-in/")
    page.locator("#passkey_login", has_text=said["alone"]).click()
    page.wait_for_url(f"**{said['root']}account/")
    expect(page.locator("main")).to_contain_text(f"jia.{language}@example.com")


def test_a_browser_that_declines_is_told_what_to_do_instead(by_name: ByName) -> None:
    page = by_name()
    _authenticator(page, is_willing=False)
    page.goto("/account/sign-in/")
    page.locator("#passkey_login").click()
    expect(page.locator("#passkey_trouble")).to_be_visible()
    assert "换一种方式" in page.locator("#passkey_trouble").inner_text()


def test_without_a_script_the_page_says_what_passkeys_need_and_the_app_does(by_name: ByName) -> None:
    page = by_name(javascript=False, width=320)
    _sign_up(page, "jia.plain@example.com", "/")
    page.goto("/account/second-factor/passkeys/add/")
    assert not page.locator("#passkey_add").is_visible()
    assert "脚本" in page.locator("#passkey_none").inner_text()

    page.goto("/account/second-factor/app/")
    secret = page.locator("code").inner_text()
    page.locator("#id_code").fill(digits(secret))
    page.locator("main .act").click()
    page.wait_for_url("**/recovery-codes/")
    code = page.locator(".codes li").first.inner_text()
    page.goto("/account/")
    page.locator("main button", has_text="退出登录").click()
    page.wait_for_load_state()

    page.goto("/account/sign-in/")
    page.locator("#id_login").fill("jia.plain@example.com")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main .act").click()
    page.wait_for_url("**/second-factor/code/")
    page.locator("#id_code").fill(code)
    page.locator("main .act").click()
    page.wait_for_url("**/account/")


def test_a_number_for_a_host_is_told_the_name_that_passkeys_need(visit: Visit) -> None:
    page = visit()
    _sign_up(page, "jia.number@example.com", "/")
    page.goto("/account/second-factor/passkeys/add/")
    link = page.locator("main .note a").first
    assert re.fullmatch(r"http://localhost:\d+/account/second-factor/passkeys/add/", link.inner_text())


def test_a_lost_password_is_found_again_by_mail(by_name: ByName) -> None:
    page = by_name()
    _sign_up(page, "jia.lost@example.com", "/en/")
    page.context.clear_cookies()
    page.goto("/en/account/sign-in/")
    page.locator("a", has_text="Lost your password?").click()
    page.locator("#id_email").fill("jia.lost@example.com")
    page.locator("main .act").click()
    page.wait_for_url("**/reset/sent/")
    assert mail.outbox[-1].subject == "Jieqing: reset your password"
    page.goto(link_in_mail())
    for field in ("#id_password1", "#id_password2"):
        page.locator(field).fill("lantern pepper window")
    page.locator("main .act").click()
    page.locator("main a", has_text="Sign in").click()
    page.locator("#id_login").fill("jia.lost@example.com")
    page.locator("#id_password").fill("lantern pepper window")
    page.locator("main .act").click()
    page.wait_for_url("**/en/account/")
