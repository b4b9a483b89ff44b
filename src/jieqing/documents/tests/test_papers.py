"""PDF and DOCX of one paper: Chinese that can be read out again, the same bytes, and words that stay words."""

import io
import zipfile
from dataclasses import replace

import docx as python_docx
import pytest
from pypdf import PdfReader

from jieqing.documents.docx import docx
from jieqing.documents.footer import data_hash, rules_hash, with_foot
from jieqing.documents.paper import Heading, gap
from jieqing.documents.pdf import pdf, pictures
from jieqing.documents.tests.papers import HOSTILE, paper


def _pdf_text(content: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def _flat(text: str) -> str:
    return "".join(text.split())


def _docx_text(content: bytes) -> str:
    opened = python_docx.Document(io.BytesIO(content))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in opened.paragraphs), *cells])


SAID = ("催款函", "一、欠款情况", "【待填：合同编号】", "东台市云栖厨具有限公司", "时效可能已过", "1,000.00", "☑有")


def test_a_pdf_gives_its_chinese_back():
    text = _flat(_pdf_text(pdf(paper())))
    assert [said for said in SAID if _flat(said) not in text] == []


def test_a_docx_says_the_same():
    text = _docx_text(docx(paper()))
    assert [said for said in SAID if said not in text] == []


@pytest.mark.parametrize("made", [pdf, docx], ids=["pdf", "docx"])
def test_the_same_data_make_the_same_bytes(made):
    assert made(paper()) == made(paper())
    assert made(paper()) != made(replace(paper(), title="对账单"))


def test_a_docx_holds_no_time_of_day():
    with zipfile.ZipFile(io.BytesIO(docx(paper()))) as package:
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_words_that_look_like_typst_stay_words():
    text = _flat(_pdf_text(pdf(paper(HOSTILE))))
    assert _flat('#read("/etc/passwd") #import "@preview/x:0.1.0" *粗* _斜_ $x^2$ @ref <w:p/>') in text
    assert "root:" not in text


def test_words_that_look_like_xml_or_jinja_stay_words():
    made = docx(paper(HOSTILE, "a\x00b\x0cc\x07d"))
    assert HOSTILE in _docx_text(made)
    assert "abcd" in _docx_text(made)
    assert zipfile.ZipFile(io.BytesIO(made)).testzip() is None


def test_a_title_may_be_hostile_too():
    assert _flat("#panic()*]") in _flat(_pdf_text(pdf(replace(paper(), title="#panic() *]"))))


def test_gaps_are_counted_once_each_in_order():
    assert paper(gap("地址")).gaps == (gap("合同编号"), gap("地址"))
    assert gap("【x】y") == "【待填：【x]y】"


def test_the_foot_names_template_rules_and_data():
    made = with_foot(paper(), "D2", "3")
    assert f"编号 {made.number} · 模板 D2 第 3 版 · 规则 {rules_hash()[:12]} · 数据 {data_hash(made)[:12]}" == made.foot
    other = with_foot(replace(paper(), blocks=(Heading("别的"),)), "D2", "3")
    assert other.foot != made.foot
    assert made.foot.replace(" ", "") in _flat(_pdf_text(pdf(made)))


def test_the_fonts_lie_in_the_file():
    fonts = [each.get_object() for each in PdfReader(io.BytesIO(pdf(paper()))).pages[0]["/Resources"]["/Font"].values()]
    assert any("+NotoSansCJKsc-Regular" in font["/BaseFont"] for font in fonts)
    described = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for font in fonts]
    assert all({"/FontFile2", "/FontFile3"} & set(each) for each in described)


def test_pages_can_be_looked_at():
    assert [page[:8] for page in pictures(paper())] == [b"\x89PNG\r\n\x1a\n"]
