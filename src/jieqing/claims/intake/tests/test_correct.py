"""The user's corrections, and what follows from them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from jieqing.claims.intake.correct import correct
from jieqing.claims.intake.draft import Draft
from jieqing.claims.intake.fields import fields, value_words
from jieqing.claims.intake.gaps import gaps
from jieqing.claims.intake.read import read
from jieqing.kit.refusal import Refusal


@pytest.fixture
def draft() -> Draft:
    return read("昆山的厂欠我货款三万多，有合同，拖了两个月", date(2026, 6, 10))


@pytest.mark.parametrize(
    ("field", "raw", "value"),
    [
        ("amount_fen", "8万", 80000_00),
        ("amount_yuan", "80,000.50", 80000_50),
        ("amount_fen", "三万三", 33000_00),
        ("amount_fen", "80000", 80000_00),
        ("due_date", "2025-03", "2025-03"),
        ("due_date", "2025", "2025"),
        ("due_date", "2025/3/5", "2025-03-05"),
        ("due_date", "２０２５年３月５日", "2025-03-05"),
        ("due_date", "去年5月", "2025-05"),
        ("ageing_months", "14", 14),
        ("ageing_months", "一年半", 18),
        ("ageing_months", "拖了8天", 0.27),
        ("debtor_kind", "company", "company"),
        ("debtor_kind", "个人", "person"),
        ("debtor_kind", "A Person", "person"),
        ("debt_kind", "工程款", "construction"),
        ("judgment_or_lawsuit", "还没起诉", "none"),
        ("evidence", "欠条、微信", ("iou", "chat")),
        ("guarantor", "有", True),
        ("guarantor", "no", False),
        ("interest_pct_year", "月息2分", Decimal(24)),
        ("interest_pct_year", "12", Decimal(12)),
        ("penalty_pct_day", "日万分之五", Decimal("0.05")),
        ("debtor_name", " 某某五金厂 ", "某某五金厂"),
    ],
)
def test_takes_what_people_type(draft: Draft, field: str, raw: str, value: Any) -> None:
    corrected = correct(draft, field, raw)
    reading = corrected.readings["amount_fen" if field == "amount_yuan" else field]
    assert (reading.value, reading.source, reading.confidence, reading.spans) == (value, "user", 1.0, ())


@pytest.mark.parametrize(
    ("field", "raw"),
    [
        ("amount_fen", "很多"),
        ("amount_fen", "-5"),
        ("amount_fen", "0"),
        ("amount_fen", "9" * 40),
        ("due_date", "2025-02-30"),
        ("due_date", "2025年2月30日"),
        ("due_date", "下周"),
        ("ageing_months", "很久"),
        ("debtor_kind", "外星人"),
        ("evidence", "欠条、月亮"),
        ("guarantor", "也许"),
        ("interest_pct_year", "很高"),
        ("city", "火星"),
        ("debtor_name", "厂" * 101),
        ("phones", "1"),
        ("nothing", "1"),
    ],
)
def test_refuses_what_it_cannot_read_and_names_the_field(draft: Draft, field: str, raw: str) -> None:
    with pytest.raises(Refusal) as refused:
        correct(draft, field, raw)
    assert refused.value.field == field
    assert all(refused.value.remedy)


@pytest.mark.parametrize(
    ("field", "raw", "place"),
    [
        ("city", "苏州", ("江苏省", "苏州市", None, "3205")),
        ("city", "盐城东台", ("江苏省", "盐城市", "东台市", "320981")),
        ("district", "吴江", ("江苏省", "苏州市", "吴江区", "320509")),
        ("province", "上海", ("上海市", "上海市", None, "31")),
        ("district", "", ("江苏省", "苏州市", None, "3205")),
        ("city", "", ("江苏省", None, None, "32")),
        ("province", "", (None, None, None, None)),
    ],
)
def test_the_place_follows_as_a_whole(draft: Draft, field: str, raw: str, place: tuple[str | None, ...]) -> None:
    corrected = correct(draft, field, raw)
    assert tuple(corrected.value(key) for key in ("province", "city", "district", "place_code")) == place


def test_a_district_of_many_cities_is_sought_in_the_city_that_is_known(draft: Draft) -> None:
    with pytest.raises(Refusal):
        correct(correct(draft, "province", ""), "district", "鼓楼")
    assert correct(correct(draft, "city", "南京"), "district", "鼓楼").value("place_code") == "320106"


def test_a_hedge_goes_with_the_sum(draft: Draft) -> None:
    assert draft.value("amount_approx") is True
    assert "amount_approx" not in correct(draft, "amount_fen", "8万").readings
    assert correct(draft, "amount_fen", "8万多").value("amount_approx") is True
    assert "amount_approx" not in correct(draft, "amount_fen", "").readings


def test_evidence_and_its_presence_agree(draft: Draft) -> None:
    assert "evidence" not in correct(draft, "has_written_evidence", "没有").readings
    denied = correct(draft, "has_written_evidence", "没有")
    assert correct(denied, "evidence", "收据").value("has_written_evidence") is True


def test_an_emptied_field_is_asked_for_again(draft: Draft) -> None:
    assert "amount_fen" not in [gap.field for gap in gaps(draft)]
    assert gaps(correct(draft, "amount_fen", "  "))[0].field == "amount_fen"


def test_the_first_draft_stays_as_it_was(draft: Draft) -> None:
    before = dict(draft.readings)
    correct(draft, "amount_fen", "9万")
    assert draft.readings == before


def test_every_choice_is_understood_in_both_languages(draft: Draft) -> None:
    for field in fields().values():
        if not field.is_correctable or field.kind not in ("choice", "flag"):
            continue
        for value, words in field.choices.items():
            want = {"yes": True, "no": False}.get(value, value) if field.kind == "flag" else value
            for raw in (value, words.zh, words.en):
                assert correct(draft, field.id, raw).value(field.id) == want, (field.id, raw)


def test_every_correction_shown_as_an_example_is_read(draft: Draft) -> None:
    for field in fields().values():
        if field.is_correctable and field.kind not in ("list",):
            correct(draft, field.id, field.example.zh.split("，或")[0])


def test_every_value_has_words_in_both_languages(draft: Draft) -> None:
    for field, reading in draft.readings.items():
        if fields()[field].is_shown:
            assert all(value_words(fields()[field], reading.value)), field


@pytest.mark.parametrize(
    ("partial", "zh", "en"),
    [
        ("2025", "2025年", "2025"),
        ("2025-06", "2025年6月", "June 2025"),
        ("2025-06-30", "2025年6月30日", "30 June 2025"),
    ],
)
def test_a_day_is_shown_as_exactly_as_it_is_known(partial: str, zh: str, en: str) -> None:
    assert value_words(fields()["due_date"], partial) == (zh, en)
