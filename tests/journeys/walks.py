"""Ways through the house that several stories share."""

from playwright.sync_api import Locator, Page

from tests.journeys.cast import OPERATOR_PASSWORD


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
    page.goto(f"{root}operator/")
    page.locator("#id_password").fill(OPERATOR_PASSWORD)
    page.locator("main .act").click()
    page.wait_for_url(f"**{root}operator/")
