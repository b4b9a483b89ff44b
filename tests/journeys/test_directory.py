"""丁 ding looks for an agency; the operator keeps the directory."""

import csv
import io
from pathlib import Path

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.walks import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_ding_finds_an_agency_in_spite_of_a_slip(visit: Visit) -> None:
    page = visit()
    page.goto("/")
    page.locator("header a", has_text="机构名录").click()
    name = page.locator(".rows .name a").first.inner_text()
    wrong = name.replace("律师事务所", "律师事务锁").replace("（虚构）", "")
    page.locator("#q").fill(wrong)
    page.locator("main .act").click()
    page.wait_for_load_state()
    assert name in page.locator(".rows").inner_text()
    page.locator(".rows .name a", has_text=name).click()
    page.wait_for_url("**/agencies/demo-*/")
    assert page.locator("h1").inner_text() == name
    assert page.locator("main a[href^='tel:']").count() == 1
    assert page.locator("dl dt").count() == 18
    assert "核实于" in page.locator("main").inner_text()


def test_ding_is_told_what_to_change_when_nothing_is_found(visit: Visit) -> None:
    page = visit()
    page.goto("/agencies/?q=律师&place=桃花源")
    assert "桃花源" in page.locator("[role=alert]").inner_text()
    assert page.locator("#place").input_value() == "桃花源"
    assert page.locator("#q").input_value() == "律师"
    page.goto("/nowhere/")
    assert "没有这个页面" in page.locator("h1").inner_text()
    page.goto("/en/agencies/demo-999/")
    assert "no such agency" in page.locator("h1").inner_text()


def test_an_operator_tries_a_broken_file_imports_it_undoes_and_leaves(visit: Visit, tmp_path: Path) -> None:
    page = visit()
    sign_in(page)
    with page.expect_download() as download:
        page.locator("main a", has_text="现有名录的导出").click()
    rows = list(csv.reader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig"))))
    phone = rows[0].index("电话")
    rows[1][phone] = "0000-11112222"
    rows[2][phone] = "不是电话"
    broken = tmp_path / "directory.csv"
    with broken.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows[:4])

    page.locator("#file").set_input_files(broken)
    page.locator("button", has_text="先试一遍").click()
    page.wait_for_load_state()
    report = page.locator("section[aria-labelledby=h-report]")
    assert "改动 1，不变 1，拒绝 1" in report.inner_text()
    told = report.locator("tbody tr").first.locator("td").all_inner_texts()
    assert told[0] == "3"  # the row as a spreadsheet numbers it
    assert told[1] == "电话"
    assert all(told)
    assert "directory.csv" not in page.locator("section[aria-labelledby=h-past]").inner_text()

    page.locator("#file").set_input_files(broken)
    page.locator("button", has_text="直接导入").click()
    page.wait_for_load_state()
    past = page.locator("section[aria-labelledby=h-past]")
    assert "directory.csv" in past.inner_text()
    page.goto("/agencies/?q=0000-11112222")
    assert page.locator(".rows li").count() == 1

    page.goto("/operator/")
    past.locator("button", has_text="撤销").click()
    page.wait_for_load_state()
    assert "已撤销" in page.locator("main [role=status]").inner_text()
    page.goto("/agencies/?q=0000-11112222")
    assert page.locator(".rows li").count() == 0

    page.goto("/operator/")
    page.locator("button", has_text="退出登录").click()
    page.wait_for_load_state()
    page.goto("/operator/")
    assert "sign-in" in page.url


def test_a_wrong_password_is_refused_in_words(visit: Visit) -> None:
    page = visit()
    page.goto("/operator/sign-in")
    page.locator("#id_login").fill("operator")
    page.locator("#id_password").fill("not-the-password")
    page.locator("main .act").click()
    page.wait_for_load_state()
    assert "不对" in page.locator(".alarm").inner_text()
    assert page.locator("#id_login").input_value() == "operator"
