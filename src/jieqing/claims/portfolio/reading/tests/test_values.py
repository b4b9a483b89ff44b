"""Single cells: money, days, terms, registration codes, telephone numbers, contract numbers."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieqing.claims.portfolio.reading.amounts import Bad, fen_of
from jieqing.claims.portfolio.reading.days import day_of, plausible
from jieqing.claims.portfolio.reading.identifiers import number_of, phone_of, uscc_of
from jieqing.claims.portfolio.reading.terms import due_of, months_later
from jieqing.claims.portfolio.reading.tests.ledgers import TODAY, USCC, read, text, wrong, xlsx
from jieqing.claims.portfolio.reading.units import unit_in

DELIVERED, INVOICED, SIGNED = date(2024, 1, 31), date(2024, 2, 10), date(2024, 1, 5)
STARTS = {"delivered_on": DELIVERED, "invoiced_on": INVOICED, "contract_on": SIGNED}

AMOUNTS: list[tuple[Any, int, str | None]] = [
    (12.5, 1, "12.50"),
    (4.2, 10_000, "42000.00"),
    (0.555, 10_000, "5550.00"),
    (0.1 + 0.2, 1, "0.30"),
    (2999.9999999999995, 1, "3000.00"),
    (1.005, 1, "1.01"),
    (33.335, 1, "33.34"),
    (7, 1, "7.00"),
    ("￥２，５００．００", 1, "2500.00"),
    ("¥1,234.5元", 1, "1234.50"),
    ("1.8万", 1, "18000.00"),
    ("1.8万", 10_000, "18000.00"),
    ("1.8万元", 1, "18000.00"),
    ("0.02亿", 1, "2000000.00"),
    ("3千元", 1, "3000.00"),
    ("5000元", 10_000, "5000.00"),
    ("4.2", 10_000, "42000.00"),
    ("RMB 1 200.00", 1, "1200.00"),
    ("人民币：300元整", 1, "300.00"),
    ("CNY300", 1, "300.00"),
    ("'1,000.00", 1, "1000.00"),
    ('="1000"', 1, "1000.00"),
    (" 1，000 ", 1, "1000.00"),
    ("(500.00)", 1, "-500.00"),
    ("（500）", 1, "-500.00"),
    ("-500", 1, "-500.00"),
    ("−500", 1, "-500.00"),
    ("－５００", 1, "-500.00"),
    ("500-", 1, "-500.00"),
    ("负500", 1, "-500.00"),
    ("￥-500.00", 1, "-500.00"),
    ("1.2E+05", 1, "120000.00"),
    ("壹万贰仟叁佰元整", 1, "12300.00"),
    ("叁佰元零伍分", 1, "300.05"),
    ("三万五", 1, "35000.00"),
    ("1万2千元", 1, "12000.00"),
    ("", 1, None),
    (None, 1, None),
    ("-", 1, None),
    ("—", 1, None),
    ("无", 1, None),
    (" ", 1, None),
]


@pytest.mark.parametrize(("cell", "unit", "yuan"), AMOUNTS, ids=range(len(AMOUNTS)))
def test_reads_money(cell: Any, unit: int, yuan: str | None) -> None:
    fen = fen_of(cell, unit)
    assert not isinstance(fen, Bad)
    assert (None if fen is None else f"{fen / 100:.2f}") == yuan


NO_MONEY: list[tuple[Any, str]] = [
    ("不详", "amount_unreadable"),
    ("约5000", "amount_unreadable"),
    ("5000左右", "amount_unreadable"),
    ("1.2.3", "amount_unreadable"),
    ("1,23,4", "amount_unreadable"),
    ("12,34", "amount_unreadable"),
    ("1.234,56", "amount_unreadable"),
    ("l000", "amount_unreadable"),
    ("$500", "amount_unreadable"),
    ("500美元", "amount_unreadable"),
    ("50%", "amount_unreadable"),
    ("2024-05-01", "amount_unreadable"),
    (date(2024, 5, 1), "amount_unreadable"),
    (True, "amount_unreadable"),
    ("=1+1", "amount_unreadable"),
    ("#REF!", "amount_unreadable"),
    ("几万", "amount_unreadable"),
    ("1000/2000", "amount_unreadable"),
    (1e15, "amount_absurd"),
    (float("inf"), "amount_absurd"),
    ("99999999999999", "amount_absurd"),
    (2e7, "amount_absurd"),
    ("9e99", "amount_absurd"),
]


@pytest.mark.parametrize(("cell", "code"), NO_MONEY, ids=range(len(NO_MONEY)))
def test_says_what_is_no_money(cell: Any, code: str) -> None:
    fen = fen_of(cell, 10_000 if cell == 2e7 else 1)
    assert isinstance(fen, Bad)
    assert fen.code == code


@given(st.integers(-(10**11), 10**11))
def test_money_written_with_separators_reads_back_to_the_fen(fen: int) -> None:
    yuan, rest = divmod(abs(fen), 100)
    assert fen_of(f"{'-' if fen < 0 else ''}{yuan:,}.{rest:02}") == fen


DAYS: list[tuple[Any, date | None]] = [
    ("2024-05-01", date(2024, 5, 1)),
    ("2024.2.9", date(2024, 2, 9)),
    ("2024/5/1", date(2024, 5, 1)),
    ("2024年5月1日", date(2024, 5, 1)),
    ("２０２４年５月１号", date(2024, 5, 1)),
    ("2024 年 5 月 1 日", date(2024, 5, 1)),
    ("20240501", date(2024, 5, 1)),
    (20240501.0, date(2024, 5, 1)),
    ("24-5-1", date(2024, 5, 1)),
    ("24.5.1", date(2024, 5, 1)),
    ("99/12/31", date(1999, 12, 31)),
    ("240501", date(2024, 5, 1)),
    (45413, date(2024, 5, 1)),
    (45413.0, date(2024, 5, 1)),
    (45413.75, date(2024, 5, 1)),
    ("45413", date(2024, 5, 1)),
    ("'45413", date(2024, 5, 1)),
    ("2024-05-01 00:00:00", date(2024, 5, 1)),
    ("2024-05-01T08:30", date(2024, 5, 1)),
    ("2024-5-1前", date(2024, 5, 1)),
    ("2024年5月1日之前付清", date(2024, 5, 1)),
    ("2024年5月底", date(2024, 5, 31)),
    ("二〇二四年五月十一日", date(2024, 5, 11)),
    ("二零二四年十二月三十一日", date(2024, 12, 31)),
    ("15/06/2024", date(2024, 6, 15)),
    ("5/31/2024", date(2024, 5, 31)),
    ("1-May-2024", date(2024, 5, 1)),
    ("May 1, 2024", date(2024, 5, 1)),
    (date(2024, 5, 1), date(2024, 5, 1)),
    (datetime(2024, 5, 1, 14), date(2024, 5, 1)),  # noqa: DTZ001 - cells have no zone
    ("", None),
    ("-", None),
    ("/", None),
    (None, None),
]


@pytest.mark.parametrize(("cell", "day"), DAYS, ids=range(len(DAYS)))
def test_reads_days(cell: Any, day: date | None) -> None:
    assert day_of(cell) == day


NO_DAYS: list[tuple[Any, str]] = [
    ("待定", "day_unreadable"),
    ("2024-02-30", "day_unreadable"),
    ("2024-13-01", "day_unreadable"),
    ("2024-05-01/2024-06-01", "day_unreadable"),
    ("2024-05-01或2024-06-01", "day_unreadable"),
    ("1900-01-00", "day_too_early"),
    ("1900/1/0", "day_too_early"),
    (0.0, "day_too_early"),
    (44.0, "day_too_early"),
    ("5月1日", "day_partial"),
    ("2024年5月", "day_partial"),
    ("2024", "day_partial"),
    ("202405", "day_partial"),
    ("05/06/2024", "day_ambiguous"),
    (-5.0, "day_unreadable"),
    ("=TODAY()", "day_unreadable"),
]


@pytest.mark.parametrize(("cell", "code"), NO_DAYS, ids=range(len(NO_DAYS)))
def test_says_what_is_no_day(cell: Any, code: str) -> None:
    day = day_of(cell)
    assert isinstance(day, Bad)
    assert day.code == code


@pytest.mark.parametrize(
    ("day", "may_be_ahead", "code"),
    [
        (date(1900, 1, 1), True, "day_too_early"),
        (date(1979, 12, 31), True, "day_too_early"),
        (date(2026, 11, 23), False, "day_in_future"),
        (date(2099, 1, 1), True, "day_too_late"),
        (date(9999, 12, 31), True, "day_too_late"),
    ],
    ids=range(5),
)
def test_a_day_that_cannot_be_is_an_error(day: date, may_be_ahead: bool, code: str) -> None:
    found = plausible(day, TODAY, day, may_be_ahead=may_be_ahead)
    assert isinstance(found, Bad)
    assert found.code == code
    assert plausible(TODAY, TODAY, TODAY, may_be_ahead=False) == TODAY


TERMS: list[tuple[Any, date]] = [
    ("账期30天", date(2024, 3, 1)),
    ("账期90天", date(2024, 4, 30)),
    ("30天", date(2024, 3, 1)),
    ("30", date(2024, 3, 1)),
    (30, date(2024, 3, 1)),
    (30.0, date(2024, 3, 1)),
    ("３０天", date(2024, 3, 1)),
    ("三十天", date(2024, 3, 1)),
    ("0天", DELIVERED),
    ("货到30天", date(2024, 3, 1)),
    ("货到后30天内付款", date(2024, 3, 1)),
    ("验收合格后30日内付清", date(2024, 3, 1)),
    ("交货后30个日历天", date(2024, 3, 1)),
    ("Net 30", date(2024, 3, 1)),
    ("30 days", date(2024, 3, 1)),
    ("货到付款", DELIVERED),
    ("货到即付", DELIVERED),
    ("COD", DELIVERED),
    ("票到30日", date(2024, 3, 11)),
    ("票到30天付款", date(2024, 3, 11)),
    ("收到发票后30日内", date(2024, 3, 11)),
    ("开票后30天", date(2024, 3, 11)),
    ("见票即付", INVOICED),
    ("合同签订后30天", date(2024, 2, 4)),
    ("一个月", date(2024, 2, 29)),
    ("1个月", date(2024, 2, 29)),
    ("两个月", date(2024, 3, 31)),
    ("三个月", date(2024, 4, 30)),
    ("3个月", date(2024, 4, 30)),
    ("账期3个月", date(2024, 4, 30)),
    ("票到一个月", date(2024, 3, 10)),
    ("半年", date(2024, 7, 31)),
    ("一年", date(2025, 1, 31)),
    ("2周", date(2024, 2, 14)),
    ("月结30天", date(2024, 3, 1)),
    ("次月25日", date(2024, 2, 25)),
    ("次月底", date(2024, 2, 29)),
    ("2024/5/1", date(2024, 5, 1)),
    (45413.0, date(2024, 5, 1)),
]


@pytest.mark.parametrize(("cell", "day"), TERMS, ids=range(len(TERMS)))
def test_computes_when_a_term_ends(cell: Any, day: date) -> None:
    assert due_of(cell, STARTS) == day


@pytest.mark.parametrize(
    "cell",
    ["30-60天", "按合同", "滚动结算", "١٢天", "尽快", "面议", "-3天", "9999天", "30天或60天"],
    ids=range(9),
)
def test_says_what_gives_no_due_date(cell: str) -> None:
    assert isinstance(due_of(cell, STARTS), Bad)


def test_a_term_without_its_start_gives_no_due_date() -> None:
    assert due_of("账期30天", {"invoiced_on": INVOICED}) == Bad("term_without_start", "账期30天")
    assert due_of("票到30日", {"delivered_on": DELIVERED}) == Bad("term_without_start", "票到30日")


def test_a_bare_number_is_months_where_the_header_says_so() -> None:
    assert due_of(2, STARTS, unit_months=True) == date(2024, 3, 31)


@given(st.dates(date(1980, 1, 1), date(2080, 1, 1)), st.integers(0, 240))
def test_a_term_in_months_ends_on_the_same_day_or_the_months_last(start: date, months: int) -> None:
    end = months_later(start, months)
    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day == start.day or (end.day < start.day and (end.replace(day=28).month != _next_day(end).month))


def _next_day(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def test_a_registration_code_is_kept_in_upper_case_with_a_right_check_character() -> None:
    assert uscc_of(f" {USCC.lower()} ") == USCC
    assert uscc_of(" ".join(USCC)) == USCC
    assert uscc_of("") is None
    assert uscc_of("无") is None
    flipped = USCC[:-1] + ("0" if USCC[-1] != "0" else "1")
    for bad in (flipped, USCC[:-1], "990000199001010000", "不详", USCC.replace("9", "I", 1)):
        assert isinstance(uscc_of(bad), Bad), bad


PHONES: list[tuple[Any, str | None]] = [
    (10900000071.0, "10900000071"),
    (10900000071, "10900000071"),
    ("109 0000 0071", "10900000071"),
    ("+86 10900000071", "10900000071"),
    ("+86-109-0000-0071", "10900000071"),
    ("8610900000071", "10900000071"),
    ("008610900000071", "10900000071"),
    ("１０９００００００７１", "10900000071"),
    ("'10900000071", "10900000071"),
    ("0512-00000054", "051200000054"),
    ("(0512)00000054", "051200000054"),
    ("86-0512-00000054", "051200000054"),
    ("0512-00000054转801", "051200000054"),
    ("10900000071/10900000072", "10900000071"),
    ("手机：10900000071", "10900000071"),
    ("00000054", "00000054"),
    ("", None),
    ("无", None),
]


@pytest.mark.parametrize(("cell", "digits"), PHONES, ids=range(len(PHONES)))
def test_reads_telephone_numbers(cell: Any, digits: str | None) -> None:
    assert phone_of(cell) == digits


@pytest.mark.parametrize(
    "cell", ["1.09E+10", "1090000007", "109000000711", "不详", "12345", 1.09e9, "abc"], ids=range(7)
)
def test_says_what_is_no_whole_telephone_number(cell: Any) -> None:
    assert isinstance(phone_of(cell), Bad)


def test_contract_numbers_lose_no_zero_and_gain_no_fraction() -> None:
    assert number_of(1001.0) == "1001"
    assert number_of("00123") == "00123"
    assert number_of('="00123"') == "00123"
    assert number_of("'00123") == "00123"
    assert number_of(" ＨＴ－００１ ") == "HT-001"
    assert number_of("-") is None
    assert number_of(123456789012345.0) == "123456789012345"
    for lost in (24312000000012345678.0, "2.4312E+19"):
        assert isinstance(number_of(lost), Bad)


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("单位:万元", 10_000),
        ("金额单位：人民币万元", 10_000),
        ("单位：元", 1),
        ("应收账款明细表（万元）", 10_000),
        ("未收金额(元)", 1),
        ("未收金额/万元", 10_000),
        ("应收（单位：千元）", 1000),
        ("余额（亿元）", 10**8),
        ("单位名称", None),
        ("万元户(虚构)商店", None),
        ("应收金额", None),
    ],
    ids=range(11),
)
def test_knows_the_unit_of_a_title_or_header(title: str, unit: int | None) -> None:
    assert unit_in(title) == unit


def test_the_cell_goes_before_the_header_and_the_header_before_the_title() -> None:
    rows = [
        ["台账（单位：万元）"],
        ["客户", "应收金额(元)", "已收金额", "未收余额"],
        ["甲一(虚构)公司", 30000, 1, "2万"],
        ["乙二(虚构)厂", 30000, "5000元", 2.5],
    ]
    ledger = read(xlsx(rows))
    assert ledger.unit == 10_000
    assert [(row.receivable_fen, row.received_fen, row.outstanding_fen) for row in ledger.rows] == [
        (3_000_000, 1_000_000, 2_000_000),
        (3_000_000, 500_000, 2_500_000),
    ]


def test_errors_in_lesser_fields_keep_the_row_and_leave_them_empty() -> None:
    rows = [
        ["客户", "信用代码", "电话", "未收金额", "到期日"],
        ["甲一(虚构)公司", USCC[:-1] + "0", "1.09E+10", "10", "1900-01-00"],
        ["乙二(虚构)厂", USCC.lower(), "10900000001", "10", "2027-05-01"],
        ["丙三(虚构)店", "", "", "10", "2999-01-01"],
    ]
    ledger = read(text(rows), "a.csv")
    assert wrong(ledger) == [(2, "due_on"), (2, "uscc"), (2, "phone"), (4, "due_on")]
    assert [(row.uscc, row.phone, row.due_on) for row in ledger.rows] == [
        (None, None, None),
        (USCC, "10900000001", date(2027, 5, 1)),
        (None, None, None),
    ]


def test_foreign_money_is_an_error_on_the_currency() -> None:
    rows = [
        ["客户", "币种", "未收金额"],
        ["甲(虚构)厂", "人民币", 1],
        ["乙(虚构)厂", "USD", 2],
        ["丙(虚构)厂", "", 3],
        ["丁(虚构)厂", "rmb", 4],
    ]
    ledger = read(xlsx(rows))
    assert wrong(ledger) == [(3, "currency")]
    assert len(ledger.rows) == 3
    assert wrong(read(xlsx([["客户", "未收金额(美元)"], ["甲(虚构)厂", 1]]))) == [(2, "currency")]


def test_two_due_dates_that_contradict_each_other_are_an_error() -> None:
    rows = [
        ["客户", "未收金额", "交货日期", "约定付款日", "账期"],
        ["甲(虚构)厂", 1, "2024-01-31", "2024-03-01", "30天"],
        ["乙(虚构)厂", 2, "2024-01-31", "2024-03-15", "30天"],
        ["丙(虚构)厂", 3, None, "2024-03-15", "30天"],
        ["丁(虚构)厂", 4, "2024-01-31", None, "30天"],
        ["戊(虚构)厂", 5, None, None, "30天"],
        ["己(虚构)厂", 6, "2031-01-01", None, "30天"],
    ]
    ledger = read(xlsx(rows))
    assert wrong(ledger) == [(3, "due_on"), (6, "due_on"), (7, "due_on")]
    assert [row.due_on for row in ledger.rows] == [
        date(2024, 3, 1),
        None,
        date(2024, 3, 15),
        date(2024, 3, 1),
        None,
        None,
    ]


def test_a_way_of_paying_is_no_due_date_and_no_error() -> None:
    rows = [
        ["客户", "未收金额", "付款方式", "交货日期"],
        ["甲(虚构)厂", 1, "银行转账", "2024-01-31"],
        ["乙(虚构)厂", 1, "货到付款", "2024-01-31"],
    ]
    ledger = read(xlsx(rows))
    assert wrong(ledger) == []
    assert [row.due_on for row in ledger.rows] == [None, date(2024, 1, 31)]


def test_a_past_day_that_cannot_be_is_remarked_where_nothing_rests_on_it() -> None:
    rows = [["客户", "未收金额", "开票日期", "到期日"], ["甲(虚构)厂", 1, "2031-01-01", "2024-05-01"]]
    ledger = read(xlsx(rows))
    assert wrong(ledger) == []
    assert [(remark.row, remark.column) for remark in ledger.warnings] == [(2, "开票日期")]
    assert ledger.rows[0].invoiced_on is None


def test_a_cell_made_to_be_slow_is_read_at_once() -> None:
    slow = [
        "日起" * 5000 + "天",
        "万" * 20_000,
        "9" * 100_000,
        "1" + ",111" * 20_000,
        "二" * 20_000 + "年",
        "共" * 30_000,
    ]
    for cell in slow:
        assert isinstance(fen_of(cell), Bad)
        assert isinstance(due_of(cell, STARTS), Bad)
        assert isinstance(phone_of(cell), Bad)
