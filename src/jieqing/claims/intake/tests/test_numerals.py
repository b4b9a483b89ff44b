"""Sums of money as people write them. Each row: the words, the sum in yuan, whether it is hedged."""

from decimal import Decimal

import pytest

from jieqing.claims.intake.readers.numerals import number, sums
from jieqing.claims.intake.text import fold

WRITTEN = [
    ("欠8万", 80000, False),
    ("3万3", 33000, False),
    ("2万零5百", 20500, False),
    ("5万零800", 50800, False),
    ("差两万一工钱", 21000, False),
    ("剩三万七拖了十个月", 37000, False),
    ("九千六百八", 9680, False),
    ("三万零五十", 30050, False),
    ("十七万四，", 174000, False),
    ("7万6千五", 76500, False),
    ("一百零八万", 1080000, False),
    ("6.3w", 63000, False),
    ("20个W", 200000, False),
    ("5k工资", 5000, False),
    ("1个亿", 100000000, False),
    ("一亿两千万", 120000000, False),
    ("共计￥91,280", 91280, False),
    ("２００，０００元", 200000, False),
    ("14480.00元", 14480, False),
    ("柒拾贰万元整", 720000, False),
    ("壹拾壹万肆仟元整", 114000, False),
    ("叁佰元伍角陆分", Decimal("300.56"), False),
    ("人民幣五十六萬二千元", 562000, False),
    ("欠我3500没给", 3500, False),
    ("三十来万", 300000, True),
    ("二百一十多万", 2100000, True),
    ("十几万块", 100000, True),
    ("两三万元", 20000, True),
    ("十二三万", 120000, True),
    ("一万七八", 17000, True),
    ("2-3万", 20000, True),
    ("2、3万元", 20000, True),
    ("1000-5000元", 1000, True),
    ("八千到一万", 8000, True),
    ("近30万余元", 300000, True),
    ("2万块左右", 20000, True),
    ("大概五万", 50000, True),
    ("万把块钱", 10000, True),
]


@pytest.mark.parametrize(("words", "yuan", "is_approx"), WRITTEN)
def test_reads_a_sum_as_written(words: str, yuan: int, is_approx: bool) -> None:
    (found,) = sums(fold(words).plain)
    assert (Decimal(found.fen) / 100, found.is_approx) == (yuan, is_approx)


@pytest.mark.parametrize(
    "words",
    [
        "几十万",
        "好几万",
        "数百万元",
        "两万平方米",
        "一千多人",
        "第133条",
        "2016元旦",
        "一块去",
        "陈某12015年",
        "电话12345678",
        "请求：1、2、3",
    ],
)
def test_takes_for_no_sum_what_is_none(words: str) -> None:
    assert sums(fold(words).plain) == ()


@pytest.mark.parametrize(
    ("words", "yuan"),
    [
        ("借了三万一直不还", 30000),
        ("欠我两万三年了", 20000),
        ("五万两个月没给", 50000),
        ("剩三万五一直没给", 35000),
        ("付了3万余款没付", 30000),
        ("借了5万来周转", 50000),
    ],
)
def test_leaves_the_next_word_its_own_digit(words: str, yuan: int) -> None:
    assert sums(words)[0].fen == yuan * 100


def test_leaves_the_digit_of_an_anonymous_name_out_of_the_sum() -> None:
    (found,) = sums("借给周某138000元")
    assert found.fen == 38000_00


def test_reads_every_sum_of_a_list() -> None:
    assert [each.fen // 100 for each in sums("讲好18万,给了6万,又给3万2,还剩8万8")] == [180000, 60000, 32000, 88000]


@pytest.mark.parametrize(
    ("words", "value"), [("十二", 12), ("半", Decimal("0.5")), ("两三", 2), ("廿五", 25), ("几", None), ("", None)]
)
def test_reads_one_numeral(words: str, value: object) -> None:
    assert number(words) == value


@pytest.mark.parametrize("typed", ["٣٤٥", "๓๔๕", "３４５"], ids=["arabic", "thai", "full-width"])
def test_digits_of_other_scripts_are_read(typed: str) -> None:
    assert [each.fen for each in sums(fold(f"欠我{typed}元").plain)] == [34_500]
