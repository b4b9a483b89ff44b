"""Interest, penalty, contract number, instalments, payments, telephones."""

from decimal import Decimal

import pytest

from jieqing.claims.intake.readers import rates, terms
from jieqing.claims.intake.text import fold


@pytest.mark.parametrize(
    ("words", "pct"),
    [
        ("月息2分", "24"),
        ("年利1分", "10"),
        ("月利率1.5%", "18"),
        ("利息按照月利率2.5％计算", "30"),
        ("年利率36％", "36"),
        ("月息一分五", "18"),
        ("月息2分4厘", "28.8"),
        ("2分利", "24"),
        ("年息一分二", "12"),
        ("月利率25‰", "30"),
        ("每月以2%计息", "24"),
        ("利息12％／年", "12"),
        ("年利率百分之六", "6"),
        ("年化24%", "24"),
        ("日利率0.05%", "18.25"),
    ],
)
def test_brings_agreed_interest_to_a_year(words: str, pct: str) -> None:
    assert rates.read(fold(words))["interest_pct_year"].value == Decimal(pct)


@pytest.mark.parametrize("words", ["利息3%", "逾期按日万分之五支付违约金", "五分钟前", "利息另算", "还款5%的利润"])
def test_reads_no_interest_where_the_time_is_not_said(words: str) -> None:
    assert "interest_pct_year" not in rates.read(fold(words))


@pytest.mark.parametrize(
    ("words", "pct"),
    [
        ("逾期按日万分之五支付违约金", "0.05"),
        ("每逾期一日按欠款0.1%支付滞纳金", "0.1"),
        ("逾期每日千分之三", "0.3"),
        ("每天按借款总额加收2％的违约金", "2"),
    ],
)
def test_brings_a_penalty_to_a_day(words: str, pct: str) -> None:
    assert rates.read(fold(words))["penalty_pct_day"].value == Decimal(pct)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("合同编号：HT-2025-008，货款没付", "HT-2025-008"),
        ("合同号为（2014）第32号", "（2014）第32号"),
        ("没有编号", None),
    ],
)
def test_reads_a_contract_number_as_typed(words: str, number: str | None) -> None:
    reading = terms.read(fold(words)).get("contract_no")
    assert (reading.value if reading else None) == number


@pytest.mark.parametrize(
    ("words", "masked"),
    [
        ("打我电话109 0000 0001", "109****0001"),
        ("座机0000-1234567", "0000-****567"),
        ("手机１０９００００００２２", "109****0022"),
    ],
)
def test_masks_a_telephone_and_keeps_no_digit_more(words: str, masked: str) -> None:
    reading = terms.read(fold(words))["phones"]
    assert reading.value == (masked,)
    assert len(reading.spans) == 1


def test_reads_instalments_with_their_days() -> None:
    found = terms.read(fold("约定2024年6月30日前支付2万元，2024年12月30日前支付3万元"))
    assert found["instalments"].value == (
        {"amount_fen": 20000_00, "on": "2024-06-30"},
        {"amount_fen": 30000_00, "on": "2024-12-30"},
    )
    assert "payments" not in found


def test_reads_a_monthly_instalment_and_a_number_of_parts() -> None:
    monthly = terms.read(fold("答应每月还2000元"))["instalments"].value
    assert monthly == ({"amount_fen": 2000_00, "every": "month"},)
    assert terms.read(fold("分12期还"))["instalments"].value == ({"amount_fen": None, "count": 12},)


def test_reads_what_was_paid_and_when() -> None:
    found = terms.read(fold("欠我5万，2024年5月还了1万，后来又还了5000"))["payments"].value
    assert found == ({"amount_fen": 10000_00, "on": "2024-05"}, {"amount_fen": 5000_00, "on": None})
