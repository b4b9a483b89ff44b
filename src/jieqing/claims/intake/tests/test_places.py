"""Whose place it is, and when a word is no place."""

import pytest

from jieqing.claims.intake.readers.places import read
from jieqing.claims.intake.text import fold

JIANGSU = "江苏省"


def place_of(text: str) -> tuple[str | None, ...]:
    found = read(fold(text))
    return tuple(found[key].value if key in found else None for key in ("province", "city", "district"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The debtor's place, not the creditor's.
        ("我是张家港塘桥的小加工厂，给无锡惠山一家电动车厂做冲压件，欠加工费十一万", (JIANGSU, "无锡市", "惠山区")),
        ("我们厂在太仓，如皋一个客户差我们铝材款六万", (JIANGSU, "南通市", "如皋市")),
        ("我是做纸管的在海门，江都一个布厂欠我货款三万", (JIANGSU, "扬州市", "江都区")),
        ("我从淮安到常州打工的，厂里欠我两个月工资", (JIANGSU, "常州市", None)),
        ("我在苏州吴江一家喷水织造厂上班，欠我三个月工资", (JIANGSU, "苏州市", "吴江区")),
        ("姑父借我八万，他现在在宁波慈溪开店", ("浙江省", "宁波市", "慈溪市")),
        # Towns stand for their county; zones are districts of their own.
        ("木渎一家宾馆欠洗涤费七万", (JIANGSU, "苏州市", "吴中区")),
        ("弶港的养虾老板拿我虾料，欠条写了", (JIANGSU, "盐城市", "东台市")),
        ("客户公司在园区，设计费没给", (JIANGSU, "苏州市", "苏州工业园区")),
        ("苏州高新区一家外企超期九十天没付货款", (JIANGSU, "苏州市", "虎丘区")),
        ("盐城开发区的配件厂欠我运费两万", (JIANGSU, "盐城市", "盐城经济技术开发区")),
        # Former names, municipalities, Traditional characters, full width.
        ("大丰市的饲料厂2013年欠我三万货款", (JIANGSU, "盐城市", "大丰区")),
        ("开县的包工头欠我工钱", ("重庆市", "重庆市", "开州区")),
        ("上海松江一家廣告公司欠設計費", ("上海市", "上海市", "松江区")),
        # A holder settles which of several places is meant.
        ("南京鼓楼的饭店欠我肉款", (JIANGSU, "南京市", "鼓楼区")),
        ("徐州鼓楼的饭店欠我肉款", (JIANGSU, "徐州市", "鼓楼区")),
        # The debt's place where the debtor has none.
        ("阜宁法院判的，十一万没拿到", (JIANGSU, "盐城市", "阜宁县")),
    ],
)
def test_finds_the_place_of_the_debtor_else_of_the_debt(text: str, expected: tuple[str | None, ...]) -> None:
    assert place_of(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "公安局说欠钱不归他们管",  # 公安 is a county
        "他为人大方，借了三万不还",  # 大方 is a county
        "东西是通过北京银行转账给他的，两万没还",
        "南京路上的店欠我五千块货款",
        "货款三万，说和平解决又不给",
        "李东方借我两万不还",
        "我是盐城人，朋友借我两万不还",  # the creditor's own place says nothing of the debtor's
        "A市D9县的村委会欠我工程款",
        "鼓楼区的饭店欠我肉款",  # four places bear that name
    ],
)
def test_says_nothing_where_no_place_of_the_debt_is_told(text: str) -> None:
    assert place_of(text) == (None, None, None)


def test_keeps_the_creditors_place_apart() -> None:
    found = read(fold("我是江阴的，射阳一个公司欠我们货款九万"))
    assert (found["place_code"].value, found["creditor_place_code"].value) == ("320924", "320281")


def test_takes_the_defendants_present_address_in_a_complaint() -> None:
    text = (
        "原告甲某，男，汉族，住江苏省太仓市。委托代理人乙某，浙江某某律师事务所律师。"
        "被告丙某，男，汉族，户籍地河南省新蔡县，现住江苏省昆山市。\n\n原告甲某诉称，被告借款三万元未还。"
    )
    assert place_of(text) == (JIANGSU, "苏州市", "昆山市")
    assert read(fold(text))["creditor_place_code"].value == "320585"


def test_shows_where_in_the_typed_text_the_place_stands() -> None:
    typed = "浙江湖州南浔的木業公司欠我膠水錢"
    span = read(fold(typed))["province"].spans[0]
    assert typed[span.start : span.end] == "浙江湖州南浔"
