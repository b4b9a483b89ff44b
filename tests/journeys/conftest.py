"""A house with the invented directory, and visitors who walk through it in a real Chromium.

A visitor notices what nobody should have to: an error on the console, a request to another host, a broken page.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from conftest import clear_tables
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright
from pytest_django.live_server_helper import LiveServer

from jieqing.agencies.service import load_demo
from jieqing.desks import directory as standing
from jieqing.site.account import keep_operator
from tests.house.job_arguments import harmful
from tests.journeys.cast import OPERATOR_PASSWORD

QUIET = [
    "--no-sandbox", "--disable-quic", "--disable-background-networking", "--no-first-run",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE_MS = 15_000
Visit = Callable[..., Page]


@pytest.fixture(scope="package")
def directory(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The invented directory and the operator's account, for all stories; gone at their end."""
    with django_db_blocker.unblock():
        load_demo()
        keep_operator(OPERATOR_PASSWORD)
        yield
        found = harmful()
        clear_tables()
        standing._standing = None
    assert found == [], "a job's arguments are ids: they lie open in the queue"


@pytest.fixture(scope="package")
def house(directory: None) -> Iterator[str]:
    """The address of the house."""
    server = LiveServer("127.0.0.1")
    yield str(server)
    server.stop()


@pytest.fixture
def client(directory: None) -> Client:
    """A visitor without a browser."""
    return Client()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; the stories skip where there is none."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no chromium is installed here (Debian: apt-get install chromium)")
    # Playwright keeps a loop running in this thread, and Django would refuse to touch the database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        connections.close_all()  # beside the loop this thread had a connection of its own
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def visit(house: str, chromium: Browser) -> Iterator[Visit]:
    """Opens the house, e.g. `visit(width=320, javascript=False)`. The story fails for anything amiss on the way.

    `name` is what the browser calls this machine: passkeys need "localhost".
    """
    contexts: list[BrowserContext] = []
    amiss: list[str] = []

    def enter(*, width: int = 1280, height: int = 900, javascript: bool = True, name: str = "127.0.0.1") -> Page:
        viewport, address = {"width": width, "height": height}, house.replace("127.0.0.1", name)
        context = chromium.new_context(base_url=address, viewport=viewport, java_script_enabled=javascript)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("request", lambda request: _at_home(request.url, address, amiss))
        page.on("response", lambda response: _unbroken(response, amiss))
        page.on("pageerror", lambda error: amiss.append(f"script error: {error}"))
        page.on("console", lambda message: _silent(message.type, message.text, amiss))
        return page

    yield enter
    for context in contexts:
        context.close()
    assert amiss == []


def _at_home(url: str, house: str, amiss: list[str]) -> None:
    if not url.startswith((f"{house}/", "data:")):
        amiss.append(f"asked another host: {url}")


def _unbroken(response: Response, amiss: list[str]) -> None:
    is_page = response.request.resource_type == "document"
    if response.status >= 500 or (response.status >= 400 and not is_page):
        amiss.append(f"{response.status} {response.url}")


def _silent(kind: str, text: str, amiss: list[str]) -> None:
    # Chromium says "Failed to load resource" of a page that answers 404 or 422, too; `_unbroken` judges answers.
    if kind in ("error", "warning") and not text.startswith("Failed to load resource"):
        amiss.append(f"console {kind}: {text}")
