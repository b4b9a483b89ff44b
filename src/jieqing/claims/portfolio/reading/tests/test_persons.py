"""Columns of third persons and beyond the purpose: what goes, what stays, and for whom."""

import pytest

from jieqing.claims.portfolio.reading.result import Guarantor
from jieqing.claims.portfolio.reading.tests.ledgers import read, xlsx

CONTACTS = [f"联系人{n}{part}" for n in (1, 2, 6) for part in ("姓名", "证件号", "关系", "电话", "地址", "单位")]
HEADER = [
    "个案序列号",
    "委案金额",
    "姓名",
    "证件号",
    "本人手机",
    "QQ",
    "社保号",
    "生日",
    "原催收记录",
    "性别",
    *CONTACTS,
]


def case(relation: str) -> list[object]:
    contact = ["戊某", "990000198001010010", relation, "10900010000", "虚构路9号", "某某店"]
    own = ["1", 5, "辛某", "990000199001010000", 10900000071, "0000", "无", "1990-01-01", "致电其母", "女"]
    return [*own, *contact, *contact, *contact]


def test_drops_contacts_and_what_goes_beyond_the_purpose() -> None:
    ledger = read(xlsx([HEADER, case("配偶")]))
    assert ledger.dropped_columns == ["QQ", "社保号", "生日", "原催收记录", *CONTACTS]
    assert ledger.columns == ("个案序列号", "委案金额", "姓名", "证件号", "本人手机", "性别")
    assert all("戊某" not in str(cell) and "母" not in str(cell) for cell in ledger.rows[0].cells)
    assert ledger.rows[0].debtor_id_no == "990000199001010000"
    assert ledger.rows[0].uscc is None
    assert all(column.why.zh and column.why.en for column in ledger.dropped)


def test_contact_one_stays_if_asked_and_only_where_it_answers_for_the_debt() -> None:
    data = xlsx([HEADER, case("配偶"), case("担保人"), case("共同借款人"), case("同事")])
    assert {row.guarantor for row in read(data).rows} == {None}
    # The four lines differ in a dropped column alone, so they are one line and three duplicates, unless told apart.
    rows = [
        HEADER,
        *(["1", n, *case(relation)[2:]] for n, relation in enumerate(["配偶", "担保人", "共同借款人", "同事"], 1)),
    ]
    kept = read(xlsx(rows), keep_guarantors=True)
    assert [row.guarantor for row in kept.rows] == [
        None,
        Guarantor("戊某", "担保人", "10900010000"),
        Guarantor("戊某", "共同借款人", "10900010000"),
        None,
    ]
    assert [column.header for column in kept.dropped if column.may_keep] == [
        "联系人1姓名",
        "联系人1关系",
        "联系人1电话",
    ]


@pytest.mark.parametrize(
    "header",
    [
        "联系人2姓名",
        "联系人二电话",
        "第二联系人",
        "联系人(3)手机",
        "紧急联系人",
        "紧急联系人电话",
        "配偶姓名",
        "父母电话",
        "同事电话",
        "通讯录",
        "QQ号",
        "微信号",
        "WeChat",
        "社保账号",
        "出生日期",
        "催收记录",
        "婚姻状况",
        "家庭成员",
        "Contact 2 Phone",
        "Date of Birth",
    ],
    ids=range(20),
)
def test_drops_by_many_headers(header: str) -> None:
    assert read(xlsx([["姓名", "欠款金额", header], ["辛某", 5, "x"]])).dropped_columns == [header]


@pytest.mark.parametrize(
    "header",
    [
        "联系人",
        "联系电话",
        "联系人电话",
        "账龄",
        "Age",
        "最近一次催款日及方式",
        "责任人",
        "地址",
        "备注",
        "性别",
        "证件号",
        "户籍地址",
        "逾期天数",
    ],
    ids=range(13),
)
def test_keeps_what_the_debt_needs(header: str) -> None:
    ledger = read(xlsx([["姓名", "欠款金额", header], ["辛某", 5, "10900000071"]]))
    assert ledger.dropped_columns == []
    assert header in ledger.columns


def test_cells_merged_downwards_say_how_many_lines_a_header_has() -> None:
    rows = [
        ["姓名", "欠款金额", "联系人2", None],
        [None, None, "怎么称呼", "怎么找到"],
        ["辛某", 5, "戊某", "虚构路9号"],
    ]

    def merge(sheet: object) -> None:
        for ref in ("A1:A2", "B1:B2", "C1:D1"):
            sheet.merge_cells(ref)  # type: ignore[attr-defined]

    ledger = read(xlsx(rows, then=merge))
    assert ledger.dropped_columns == ["联系人2怎么称呼", "联系人2怎么找到"]
    assert [row.row for row in ledger.rows] == [3]


def test_a_two_line_header_does_not_hide_a_contact_under_a_plain_word() -> None:
    rows = [["姓名", "欠款金额", "联系人2", None], [None, None, "姓名", "电话"], ["辛某", 5, "戊某", "10900010000"]]

    def merge(sheet: object) -> None:
        for ref in ("A1:A2", "B1:B2", "C1:D1"):
            sheet.merge_cells(ref)  # type: ignore[attr-defined]

    ledger = read(xlsx(rows, then=merge))
    assert ledger.dropped_columns == ["联系人2姓名", "联系人2电话"]
    assert ledger.rows[0].debtor_name == "辛某"
    assert ledger.rows[0].phone is None


def test_remarks_on_commission_and_penalties_without_copying_them() -> None:
    ledger = read(xlsx([["姓名", "委案金额", "公司佣金比率", "滞纳金"], ["辛某", 5, "30%", 9]]))
    assert [(remark.column, remark.basis) for remark in ledger.warnings] == [
        ("公司佣金比率", "CN-AG-09"),
        ("滞纳金", "CN-INT-05"),
    ]
    assert ledger.rows[0].outstanding_fen == 500
