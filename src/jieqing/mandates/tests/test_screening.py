"""Messages beside a card: what identifies is seen in any dress, what doesn't may stand."""

import pytest

from jieqing.mandates.rules.catalogue import found_words
from jieqing.mandates.rules.screening import screened

HOTEL = "东台市恒丰酒店有限公司"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("请打 10900000001", "phone"),
        ("请打１０９－００００－０００１", "phone"),
        ("109 0000 0001", "phone"),
        ("109，0000，0001", "phone"),
        ("幺零九零零零零零零零幺", "phone"),
        ("一〇九 〇〇〇〇 〇〇〇一", "phone"),
        ("10900000001元", "phone"),
        ("(0000) 8800-1234", "phone"),
        ("+86 109 0000 0001", "phone"),
        ("990000199001011234", "identity_number"),
        ("99000019900101123X", "identity_number"),
        ("信用代码 91990000MA000000XX", "identity_number"),
        ("卡号 6222 0200 0000 0000 000", "account_number"),
        ("（2024）苏9908民初1234号已经判了", "case_number"),
        ("写到 bing@example.com", "email"),
        ("写到 bing ＠ example．com", "email"),
        ("加微信 bing_2024", "handle"),
        ("QQ：100000001", "handle"),
        ("见 www.example.com", "link"),
        ("合同号 20240501001", "number"),
        ("盐城某某五金有限公司欠的", "party_name"),
        ("朋友沈某强一直不还", "party_name"),
    ],
)
def test_what_identifies_is_found(text: str, kind: str) -> None:
    assert kind in screened(f"对方有两份合同。{text}。请先看看。")


@pytest.mark.parametrize(
    "text",
    [
        "合同和送货单齐全，2025年6月30日到期，还欠96000元，能不能先谈一次？",
        "分三次付过：2024-03-01 付 1,200,000 元，2024/5/1 付 3 万，以后没付。",
        "微信聊天记录齐全，对账单三份，发票 12 张。",
        "第一、二、三、四、五、六、七期都没有付。",
        "对方是公司，账上有钱，说再等等。",
        "How soon could you start? 1,200,000 yuan, due 2025-06-30, two contracts.",
        "",
        "？",
    ],
)
def test_sums_days_and_plain_words_may_stand(text: str) -> None:
    assert screened(text, [HOTEL, "沈建强"]) == ()


@pytest.mark.parametrize(
    "text",
    [HOTEL, "恒 丰 酒 店", "恆豐那边说下月付", "恒丰说下月付", "东台的恒丰", "沈建强", "沈　建强说下月付", "沈-建-强"],
)
def test_the_debtors_own_name_is_found_in_any_dress(text: str) -> None:
    assert "debtor_name" in screened(f"请问{text}能谈吗", [HOTEL, "沈建强"])


def test_an_agency_is_never_told_whether_it_guessed_the_name() -> None:
    assert screened("是不是恒丰？") == screened("是不是恒通？") == ()


def test_every_kind_has_words() -> None:
    from typing import get_args

    from jieqing.mandates.rules.screening import Kind

    assert set(found_words()) == set(get_args(Kind))
