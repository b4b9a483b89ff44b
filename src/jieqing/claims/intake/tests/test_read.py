"""A text in, a draft claim out; what cannot be read is refused with a remedy."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jieqing.claims.intake.draft import LABELS, Draft
from jieqing.claims.intake.fields import fields
from jieqing.claims.intake.gaps import gaps
from jieqing.claims.intake.read import LONGEST, read
from jieqing.claims.intake.readers.numerals import MOST
from jieqing.kit.refusal import Refusal

TOLD = "昆山一家五金厂去年5月拿了我８万的货，说好年底结，到現在一分没給，有送货单"
PIECES = st.sampled_from(
    [
        *[
            "欠",
            "借",
            "还了",
            "剩",
            "万",
            "千",
            "3",
            "8.5",
            "两三",
            "几",
            "元",
            "块",
            "，",
            "。",
            "2024年",
            "3月",
            "5日",
            "前",
            "付清",
        ],
        *[
            "月息",
            "2分",
            "%",
            "每月",
            "押金",
            "工资",
            "拖了",
            "半年",
            "原告",
            "被告",
            "请求判令",
            "归还",
            "某1",
            "昆山",
            "公司",
            "我",
            "他",
        ],
        *[
            "不给",
            "￥",
            "１２",
            "萬",
            "\n",
            " ",
            "109",
            "0000-0000000",
            "合同编号",
            "HT-1",
            "分",
            "期",
            "个",
            "(",
            "）",
            "<script>",
            "😀",
        ],
        *["没有", "欠条", "担保", "年底", "去年", "农历", "2月30日", "99999999999999999999", "0", "-", "、"],
    ]
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "text_empty"),
        (" \n　", "text_empty"),
        ("😀😀🙏", "text_no_words"),
        ("！！？……", "text_no_words"),
        ("12345", "text_no_words"),
        ("They owe me money", "text_not_chinese"),
        ("お金を返してください", "text_not_chinese"),
        ("돈을 빌려줬어요", "text_not_chinese"),
        ("<script>alert(1)</script>", "text_not_chinese"),
        ("欠" * (LONGEST + 1), "text_too_long"),
    ],
)
def test_refuses_what_it_cannot_read_and_says_what_to_do(text: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(text)
    assert (refused.value.code, refused.value.field) == (code, "text")
    assert all(refused.value.remedy) and all(refused.value.message)


def test_reads_markup_as_text() -> None:
    assert read("<b>欠我5万</b><script>x()</script>").labels()["amount_yuan"] == 50000


def test_reads_all_of_a_telling() -> None:
    labels = read(TOLD, date(2026, 3, 1)).labels()
    assert tuple(labels) == LABELS
    assert (labels["amount_yuan"], labels["debt_date"], labels["due_date"]) == (80000, "2025-05", "2025-12")
    assert (labels["city"], labels["debtor_kind"], labels["evidence"]) == ("苏州市", "company", ["delivery_note"])


def test_shows_each_value_where_it_was_typed() -> None:
    draft = read(TOLD, date(2026, 3, 1))
    shown = {field: [TOLD[start:end] for start, end in places] for field, places in draft.spans().items()}
    assert shown["amount_yuan"] == ["８万"]
    assert shown["debt_date"] == ["去年5月"]


def test_every_reading_is_a_field_of_the_catalogue() -> None:
    assert set(read(TOLD, date(2026, 3, 1)).readings) <= set(fields())


@pytest.mark.parametrize(
    "unit", ["1", "一万一", "半年", "1,111,", "借了3万", "2015年3月4日", "欠我3000元没给，", "一", "〇"]
)
def test_a_hostile_text_of_full_length_is_read_in_bounds(unit: str) -> None:
    draft = read("欠" + (unit * LONGEST)[: LONGEST - 1])
    assert all(len(reading.spans) <= MOST for reading in draft.readings.values())


def _spans_hold(draft: Draft) -> bool:
    return all(
        0 <= span.start < span.end <= len(draft.text) for reading in draft.readings.values() for span in reading.spans
    )


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=200), st.none() | st.dates(date(2000, 1, 1)))
def test_any_text_is_read_or_refused_and_every_span_lies_in_it(text: str, today: date | None) -> None:
    try:
        draft = read(text, today)
    except Refusal:
        return
    assert draft.text == text
    assert _spans_hold(draft)
    assert set(draft.readings) <= set(fields())
    draft.labels()
    gaps(draft)
