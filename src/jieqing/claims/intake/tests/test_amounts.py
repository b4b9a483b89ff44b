"""The outstanding principal, chosen among the sums of a text. Rows: the text and the yuan that are claimed."""

import pytest

from jieqing.claims.intake import amounts
from jieqing.claims.intake.text import fold

REMAINDERS = [
    ("讲好18万，给了10万，剩8万", 80000),
    ("货款总共8万5，前后给过三次一共5万，剩三万五一直不给", 35000),
    ("工程款十五万二，已经付了十万，还有五万二的尾款拖了两年", 52000),
    ("合同价150万，付了70%，余款45万", 450000),
    ("他说一共给我8.3万，给了1万，剩下的7.3万写了欠条", 73000),
    ("之前欠十万，去年年底给了四万，现在还有六万没给", 60000),
    ("转让店面8万，首付6万，余下2万没给", 20000),
]
PARTS = [
    ("欠运费6000，付了2000", 4000),
    ("法院判他还我98000，只还了5000", 93000),
    ("两笔借款，一笔10万一笔14万，都没还", 240000),
    ("先借10万，后来又借14万，都没还", 240000),
    ("借他4万5，还了5千利息，本金一直没动", 45000),
    ("欠我7万，其中利息1万，本金6万", 60000),
]
BESIDE_OTHERS = [
    ("注册资金500万的公司欠我30万货款", 300000),
    ("欠我12万，他房子值200万", 120000),
    ("欠了我们150万的货款，法院冻结了他80万", 1500000),
    ("欠5万块钱，起诉费要1050元，律师费要5000，划算吗", 50000),
    ("每吨220元，送了80吨，共计17600元没结", 17600),
    ("朋友借走3万，每月还1000说好的，一次没还", 30000),
    ("房租一个月三千，欠了六个月，一共一万八", 18000),
    ("房租一个月三千，欠了六个月", 18000),
]
NAMED = [
    ("66000的货款打了借条，月息2分", 66000),
    ("运输费共计贰万捌仟元整，发票开了一直没付", 28000),
    ("给他们跑车，运输费共计贰万捌仟元整，发票已开具", 28000),
    ("押金1100不退怎么办", 1100),
    ("装修定金交了一万五，公司跑路了", 15000),
    ("我垫资三万三，客户不认账", 33000),
    ("投资款30万，说好保本，现在不退", 300000),
    ("2021年9月转给她3万3，说是周转几天", 33000),
    ("给他装监控，工料费两万三，说好装完就付，装完不认账", 23000),
]
PLEADINGS = [
    ("原告甲某诉称：被告借款5万元，已还1万元。请求判令被告偿还借款本金4万元及利息3000元，诉讼费由被告承担。", 40000),
    ("原告请求判令被告归还借款30000元。诉讼中变更请求为判令被告归还借款14000元及律师费3000元。", 14000),
    (
        "请求判令：1、被告归还借款本金及利息；2、担保人承担20万元的连带责任。事实：被告向原告借款43万元，至今未还。",
        430000,
    ),
    ("原告诉称，被告借走26000元。请求判令被告归还欠款26000元及利息624元。被告辩称：只借了5000元。", 26000),
]


@pytest.mark.parametrize(("text", "yuan"), [*REMAINDERS, *PARTS, *BESIDE_OTHERS, *NAMED, *PLEADINGS])
def test_chooses_what_is_still_owed(text: str, yuan: int) -> None:
    assert amounts.read(fold(text))["amount_fen"].value == yuan * 100


@pytest.mark.parametrize(
    "text",
    [
        "欠我好几万块钱",
        "想问打官司5万块的标的要多少诉讼费",
        "我想注册个公司，10万注册资本够不够",
        "我年薪20万，一年要交多少税",
        "工伤八级，每月工资5000能赔多少",
        "我们离婚，房子值130万，贷款76万，怎么分",
        "二十一万块钱",
        "公司拖欠两个月工资不发",
    ],
)
def test_leaves_open_what_is_not_said(text: str) -> None:
    assert amounts.read(fold(text)) == {}


def test_marks_a_hedged_sum_as_approximate() -> None:
    found = amounts.read(fold("欠我材料款三十来万"))
    assert (found["amount_fen"].value, found["amount_approx"].value) == (300000_00, True)


def test_shows_every_sum_that_the_answer_was_made_from() -> None:
    text = "欠运费6000，付了2000"
    assert [text[s.start : s.end] for s in amounts.read(fold(text))["amount_fen"].spans] == ["6000", "2000"]
