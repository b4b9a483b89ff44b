"""Lists of payments."""

from datetime import date

from jieqing.claims.portfolio.reading.payments import read_payments
from jieqing.claims.portfolio.reading.result import ReadPayments
from jieqing.claims.portfolio.reading.tests.ledgers import TODAY, text, xlsx


def payments(rows: list[list[object]], **options: object) -> ReadPayments:
    return read_payments(xlsx(rows), "回款.xlsx", on=TODAY, **options)  # type: ignore[arg-type]


def test_reads_payments_as_agencies_write_them() -> None:
    read = payments(
        [
            ["2024年回款明细（单位：元）"],
            ["合同编号", "还款金额", "还款日期", "还款人", "还款方式", "发票号", "是否结清"],
            ["H-1", "1,000.00", "2024-05-01", "甲(虚构)厂", "转账", "0012", "否"],
            [1002.0, 0.5, 45413, "辛某", "微信", None, "是"],
            ["合计", 1000.5],
        ]
    )
    first, second = read.rows
    assert (first.paid_fen, first.paid_on, first.payer, first.method) == (
        100_000,
        date(2024, 5, 1),
        "甲(虚构)厂",
        "转账",
    )
    assert (first.contract_no, first.invoice_no, first.is_settled) == ("H-1", "0012", False)
    assert (second.contract_no, second.paid_fen, second.paid_on, second.is_settled) == (
        "1002",
        50,
        date(2024, 5, 1),
        True,
    )
    assert read.errors == ()
    assert read.skipped_count == 1
    assert sum(row.paid_fen for row in read.rows) == 100_050


def test_reads_what_a_bank_matched() -> None:
    data = text([["客户名称", "CP金额", "CP日期"], ["甲(虚构)厂", "12", "2024.5.1"]], encoding="gbk")
    (row,) = read_payments(data, "cp.csv", on=TODAY).rows
    assert (row.debtor_name, row.paid_fen, row.paid_on) == ("甲(虚构)厂", 1200, date(2024, 5, 1))


def test_errors_keep_a_payment_out() -> None:
    read = payments(
        [
            ["合同编号", "还款金额", "还款日期", "币种"],
            ["1", -5, "2024-05-01", None],
            ["2", "不详", "2024-05-01", None],
            ["3", 5, "2026-11-23", None],
            ["4", 5, None, None],
            ["5", 5, "2024-05-01", "USD"],
            ["6", 0, "2024-05-01", None],
            ["7", 5, "2024-05-01", None],
            ["7", 5, "2024-05-01", None],
        ]
    )
    assert [(error.row, error.field) for error in read.errors] == [
        (2, "paid"),
        (3, "paid"),
        (4, "paid_on"),
        (5, "paid_on"),
        (6, "currency"),
        (7, "paid"),
        (9, "row"),
    ]
    assert [row.row for row in read.rows] == [8]


def test_the_users_mapping_counts() -> None:
    rows: list[list[object]] = [["单号", "钱", "哪天"], ["H-1", 5, "2024-05-01"]]
    (row,) = payments(rows, mapping={0: "contract_no", 1: "paid", 2: "paid_on"}).rows
    assert (row.contract_no, row.paid_fen) == ("H-1", 500)
