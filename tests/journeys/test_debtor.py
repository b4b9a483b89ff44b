"""丙 bing owes money and writes here: the page turns round."""

import pytest

from tests.journeys.cast import BING, BING_DESPAIRS
from tests.journeys.conftest import Visit
from tests.journeys.walks import names_shown, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.mark.parametrize("javascript", [True, False])
def test_bing_is_told_the_most_that_can_be_asked_and_no_agency(visit: Visit, javascript: bool) -> None:
    page = visit(javascript=javascript)
    write(page, BING)
    main = page.locator("main")
    assert "这一页是给您看的" in main.locator("h1").inner_text()
    assert page.locator(".lines li").first.inner_text().splitlines()[-1].startswith("80,000")  # the principal
    assert "13.80%" in main.inner_text()  # four times the one-year LPR of March 2024, 3.45
    assert "可以不认" in main.inner_text()
    assert main.locator(".agency, a[href*='/agencies/']").count() == 0


def test_bing_in_despair_sees_the_help_line_before_anything_else(visit: Visit) -> None:
    page = visit(width=360, height=740)
    write(page, BING_DESPAIRS)
    line = page.locator("main a[href='tel:12356']").first
    assert line.bounding_box()["y"] + line.bounding_box()["height"] < 740
    assert page.locator("main .agency").count() == 0


def test_who_is_taken_for_the_debtor_can_turn_the_page_round(visit: Visit) -> None:
    page = visit()
    write(page, BING)
    page.locator("main button", has_text="换成要账的一页").click()
    page.wait_for_load_state()
    assert len(names_shown(page)) == 3
    assert "朋友" in page.locator(".said").inner_text()
