"""What the debt is for: people's words for goods, works, services, loans, deposits; and when nothing names it."""

import pytest

from jieqing.claims.intake.readers.kinds import read
from jieqing.claims.intake.text import fold


def kind_of(text: str) -> str | None:
    found = read(fold(text))
    return found["debt_kind"].value if found else None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("海门做家纺的客户欠我面料钱六万二", "trade_receivable"),
        ("养虾老板虾料是从我这拿的，十九万五，写了欠条", "trade_receivable"),
        ("粮贩子收我家稻子，三万八，过年都没给", "trade_receivable"),
        ("我给他发了两车板材，货到了说质量有问题，欠二十一万不给", "trade_receivable"),
        ("欠螺栓款五万二还没结", "trade_receivable"),
        ("给一家医院送桶装水，水票对下来还差四千八", "trade_receivable"),
        ("村里的涵洞是我修的，付过二十一万，还有十五万没给", "construction"),
        ("泥瓦匠的活都是我包的，包工包料二十六万，还差我九万", "construction"),
        ("他家车间的地坪是我做的，剩三万八没给", "construction"),
        ("讲好一天三百五，做了六十八天，给了八千现在躲起来了", "wages"),
        ("厂里押了一个半月工资一直说走流程", "wages"),
        ("租客欠了三个月房租，人联系不上", "rent"),
        ("挖机租给工地用，租金拖着不给", "rent"),
        ("健身房关门了，年卡还有十个月怎么退", "refund"),
        ("付了八万订金三个月没开工，说退钱又不退", "refund"),
        ("做软件的尾款六万一直没付", "service_fee"),
        ("拉货的运费攒了三个月两万九没结", "service_fee"),
        ("老周借了我四万，说卖了稻子就还", "private_loan"),
        ("堂哥拿我五万块钱周转，到现在没还", "private_loan"),
        ("合伙开店我投了十五万，退股的钱一直不给", "investment"),
        ("店转给别人，转让费还差五万没给", "transfer_price"),
        ("我给他担保，银行扣了我九万，现在找他要", "guarantor_recourse"),
        ("被人打伤，答应赔三万只给了五千", "other"),
        ("信用卡欠两万，逾期半年还不上", "other"),
    ],
)
def test_names_the_kind(text: str, kind: str) -> None:
    assert kind_of(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "欠钱不还怎么办，一共两千",  # money, but not what for
        "客户欠钱不给",
        "签了调解书对方不履行，能强制执行吗",
        "请问正规的借条怎么写",
        "你们周末上班吗，我带材料过来",
        "帮我们看一份采购合同，付款改成月结六十天",
        "你们怎么收费，提成几个点",
        "我在县城开小吃店，房租五万，要交什么税",
        "平板被朋友借走了不归还",  # a thing, not money
    ],
)
def test_stays_silent_where_nothing_names_the_debt(text: str) -> None:
    assert kind_of(text) is None


def test_a_deposit_back_is_no_rent_and_goods_back_are_no_sale() -> None:
    assert kind_of("交了一千块房租押金，不租了能要回吗") == "refund"
    assert kind_of("超市买的东西能退货款吗") == "refund"


def test_the_kind_named_beside_the_owing_outweighs_other_money_of_the_story() -> None:
    assert kind_of("他卖螃蟹的，说发了工资就还，问我借了六千块") == "private_loan"
    assert kind_of("老板把工资结了，就是押金不退给我") == "refund"


def test_confidence_falls_where_signs_of_other_kinds_stand_beside() -> None:
    sure = read(fold("公司拖欠工资"))["debt_kind"].confidence
    unsure = read(fold("公司拖欠工资，货款也没结，押金也不退"))["debt_kind"].confidence
    assert sure > unsure
