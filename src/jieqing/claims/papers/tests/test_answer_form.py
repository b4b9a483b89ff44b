"""D12 of a debtor's own words: the figures of the page, the names that were written, and gaps in sight."""

import re
from datetime import date
from io import BytesIO

from pypdf import PdfReader

from jieqing.claims.intake.read import read
from jieqing.claims.papers.answer_form import answer_form
from jieqing.claims.rules.assess import assess
from jieqing.claims.rules.casing import case_of, events_of
from jieqing.claims.rules.lpr import packed
from jieqing.claims.rules.roads.ranking import default_assumptions

ON = date(2026, 11, 22)
OWES = "我欠朋友8万块钱，2024年3月5日借的，写了借条，约定月息两分，说好2025年3月5日还，现在还不上。"


def made(text: str = OWES) -> tuple[bytes, str]:
    draft = read(text, ON)
    found = assess(case_of(draft, ON), events_of(draft, ON), ON, packed(), default_assumptions())
    content = answer_form(draft, found, rules="0123abcd")
    words = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return content, words.replace(" ", "")


def test_carries_the_figures_of_the_page_and_the_day_of_limitation() -> None:
    content, words = made()
    assert content.startswith(b"%PDF-")
    assert "民事答辩状" in words
    assert "80,000" in words
    assert "2028年3月5日" in words
    assert "0123abcd" in words
    assert "D12-20261122" in words


def test_leaves_gaps_in_sight_and_is_the_same_each_time() -> None:
    content, words = made()
    assert "【待填：" in words
    assert "对方" not in "".join(re.findall("【待填：[^】]*】", words)), (
        "the writer's own facts are not the other side's"
    )
    assert made()[0] == content
