"""Which rows are lines: totals, signatures and notes are not, merged and ditto cells are filled."""

from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from jieqing.claims.portfolio.reading.tests.ledgers import owed, read, text, wrong, xlsx

HEADER = ["客户名称", "合同号", "应收金额", "已收金额", "未收余额", "到期日", "备注"]


def line(name: str | None, contract: object, owed: object, paid: object = None, left: object = None) -> list[Any]:
    return [name, contract, owed, paid, left, "2024-05-01", None]


@pytest.mark.parametrize(
    "label",
    [
        "小计",
        "合计",
        "总 计",
        "合计：",
        "本页合计",
        "共计",
        "累计",
        "甲一(虚构)公司 小计",
        "合计(元)",
        "Total",
        "Grand Total",
        "合计：3户",
        "总计人民币（大写）：壹仟元整",
        "本月合计",
        "★合计★",
    ],
    ids=range(15),
)
def test_a_total_is_neither_row_nor_error(label: str) -> None:
    ledger = read(xlsx([HEADER, line("甲一(虚构)公司", "1", 10, 0, 10), [label, None, 10, 0, 10]]))
    assert owed(ledger) == [(2, "甲一(虚构)公司", "10.00")]
    assert wrong(ledger) == []


def test_a_total_may_stand_in_another_column_or_have_no_label() -> None:
    ledger = read(
        xlsx(
            [
                ["序号", *HEADER],
                [1, *line("甲一(虚构)公司", "1", 10, 0, 10)],
                [2, *line("甲一(虚构)公司", "2", 5, 0, 5)],
                [None, None, "小计", 15, 0, 15],
                [3, *line("乙二(虚构)厂", "3", 1, 0, 1)],
                [None, None, None, 16, 0, 16],
                ["合计", None, None, 16, 0, 16],
            ]
        )
    )
    assert [row.row for row in ledger.rows] == [2, 3, 5]
    assert wrong(ledger) == []


@pytest.mark.parametrize(
    "name", ["总计算机(虚构)服务部", "合计划(虚构)商行", "小计五金(虚构)厂", "统计师(虚构)事务所"], ids=range(4)
)
def test_a_firm_whose_name_begins_like_a_total_is_a_line(name: str) -> None:
    assert owed(read(xlsx([HEADER, line(name, "1", 10, 0, 10)]))) == [(2, name, "10.00")]


@pytest.mark.parametrize("note", ["两批合计", "合计"], ids=range(2))
def test_a_note_about_a_sum_makes_no_total_of_a_line(note: str) -> None:
    rows = [HEADER, ["甲一(虚构)公司", "1", 10, 0, 10, "2024-05-01", note]]
    assert owed(read(xlsx(rows))) == [(2, "甲一(虚构)公司", "10.00")]


def test_a_customers_subtotal_is_known_by_its_name_in_any_column() -> None:
    rows = [["序号", *HEADER], [1, *line("甲一(虚构)公司", "1", 10)], [None, "甲一(虚构)公司小计", None, 10]]
    assert len(read(xlsx(rows)).rows) == 1


def test_blank_rows_signatures_and_notes_are_skipped() -> None:
    ledger = read(
        xlsx(
            [
                HEADER,
                line("甲一(虚构)公司", "1", 10, 0, 10),
                [],
                [" ", "　", None],
                ["制表人：张某", None, "审核：李某", None, "日期：2024-12-31"],
                ["注：以上金额未含税"],
                ["说明：逾期的请尽快催收；如有疑问联系财务。"],
                ["第1页 共3页"],
            ]
        )
    )
    assert owed(ledger) == [(2, "甲一(虚构)公司", "10.00")]
    assert wrong(ledger) == []


def test_a_name_merged_over_several_lines_stands_on_each() -> None:
    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("A2:A4")

    rows = [
        HEADER,
        line("甲一(虚构)公司", "1", 10),
        line(None, "2", 20),
        line(None, "3", 30),
        line("乙二(虚构)厂", "4", 1),
    ]
    assert [name for _, name, _ in owed(read(xlsx(rows, then=merge)))] == ["甲一(虚构)公司"] * 3 + ["乙二(虚构)厂"]


def test_an_amount_merged_over_several_lines_does_not_count_twice() -> None:
    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("C2:C3")

    ledger = read(xlsx([["客户", "合同号", "未收金额"], ["甲一(虚构)公司", "1", 10], [None, "2", None]], then=merge))
    assert owed(ledger) == [(2, "甲一(虚构)公司", "10.00")]
    assert wrong(ledger) == [(3, "outstanding")]


def test_a_customer_named_above_its_lines_stands_on_each() -> None:
    ledger = read(
        xlsx(
            [
                ["客户名称", "合同号", "未收金额"],
                ["客户：甲一(虚构)公司"],
                [None, "1", 10],
                [None, "2", 20],
                ["小计", None, 30],
                ["乙二(虚构)厂"],
                [None, "3", 5],
            ]
        )
    )
    assert owed(ledger) == [
        (3, "甲一(虚构)公司", "10.00"),
        (4, "甲一(虚构)公司", "20.00"),
        (7, "乙二(虚构)厂", "5.00"),
    ]
    assert wrong(ledger) == []


def test_a_line_without_a_name_is_an_error() -> None:
    ledger = read(xlsx([["客户", "合同号", "未收金额"], ["甲一(虚构)公司", "1", 10], [None, "2", 20]]))
    assert wrong(ledger) == [(3, "debtor_name")]


def test_a_name_without_an_amount_is_an_error() -> None:
    ledger = read(xlsx([["客户", "合同号", "未收金额"], ["甲一(虚构)公司", None, None], ["乙二(虚构)厂", "2", 20]]))
    assert wrong(ledger) == [(2, "outstanding")]


@pytest.mark.parametrize("ditto", ["同上", "〃", '"', "″"], ids=range(4))
def test_a_ditto_mark_repeats_the_cell_above(ditto: str) -> None:
    rows = [
        ["客户", "合同号", "未收金额", "到期日"],
        ["甲一(虚构)公司", "H-1", 10, "2024-05-01"],
        [ditto, "H-2", 20, ditto],
    ]
    ledger = read(xlsx(rows))
    assert owed(ledger)[1] == (3, "甲一(虚构)公司", "20.00")
    assert ledger.rows[1].due_on == ledger.rows[0].due_on


def test_a_quoted_newline_starts_no_record_and_a_title_counts() -> None:
    rows = [
        ["应收台账"],
        ["客户名称", "合同号", "未收金额"],
        ["甲一\n(虚构)公司", "H-1", "10"],
        ["乙二(虚构)厂", "H-2", "1,2"],
    ]
    ledger = read(text(rows, encoding="gb18030"), "a.csv")
    assert owed(ledger) == [(3, "甲一(虚构)公司", "10.00")]
    assert wrong(ledger) == [(4, "outstanding")]


def test_the_same_line_twice_is_an_error_naming_the_first() -> None:
    rows = [
        HEADER,
        ["甲一(虚构)公司", "H-1", 10, 0, 10, "2024-05-01"],
        [" 甲一（虚构）公司 ", "H-１ ", "10.00", "", "￥10", 45413],
        ["甲一(虚构)公司", "H-1", 10, 0, 10, "2024-05-02"],
        ["甲一(虚构)公司", "H-2", 10, 0, 10, "2024-05-01"],
    ]
    ledger = read(xlsx(rows))
    assert wrong(ledger) == [(3, "row")]
    assert "2" in ledger.errors[0].reason.zh
    assert [row.row for row in ledger.rows] == [2, 4, 5]


def test_credit_notes_and_overpaid_lines_are_errors_and_never_netted() -> None:
    rows = [
        ["客户", "合同号", "应收金额", "已收金额"],
        ["甲一(虚构)公司", "1", 100, 130],
        ["甲一(虚构)公司", "2", "(50.00)", None],
        ["甲一(虚构)公司", "3", 70, 70],
        ["甲一(虚构)公司", "4", 80, None],
    ]
    ledger = read(xlsx(rows))
    assert wrong(ledger) == [(2, "outstanding"), (3, "outstanding")]
    assert owed(ledger) == [(4, "甲一(虚构)公司", "0.00"), (5, "甲一(虚构)公司", "80.00")]
    assert ledger.rows[1].received_fen == 0
    assert ledger.total_outstanding_fen == 8000


def test_a_name_that_is_a_formula_is_no_name() -> None:
    rows = [["客户", "未收金额"], ['=HYPERLINK("http://x.invalid","甲")', "10"], ["+cmd|calc", "10"], ["@SUM(1)", "10"]]
    assert wrong(read(text(rows), "a.csv")) == [(2, "debtor_name"), (3, "debtor_name"), (4, "debtor_name")]


@pytest.mark.parametrize("name", ["不详", "未知", "-", "12345", "？"], ids=range(5))
def test_a_placeholder_is_no_name(name: str) -> None:
    assert wrong(read(xlsx([["客户", "未收金额"], [name, 10]]))) == [(2, "debtor_name")]


def test_own_cells_are_kept_as_they_were_but_for_dropped_columns() -> None:
    rows = [["客户", "QQ", "未收金额", "到期日", "业务员"], ["甲一(虚构)公司", "0000", 10.5, 45413, "小王"]]
    ledger = read(xlsx(rows))
    assert ledger.columns == ("客户", "未收金额", "到期日", "业务员")
    assert ledger.rows[0].cells == ("甲一(虚构)公司", 10.5, 45413, "小王")


def test_a_formula_whose_value_was_never_computed_is_named() -> None:
    rows = [
        ["客户", "应收金额", "已收金额", "未收余额"],
        ["甲一(虚构)公司", 100, 30, "=B2-C2"],
        ["乙二(虚构)厂", "=10*3", 0, "=B3-C3"],
        ["丙三(虚构)厂", 100, "=1+1", "=B4-C4"],
    ]
    ledger = read(xlsx(rows))
    assert owed(ledger) == [(2, "甲一(虚构)公司", "70.00")]
    assert {error.code for error in ledger.errors} == {"formula_without_value"}
    assert {error.row for error in ledger.errors} == {3, 4}


def test_headings_of_regions_and_who_signs_under_the_total_are_no_lines() -> None:
    rows = [
        ["客户", "合同", "未收金额"],
        ["一、华东地区"],
        ["甲(虚构)厂", "1", 5],
        ["乙(虚构)厂"],
        ["合计", None, 5],
        ["松果(虚构)有限公司"],
        ["2024年12月31日"],
    ]
    ledger = read(xlsx(rows))
    assert owed(ledger) == [(3, "甲(虚构)厂", "5.00")]
    assert wrong(ledger) == [(4, "outstanding")]


def test_a_number_in_a_column_of_days_is_no_term() -> None:
    rows = [["客户", "未收金额", "交货日期", "到期日", "账期"], ["甲(虚构)厂", 5, "2024-01-01", 30, None]]
    ledger = read(xlsx(rows))
    assert wrong(ledger) == [(2, "due_on")]
    assert ledger.errors[0].code == "day_too_early"


def test_reads_the_balance_table_of_an_accounting_program() -> None:
    rows = [
        ["应收账款余额表"],
        ["期间：2024年1期至2024年12期", "", "", "", "", "币别：人民币"],
        ["客户代码", "客户名称", "期初余额", "", "期末余额", ""],
        ["", "", "借方", "贷方", "借方", "贷方"],
        ["001", "甲(虚构)厂", 1, 0, 6, 0],
        ["合计", "", 1, 0, 6, 0],
    ]
    assert owed(read(xlsx(rows))) == [(5, "甲(虚构)厂", "6.00")]


def test_a_due_date_before_its_delivery_is_remarked() -> None:
    ledger = read(xlsx([["客户", "未收金额", "交货日期", "到期日"], ["甲(虚构)厂", 5, "2024-05-01", "2024-04-01"]]))
    assert [(remark.id, remark.row) for remark in ledger.warnings] == [("due_before_start", 2)]


def test_a_balance_that_does_not_follow_from_the_amounts_is_remarked() -> None:
    ledger = read(xlsx([["客户", "应收金额", "已收金额", "余额"], ["甲(虚构)厂", 5, 2, 4]]))
    assert [(remark.id, remark.row) for remark in ledger.warnings] == [("balance_differs", 2)]
    assert ledger.rows[0].outstanding_fen == 400
