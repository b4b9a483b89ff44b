"""Where the header is and what its columns are."""

from datetime import date

import pytest
from openpyxl import Workbook

from jieqing.claims.portfolio.reading.ledger import propose_mapping
from jieqing.claims.portfolio.reading.tests.ledgers import owed, read, saved, text, wrong, xlsx
from jieqing.kit.refusal import Refusal


def test_finds_the_header_under_titles_and_dates() -> None:
    ledger = read(
        xlsx(
            [
                ["松果(虚构)有限公司 2024年度应收账款明细表"],
                [],
                ["编制单位：松果(虚构)有限公司", None, None, "制表日期：2024-12-31"],
                ["序号", "客户名称", "合同编号", "未收金额", "到期日"],
                [1, "甲一(虚构)公司", "S-1", 100, "2024-05-01"],
            ]
        )
    )
    assert ledger.header_row == 4
    assert owed(ledger) == [(5, "甲一(虚构)公司", "100.00")]


def test_finds_a_header_in_row_thirty() -> None:
    lines = [[f"说明第{n}条：本表由财务部维护"] for n in range(29)]
    ledger = read(xlsx([*lines, ["客户", "欠款金额"], ["乙二(虚构)厂", 5]]))
    assert ledger.header_row == 30
    assert owed(ledger) == [(31, "乙二(虚构)厂", "5.00")]


def test_reads_a_merged_header_of_two_lines() -> None:
    rows = [
        ["客户信息", None, None, "合同", None, "金额(万元)", None, None],
        ["名称", "信用代码", "电话", "编号", "日期", "应收", "已收", "未收"],
        ["丙三(虚构)公司", None, "10900000001", 7.0, "2024-01-02", 2, "0.5", 1.5],
    ]

    def merge(sheet: object) -> None:
        for ref in ("A1:C1", "D1:E1", "F1:H1"):
            sheet.merge_cells(ref)  # type: ignore[attr-defined]

    ledger = read(xlsx(rows, then=merge))
    (row,) = ledger.rows
    assert (row.contract_no, row.contract_on, row.phone) == ("7", date(2024, 1, 2), "10900000001")
    assert (row.receivable_fen, row.received_fen, row.outstanding_fen) == (2_000_000, 500_000, 1_500_000)


def test_reads_two_lines_of_a_csv_without_word_of_merges() -> None:
    ledger = read(
        text(
            [
                ["应收明细", "", "", "", ""],
                ["客户名称", "金额", "", "", "付款期限"],
                ["", "应收", "已收", "余额", ""],
                ["丁四(虚构)店", "1,000.00", "400", "600", "2024-03-01"],
            ]
        ),
        "a.csv",
    )
    assert ledger.header_row == 3
    (row,) = ledger.rows
    assert (row.receivable_fen, row.received_fen, row.outstanding_fen) == (100_000, 40_000, 60_000)
    assert row.due_on == date(2024, 3, 1)


def test_a_third_line_of_units_belongs_to_the_header() -> None:
    ledger = read(
        xlsx([["客户名称", "应收", "未收"], ["", "(万元)", "(元)"], ["甲一(虚构)公司", 1.5, 15000]]),
    )
    assert owed(ledger) == [(3, "甲一(虚构)公司", "15000.00")]
    assert ledger.rows[0].receivable_fen == 1_500_000


@pytest.mark.parametrize(
    "header",
    [
        "客户名称*",
        "客　户　名　称",
        "欠款单位(全称)",
        "购货单位",
        "往来单位名称",
        "Customer Name",
        "债务人名称：",
        "客户\n名称",
    ],
    ids=range(8),
)
def test_knows_the_name_by_many_headers(header: str) -> None:
    assert read(xlsx([[header, "未收余额"], ["甲一(虚构)公司", 1]])).mapping[0] == "debtor_name"


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("截至2024年12月31日未收余额", "outstanding"),
        ("应收账款余额（元）", "outstanding"),
        ("欠款金额（人民币）", "outstanding"),
        ("开票金额", "receivable"),
        ("价税合计", "receivable"),
        ("Balance Due", "outstanding"),
        ("委案金额", "outstanding"),
    ],
    ids=range(7),
)
def test_knows_the_amount_by_many_headers(header: str, field: str) -> None:
    assert read(xlsx([["客户", header], ["甲一(虚构)公司", 1]])).mapping[1] == field


@pytest.mark.parametrize(
    "header", ["最后还款金额", "本月回款金额", "预计收款金额", "应收账款账龄", "信用额度"], ids=range(5)
)
def test_takes_no_other_amount_for_what_was_received(header: str) -> None:
    ledger = read(xlsx([["客户", "应收金额", header], ["甲一(虚构)公司", 100, 30]]))
    assert owed(ledger) == [(2, "甲一(虚构)公司", "100.00")]
    assert ledger.rows[0].received_fen is None


def test_of_two_columns_for_one_field_the_surer_counts() -> None:
    ledger = read(xlsx([["合同金额", "客户", "应收金额", "已收"], [900, "甲一(虚构)公司", 500, 100]]))
    assert owed(ledger) == [(2, "甲一(虚构)公司", "400.00")]


def test_reads_english_headers_as_well() -> None:
    ledger = read(
        xlsx(
            [
                ["Customer", "Contract No.", "Invoice No.", "Amount", "Received", "Outstanding", "Due Date", "Phone"],
                ["Pine (invented) Ltd", "P-1", "0012", "1,200.50", None, None, "1 May 2024", "+86 109 0000 0001"],
            ]
        )
    )
    (row,) = ledger.rows
    assert (row.debtor_name, row.outstanding_fen, row.invoice_no) == ("Pine (invented) Ltd", 120_050, "0012")
    assert (row.due_on, row.phone) == (date(2024, 5, 1), "10900000001")


def test_refuses_lines_without_a_header() -> None:
    with pytest.raises(Refusal) as no:
        read(xlsx([["甲一(虚构)公司", "HT-1", 100.0, "2024-05-01"], ["乙二(虚构)厂", "HT-2", 5, "2024-05-02"]]))
    assert no.value.code == "header_missing"


def test_reads_lines_without_a_known_header_by_the_users_own_mapping() -> None:
    data = xlsx([["谁", "号", "多少"], ["甲一(虚构)公司", "HT-1", 100.0]])
    proposal = propose_mapping(data, "a.xlsx")
    assert not proposal.is_enough
    assert proposal.headers == ("谁", "号", "多少")
    assert proposal.samples == (("甲一(虚构)公司", "HT-1", "100"),)
    ledger = read(data, mapping={0: "debtor_name", 1: "contract_no", 2: "outstanding"})
    assert owed(ledger) == [(2, "甲一(虚构)公司", "100.00")]


def test_the_users_mapping_replaces_what_the_headers_say() -> None:
    data = xlsx([["客户", "合同金额", "已收金额"], ["甲一(虚构)公司", 100.0, 40]])
    assert owed(read(data, mapping={0: "debtor_name", 1: "outstanding"})) == [(2, "甲一(虚构)公司", "100.00")]


@pytest.mark.parametrize(
    "mapping",
    [{0: "debtor_name"}, {0: "debtor_name", 9: "outstanding"}, {0: "debtor_name", 1: "nonsense"}],
    ids=range(3),
)
def test_refuses_a_mapping_that_makes_no_ledger(mapping: dict[int, str]) -> None:
    with pytest.raises(Refusal) as no:
        read(xlsx([["客户", "金额"], ["甲一(虚构)公司", 100.0]]), mapping=mapping)
    assert no.value.code == "mapping_wrong"


def test_reads_the_sheet_of_lines_not_cover_summary_or_what_is_hidden() -> None:
    book = Workbook()
    cover = book.active
    assert cover is not None
    cover.title = "封面"
    cover.append(["应收账款管理"])
    summary = book.create_sheet("汇总分析表")
    for cells in (["客户名称", "未收余额"], ["甲一(虚构)公司", 9], ["乙二(虚构)厂", 9]):
        summary.append(cells)
    lines = book.create_sheet("交易明细表")
    for cells in (["客户名称", "合同号", "应收金额", "已收金额"], ["甲一(虚构)公司", "H-1", 9, 2]):
        lines.append(cells)
    old = book.create_sheet("旧台账")
    for cells in (["客户名称", "合同号", "发票号", "应收金额", "已收金额", "账期"], ["旧(虚构)厂", "H", "1", 9, 2, 30]):
        old.append(cells)
    old.sheet_state = "hidden"
    base = book.create_sheet("基础数据表")
    base.append(["客户编号", "客户名称", "客户地址", "联系人", "联系电话", "信用额度", "备注"])
    ledger = read(saved(book))
    assert ledger.sheet == "交易明细表"
    assert ledger.sheets == ("封面", "汇总分析表", "交易明细表", "旧台账", "基础数据表")
    assert owed(ledger) == [(2, "甲一(虚构)公司", "7.00")]
    assert "other_sheets" in {remark.id for remark in ledger.warnings}
    assert owed(read(saved(book), sheet="汇总分析表"))[0] == (2, "甲一(虚构)公司", "9.00")


def test_refuses_a_sheet_that_is_not_there() -> None:
    with pytest.raises(Refusal) as no:
        read(xlsx([["客户", "金额"]]), sheet="没有")
    assert no.value.code == "sheet_unknown"


def test_a_header_alone_is_a_ledger_of_no_lines() -> None:
    ledger = read(xlsx([["客户", "金额"]]))
    assert ledger.rows == ()
    assert ledger.errors == ()


def test_skips_a_header_that_comes_again_on_each_page() -> None:
    ledger = read(
        xlsx(
            [
                ["客户", "合同号", "金额"],
                ["甲一(虚构)公司", "1", 1],
                ["客户", "合同号", "金额"],
                ["乙二(虚构)厂", "2", 2],
            ]
        )
    )
    assert [row.row for row in ledger.rows] == [2, 4]
    assert wrong(ledger) == []


def test_of_two_sheets_alike_the_first_is_read_and_the_other_named() -> None:
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "2024"
    second = book.create_sheet("2023")
    for sheet, name in ((first, "甲(虚构)厂"), (second, "乙(虚构)厂")):
        sheet.append(["客户", "金额"])
        sheet.append([name, 5])
    second.append(["丙(虚构)厂", 6])
    ledger = read(saved(book))
    assert owed(ledger) == [(2, "甲(虚构)厂", "5.00")]
    assert "2023" in ledger.warnings[0].words.zh


def test_a_summary_of_receivables_is_not_the_ledger() -> None:
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "应收汇总"
    second = book.create_sheet("Sheet2")
    for sheet in (first, second):
        sheet.append(["客户", "金额"])
    first.append(["甲(虚构)厂", 50])
    second.append(["甲(虚构)厂", 5])
    assert read(saved(book)).sheet == "Sheet2"


def test_a_line_of_words_under_the_amounts_belongs_to_the_header() -> None:
    ledger = read(text([["客户", "应收金额", "未收金额"], ["", "含税", "含税"], ["甲(虚构)厂", "5", "4"]]), "a.csv")
    assert ledger.header_row == 2
    assert owed(ledger) == [(3, "甲(虚构)厂", "4.00")]
    assert wrong(ledger) == []


@pytest.mark.parametrize("merges", [("A2:B2", "C2:D2", "F2:G2"), ()], ids=["merged", "alone"])
@pytest.mark.parametrize("heading", ["联系人2", "紧急联系人", "家庭成员"])
def test_a_third_persons_number_under_a_heading_is_never_the_debtors(heading: str, merges: tuple[str, ...]) -> None:
    rows = [
        ["应收台账"],
        ["客户", None, "金额", None, None, heading, None, "收款"],
        ["客户名称", "合同号", "应收", "已收", "约定付款日", "姓名", "电话", "谁去要"],
        ["甲甲（虚构）有限公司", "C-1", 100, 0, "2024-01-01", "王某", "10900000009", "李某"],
    ]
    ledger = read(xlsx(rows, then=lambda sheet: [sheet.merge_cells(each) for each in merges]))
    assert ledger.dropped_columns == [f"{heading}姓名", f"{heading}电话"]
    assert [(row.outstanding_fen, row.phone) for row in ledger.rows] == [(10_000, None)]


def test_a_title_that_speaks_of_friends_drops_nothing() -> None:
    rows = [["朋友欠款登记表"], ["客户名称", "应收", "电话"], ["甲甲（虚构）有限公司", 100, "10900000009"]]
    ledger = read(xlsx(rows))
    assert (ledger.dropped_columns, ledger.rows[0].phone) == ([], "10900000009")
