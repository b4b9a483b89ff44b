"""甲 jia is owed money, writes it down, and gets to three agencies that fit."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.cast import JIA, JIA_LENT
from tests.journeys.conftest import Visit
from tests.journeys.walks import correct, fact, names_shown, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_jia_writes_corrects_weighs_asks_undoes_and_keeps_the_answer(visit: Visit) -> None:
    page = visit()
    write(page, JIA)
    assert page.locator(".sum").inner_text().startswith("96,000")
    assert "东台市" in fact(page, "city").inner_text()
    assert page.locator(".said").inner_text().count("9.6万") == 1
    first = names_shown(page)
    assert len(first) == 3

    correct(page, "amount_fen", "9万")
    assert page.locator(".sum").inner_text().startswith("90,000")
    assert "您改过" in fact(page, "amount_fen").inner_text()

    # moving a weight orders anew without another page; the correction stays
    with page.expect_response("**/result/"):
        page.locator("#w-cost").fill("10")
        page.locator("#w-cost").dispatch_event("change")
    expect(page.locator("#w-cost")).to_have_attribute("value", "10")
    assert page.locator(".sum").inner_text().startswith("90,000")
    assert len(names_shown(page)) == 3

    page.locator("#ask").fill("公证处")
    page.locator("#ask + button").click()
    page.wait_for_load_state()
    answered = page.locator("section[aria-labelledby=h-why] [role=status]")
    assert "公证" in answered.inner_text()
    assert answered.evaluate("box => box.getBoundingClientRect().top < innerHeight"), "the answer stands out of sight"

    fact(page, "amount_fen").locator("button", has_text="撤销").click()
    page.wait_for_load_state()
    assert page.locator(".sum").inner_text().startswith("96,000")

    with page.expect_download() as download:
        page.locator("button", has_text="存到我的电脑").click()
    kept = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert kept["text"] == JIA
    assert kept["claim"]["amount_yuan"] == 96000
    assert len(kept["recommendations"]) == 3

    page.locator("button", has_text="改写原文").click()
    page.wait_for_load_state()
    assert page.locator("#text").input_value() == JIA


def test_jia_gets_there_without_a_script(visit: Visit) -> None:
    page = visit(javascript=False)
    write(page, JIA)
    assert page.locator(".sum").inner_text().startswith("96,000")
    before = names_shown(page)
    correct(page, "amount_fen", "3000000")
    assert page.locator(".sum").inner_text().startswith("3,000,000")
    assert names_shown(page) != before
    page.locator("button", has_text="按这个排").click()
    page.wait_for_load_state()
    assert len(names_shown(page)) == 3


def test_a_correction_that_cannot_be_read_is_kept_beside_its_field_and_can_be_taken_back(visit: Visit) -> None:
    page = visit()
    write(page, JIA)
    correct(page, "amount_fen", "很多很多")
    assert "欠款本金" in page.locator("[role=alert]").inner_text()
    field = page.locator("#f-amount_fen")
    assert field.input_value() == "很多很多"
    assert field.get_attribute("aria-invalid") == "true"
    assert page.locator(".sum").inner_text().startswith("96,000")
    page.locator("[role=alert] a").click()
    assert page.evaluate("document.activeElement.id") == "f-amount_fen"
    field.fill("")
    field.press("Enter")
    page.wait_for_load_state()
    assert page.locator("[role=alert]").count() == 0


def test_a_missing_fact_is_asked_for_and_answered_in_place(visit: Visit) -> None:
    page = visit()
    write(page, "朋友借了我3万元，写了借条，一直不还")
    place = page.locator("#f-city")
    place.fill("苏州吴江")
    place.press("Enter")  # Enter sends the answer; it neither changes the language nor saves a file
    page.wait_for_load_state()
    assert page.url.endswith("/result/")
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    assert "吴江区" in fact(page, "city").inner_text()
    assert len(names_shown(page)) == 3


def test_the_language_changes_and_the_words_stay(visit: Visit) -> None:
    page = visit()
    write(page, JIA_LENT)
    correct(page, "amount_fen", "2.8万")
    page.locator("header button", has_text="English").click()
    page.wait_for_load_state()
    assert page.url.endswith("/en/result/")
    assert page.locator(".sum").inner_text().startswith("28,000")
    assert (
        JIA_LENT[:8] in page.locator(".said").inner_text().replace("\n", "")
        or "沈某" in page.locator(".said").inner_text()
    )
    assert "What we read" in page.locator("#h-said").inner_text()
    page.locator("header button", has_text="中文").click()
    page.wait_for_load_state()
    assert page.locator(".sum").inner_text().startswith("28,000")
    assert page.locator("html").get_attribute("lang") == "zh-Hans"


def test_the_keyboard_alone_leads_from_the_front_page_to_an_agency(visit: Visit) -> None:
    page = visit()
    page.goto("/")
    assert page.evaluate("document.activeElement.id") == "text"
    page.keyboard.type(JIA)
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/result/")
    for _step in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("!!document.activeElement.closest('.agency h3')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/agencies/demo-*/")
    page.keyboard.press("Tab")
    assert "跳到正文" in page.evaluate("document.activeElement.innerText")
