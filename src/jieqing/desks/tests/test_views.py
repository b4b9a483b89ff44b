"""The result and the debtor's turn as pages: figures, answers in place, what goes along when it is saved."""

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from pypdf import PdfReader

from jieqing.agencies.service import load_demo
from jieqing.claims import assessing, queries
from jieqing.identity.tests.factories import browser, ding, jia
from jieqing.kit.clock import today

pytestmark = pytest.mark.django_db
LENT = "朋友2024年5月6日向我借了3万元，写了借条，说好2025年5月6日还，他住在苏州吴江区，到现在一分没还。"
OWES = "我欠朋友8万块钱，2024年3月5日借的，写了借条，约定月息两分，说好2025年3月5日还，现在还不上，他天天催我。"


@pytest.fixture(autouse=True)
def directory() -> None:
    load_demo()


def result(text: str, root: str = "", client: Client | None = None, **form: str) -> str:
    answer = (client or Client()).post(f"{root}/result/", {"text": text, **_dotted(form)})
    assert answer.status_code == 200
    return answer.content.decode()


def _dotted(form: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("__", "."): value for name, value in form.items()}


def figure(page: str) -> str:
    """The two numbers that decide, as text."""
    found = re.findall(r'<p class="figure.*?</p>', page, re.S)
    return re.sub(r"<[^>]+>|\s+", " ", " | ".join(found)).replace("  ", " ")


def test_shows_how_much_and_until_when_in_both_languages() -> None:
    zh, en = result(LENT), result(LENT, "/en")
    assert "按现有材料可主张" in zh
    assert "时效届满日（稳妥起诉日）" in zh
    assert "2028年5月6日" in zh
    assert "On the papers at hand, you can ask for" in en
    assert "6 May 2028" in en
    assert re.findall(r"[\d,.]+", figure(zh)) == re.findall(r"[\d,.]+", figure(en))


def test_what_was_understood_comes_first_then_the_figures_what_is_missing_the_road_and_the_agencies() -> None:
    page = result(LENT)
    order = [page.index(f'id="h-{part}"') for part in ("said", "asked", "gaps", "roads", "three")]
    assert order == sorted(order)
    assert page.index('id="h-said"') < page.index('class="figures"') < page.index('id="h-asked"')


def test_a_question_is_asked_once() -> None:
    page = result(LENT)
    names = re.findall(r'name="(fact\.[a-z_.]+)"', page)
    assert len(names) > 10
    assert sorted(names) == sorted(set(names))


def test_a_fact_beyond_the_text_is_answered_in_place_and_can_be_taken_back() -> None:
    before = figure(result(LENT))
    page = result(LENT, **{"fact__case__deducted_upfront_fen": "3000"})
    assert figure(page) != before
    assert 'name="kept.case.deducted_upfront_fen" value="3000"' in page
    assert '<span class="value">3,000 元</span>' in page
    undone = result(LENT, **{"kept__case__deducted_upfront_fen": "3000", "undo": "case.deducted_upfront_fen"})
    assert figure(undone) == before


def test_an_answer_that_cannot_be_read_is_named_stands_in_its_field_and_changes_nothing() -> None:
    page = result(LENT, **{"fact__case__knew_on": "不记得"})
    assert 'href="#f-case.knew_on"' in page
    assert figure(page) == figure(result(LENT))
    assert "kept.case.knew_on" not in page


def test_what_was_answered_goes_along_when_it_is_saved_and_nobody_else_sees_it() -> None:
    actor = jia()
    answers = _dotted({"kept__case__deducted_upfront_fen": "3000", "kept__case__is_disputed": "no"})
    saved = browser(actor).post("/claims/save/", {"text": LENT, **answers})
    claim_id = UUID(saved.headers["Location"].strip("/").split("/")[-1])
    assert assessing.assess_saved(actor, claim_id, today()).asked.lines[0].low.fen == 2_700_000
    assert queries.claim(actor, claim_id).amount_fen == 3_000_000
    assert browser(ding()).get(f"/claims/{claim_id}/").status_code == 404


def test_what_cannot_be_read_is_not_saved_but_asked_again() -> None:
    actor = jia()
    page = browser(actor).post("/claims/save/", {"text": LENT, "fact.case.knew_on": "不记得"})
    assert page.status_code == 200
    assert 'href="#f-case.knew_on"' in page.content.decode()
    assert not browser(actor).get("/claims/").content.decode().count("30,000")


def test_a_debtor_sees_what_can_be_asked_what_can_not_and_the_defences_but_no_agency_and_no_road() -> None:
    page = result(OWES)
    assert "对方最多能要您" in page
    assert "不能要您的" in page
    assert "超过上限的利息" in page
    assert "之前被起诉，不能拿时效来拒绝" in page
    assert "管不管得着" in page
    for creditors in ('class="agency"', "先走哪条路", "挂号信", "最晚到"):
        assert creditors not in page


def test_the_debtors_figures_are_those_of_the_creditor() -> None:
    turned: Any = {"fact.writer_is_debtor": "false"}
    assert figure(result(OWES)) == figure(result(OWES, **turned))


def test_no_page_promises_a_result() -> None:
    for page in (result(LENT), result(LENT, "/en"), result(OWES), result(OWES, "/en")):
        for promise in ("法院会判", "一定能", "保证收回", "胜诉率", "will be granted", "guaranteed to"):
            assert promise not in page


def test_a_debtor_gets_an_answer_to_a_suit_as_pdf_with_the_figures_of_the_page() -> None:
    made = Client().post("/result/answer/", {"text": OWES})
    assert made["Content-Type"] == "application/pdf"
    assert made["Cache-Control"] == "private, no-store"
    words = "".join(page.extract_text() for page in PdfReader(BytesIO(made.content)).pages).replace(" ", "")
    shown = result(OWES)
    for told in ("80,000", "2028年3月5日"):
        assert told in words
        assert told in shown


def test_a_creditor_gets_no_answer_form_and_a_text_without_a_debt_is_refused_in_words() -> None:
    assert 'id="h-three"' in Client().post("/result/answer/", {"text": LENT}).content.decode()
    refused = Client().post("/result/answer/", {"text": "你们周六上班吗"})
    assert refused.status_code == 422
    assert "没读到有人欠钱" in refused.content.decode()
    assert Client().get("/result/answer/").status_code == 405
