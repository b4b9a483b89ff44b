"""Papers filled from a claim: what is known stands in its place, what is not stands as a gap, nothing is invented."""

import io
from dataclasses import replace
from datetime import date

import docx as python_docx
import pytest
from pypdf import PdfReader

from jieqing.claims.papers.asking import questions, to_mend
from jieqing.claims.papers.catalogue import fields, paper_kind, papers
from jieqing.claims.papers.filling import fill, holds
from jieqing.claims.papers.tests.cases import EVENTS, JUDGED, LOAN, PUBLIC, SALE, TYPED, material
from jieqing.claims.rules.case import Case
from jieqing.documents.docx import docx
from jieqing.documents.paper import GAP, Form, Paper, as_data
from jieqing.documents.pdf import pdf

OF = {"D9": LOAN, "D10": LOAN, "D12": LOAN, "D15": JUDGED, "D20": PUBLIC}


def _filled(paper_id: str, **more: object) -> Paper:
    case = OF.get(paper_id, SALE)
    return fill(paper_kind(paper_id), material(case, EVENTS if case is SALE else (), **more))


def _words(paper: Paper) -> str:
    return str(as_data(paper))


def _flat(text: str) -> str:
    return "".join(text.split()).replace("\u200b", "")


def _row(paper: Paper, label: str) -> tuple[str, ...]:
    rows = [row for block in paper.blocks if isinstance(block, Form) for row in block.rows]
    return next(row.said for row in rows if label in row.label)


@pytest.mark.parametrize("paper_id", list(papers()))
def test_every_paper_gives_its_chinese_back_from_pdf_and_docx(paper_id):
    paper = _filled(paper_id)
    read = _flat("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf(paper))).pages))
    opened = python_docx.Document(io.BytesIO(docx(paper)))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    written = _flat("".join([*(line.text for line in opened.paragraphs), *cells]))
    for name in ("东台市云栖厨具有限公司", "陆二"):
        assert (name in read) == (name in written) == (name in _words(paper))
    assert _flat(paper.title) in read
    assert _flat(paper.title) in written
    assert all(_flat(gap) in read for gap in paper.gaps)
    assert all(_flat(gap) in written for gap in paper.gaps)


@pytest.mark.parametrize("paper_id", list(papers()))
def test_the_same_claim_makes_the_same_bytes(paper_id):
    assert pdf(_filled(paper_id)) == pdf(_filled(paper_id))


@pytest.mark.parametrize("paper_id", list(papers()))
def test_nothing_is_invented_where_nothing_is_known(paper_id):
    nothing = material(Case(), (), names={}, typed={}, exhibits=(), marks={})
    paper = fill(paper_kind(paper_id), nothing)
    said = GAP.sub("", _words(paper))
    assert paper.gaps
    assert "元（人民币" not in said
    assert not any(word in said for word in ("松柏", "云栖", "None", "沈一"))


def test_a_demand_shows_sums_words_and_working():
    said = _words(_filled("D2-firm"))
    for words in ("91,300.00", "5,250.25 至 6,057.99", "年利率3.9%", "本次主张", "96,300.00", "2026年12月15日"):
        assert words in said
    assert "请求至实际清偿之日止" in said
    assert "暂按已知的最后一期" in said


def test_an_open_range_is_a_gap_with_its_bounds_and_so_is_the_total():
    paper = _filled("D11", typed={key: value for key, value in TYPED.items() if key != "interest_claimed"})
    assert any("5,250.25 至 6,057.99" in gap for gap in paper.gaps)
    assert "【待填：标的总额】" in paper.gaps


def test_boxes_are_ticked_by_what_is_known_and_gaps_follow_open_ones():
    paper = _filled("D10")
    assert _row(paper, "委托诉讼代理人") == ("□有", "☑无")
    assert "☑是" in _row(paper, "借款期限")[0]
    assert _row(paper, "有无仲裁")[-1] == "□无【待填：有没有仲裁或管辖条款】"
    assert _row(paper, "借款利率") == ("☑约定年利率12%", "□没有约定")


def test_a_person_and_a_firm_are_described_differently():
    assert "性别、出生日期、民族" in _words(_filled("D10"))
    assert "法定代表人" not in str(_row(_filled("D10"), "被告"))
    assert "统一社会信用代码：91990000MA00000000" in _words(_filled("D11"))


def test_the_warning_stands_on_what_asks_for_a_signature_after_expiry():
    late = date(2031, 1, 1)
    for paper_id in ("D1", "D2-soft", "D7"):
        said = _words(fill(paper_kind(paper_id), material(SALE, (), late)))
        assert "时效可能已经届满" in said
        assert "自愿决定" in said
        assert "时效可能已经届满" not in _words(_filled(paper_id))
    soft = _words(fill(paper_kind("D2-soft"), material(SALE, (), late)))
    assert "请于2026年12月15日前付至" not in soft


def test_a_payment_order_asks_only_for_interest_that_the_papers_agree():
    assert "借期内利息" in _words(_filled("D9"))
    bare = fill(paper_kind("D9"), material(SALE, EVENTS))
    assert "双方没有书面约定逾期利息" in _words(bare)
    assert "逾期付款损失" not in _words(bare)


def test_the_answer_admits_and_denies_nothing_for_the_other_side():
    paper = _filled("D12")
    boxes = [said for label in ("对本金", "对利息", "诉讼时效") for said in _row(paper, label)[:1]]
    assert all("☑" not in said for said in boxes)
    assert "时效届满日（稳妥起诉日）" in _words(paper)


def test_enforcement_counts_two_years_and_doubled_interest():
    said = _words(_filled("D15"))
    assert "5,162.50" in said  # 100,000 × 0.0175 % × 295 days
    assert "最后一日为2028年1月31日" in said


def test_the_evidence_list_names_pages_and_hashes():
    said = _words(_filled("D13"))
    assert "5–9" in said
    assert "abababab abababab" in said
    assert "另附" in said


def test_names_are_put_in_once_and_never_read_again():
    hostile = "{debtor_phone}{?kind=x}【待填：x】"
    paper = fill(paper_kind("D2-soft"), material(names={"debtor_name": hostile}))
    assert hostile in _words(paper)


def test_what_is_missing_can_be_typed_or_mended():
    kind, known = paper_kind("D11"), material(typed={}, names={})
    missing = {question.field.id for question in questions(kind, known) if question.is_missing}
    missing |= {field.id for field in to_mend(kind, known)}
    assert {"court", "creditor_representative", "interest_claimed", "forum_terms"} <= missing
    assert not {"creditor_person", "third_party", "total"} & missing
    assert all(name in fields() for name in missing)


def test_the_number_names_paper_and_claim():
    paper = fill(paper_kind("D1"), replace(material(), number="20261122-AB"), rules="12345678.87654321")
    assert paper.number == "D1-20261122-AB"
    assert "模板 D1 第 1 版 · 规则 12345678.87654321" in paper.foot


@pytest.mark.parametrize(
    ("condition", "expected"),
    [(None, True), ("a", True), ("!a", False), ("b", False), ("!b", True), ("a=x", True), ("a=y", False),
     ("a!=x", False), ("!a=x", False), ("b!=x", True)],
    ids=str,
)  # fmt: skip
def test_conditions_read_as_they_say(condition, expected):
    assert holds(condition, {"a": "x", "b": None}) is expected


def test_the_debtors_answer_tells_the_same_figures():
    paper = fill(paper_kind("D12"), material(LOAN, (), names={"debtor_name": "陆二"}, typed={}))
    said = _words(paper)
    assert "陆二" in said
    assert "时效届满日（稳妥起诉日）2028年1月10日" in said
    assert "34,421.92" in said
    assert pdf(paper).startswith(b"%PDF")
    assert docx(paper).startswith(b"PK")
