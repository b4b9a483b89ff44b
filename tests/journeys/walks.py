"""Ways through the house that several stories share."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import connections
from playwright.sync_api import Locator, Page

from jieqing.identity.rules.roles import HOUSE
from jieqing.identity.tests.factories import browser
from jieqing.identity.tests.visitor import account
from jieqing.kit import clock
from jieqing.kit.actor import STAFF_ROLES, Actor, Role
from jieqing.site.account import OPERATOR

T = TypeVar("T")


def write(page: Page, text: str, *, root: str = "/") -> None:
    """Writes on the front page and asks."""
    page.goto(root)
    page.locator("#text").fill(text)
    page.locator("main .act").first.click()
    page.wait_for_load_state()


def fact(page: Page, field: str) -> Locator:
    """The row of one fact on the result."""
    return page.locator(f"dl[data-facts] > div:has(#n-{field})")


def correct(page: Page, field: str, typed: str) -> None:
    """Opens a fact, types another value, and sends it."""
    row = fact(page, field)
    row.locator("summary").click()
    row.locator("input").fill(typed)
    row.locator("button", has_text="更新").click()
    page.wait_for_load_state()


def names_shown(page: Page) -> list[str]:
    """The agencies that stand side by side, in order."""
    return page.locator("section[aria-labelledby=h-three] .agency h3").all_inner_texts()


def sign_in(page: Page, *, root: str = "/") -> None:
    """The operator is in, second step and all, at the directory's page. Signing in itself is told in test_passkey."""
    enter_as(page, OPERATOR, frozenset({"operator"}), HOUSE)
    page.goto(f"{root}operator/")


def enter_as(page: Page, username: str, roles: frozenset[Role] = frozenset(), tenant: UUID | None = None) -> None:
    """A session of that account (made if there is none) comes with the page; with a second factor where it is staff's.

    Digits open once, so that stories by the dozen could not all type them within half a minute.
    """
    key = apart(lambda: _session_key(username, roles, tenant))
    page.goto("/")
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": page.url}])


def apart(act: Callable[[], T]) -> T:
    """Done in a thread of its own, on a connection of its own: the server sees at once what a test would hide."""

    def alone() -> T:
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(alone).result()


def _session_key(username: str, roles: frozenset[Role], tenant: UUID | None) -> str:
    user = get_user_model().objects.filter(username=username).first()
    user = user or account(f"{username}@example.com", username=username)
    inside = browser(Actor(f"user:{user.pk}", tenant, roles, user.pk, bool(roles & STAFF_ROLES)))
    if not roles & STAFF_ROLES:
        session = inside.session
        session["account_authentication_methods_user"] = str(user.pk)
        session["account_authentication_methods"] = [{"method": "password", "at": clock.now().timestamp()}]
        session.save()
    return str(inside.session.session_key)
