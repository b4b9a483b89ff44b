"""Who owes: a boss with and without a house, the writer's own house, the writer who owes, defendants."""

import pytest

from jieqing.claims.intake.tests.told import told


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("老板不给工资", "person"),
        ("我们公司老板拖欠工资两个月", "company"),
        ("在饭店上班，经理说什么也不给结工资", "company"),
        ("包工头欠我工钱，总包公司说钱早付了", "person"),
        ("盛泽的老板娘差我窗帘加工的钱两万六", "person"),
        ("昆山一家做五金冲压的欠我们磨料款", "company"),
        ("我们厂给他送货，他一直不给钱，货款三万", "person"),
        ("我们公司给一家宾馆供布草，货款没结", "company"),
        ("朋友开了个饭店，借我五万不还", "person"),
        ("镇政府的绿化工程是我做的，还有二十二万没给", "government"),
        ("老周借了我四万不还", "person"),
        ("一对夫妻租我房子，房租没交", "person"),
        ("被执行人现在开着修理厂，判了的钱不还", "person"),
        ("我欠招商银行信用卡两万，现在还不起", "person"),
        ("我是欠钱的，开灯具厂，欠供应商三十七万，他起诉我了", "company"),
        ("我在射阳养蟹，欠饲料店五万块钱，他们说要告我，我想先还两万", "person"),
    ],
)
def test_tells_who_owes(text: str, kind: str) -> None:
    assert told(text)["debtor_kind"] == kind


@pytest.mark.parametrize(
    "text",
    [
        "货款尾款一直不给，可以发律师函吗",
        "没签合同，工程干完了不支付工程款",
        "欠钱不还怎么办，一共两千",
        "响水那个欠我配件款两万",
    ],
)
def test_does_not_guess_who_owes(text: str) -> None:
    assert "debtor_kind" not in told(text)


def test_reads_the_defendant_of_a_complaint_by_name_and_marks() -> None:
    person = told("原告：甲某，男，汉族。被告：丙某，女，汉族。\n\n甲某向本院提出诉讼请求：判令丙某归还借款两万元。")
    assert (person["debtor_kind"], person["debtor_name"], person["creditor_name"]) == ("person", "丙某", "甲某")
    company = told("原告甲某，男。被告某某建材有限公司，住所地盐城市亭湖区。\n\n原告诉称，被告欠货款两万元未付。")
    assert (company["debtor_kind"], company["debtor_name"]) == ("company", "某某建材有限公司")


def test_the_worker_is_the_creditor_where_the_employer_sues() -> None:
    head = "原告某某橡胶有限公司，住所地盐城市。被告丙某，男，汉族。"
    text = head + "\n\n原告诉称，不服劳动仲裁，不应支付被告工资差额两万元。"
    assert told(text)["debtor_kind"] == "company"
    assert told(text)["creditor_kind"] == "person"


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("一所学校食堂欠我菜款六万", "public"),
        ("镇政府欠我工程款", "public"),
        ("一家上市公司欠我们货款", "large"),
        ("一家公司欠我货款", None),
    ],
)
def test_gives_a_size_only_where_it_is_said_or_evident(text: str, size: str | None) -> None:
    assert told(text).get("debtor_size") == size


def test_names_are_given_as_written() -> None:
    assert told("昆山某某电子科技有限公司欠我货款")["debtor_name"].endswith("电子科技有限公司")
    assert told("朋友王某借我两万不还")["debtor_name"] == "王某"
    assert "debtor_name" not in told("对方欠我两万不还")
