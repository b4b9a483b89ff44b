"""Whatever a table holds: it is read or refused, never anything else; and what is read adds up."""

from datetime import date, datetime, time
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from jieqing.claims.portfolio.reading.catalogue import catalogue
from jieqing.claims.portfolio.reading.ledger import propose_mapping, read_ledger
from jieqing.claims.portfolio.reading.payments import read_payments
from jieqing.claims.portfolio.reading.tests.ledgers import TODAY, text, xlsx
from jieqing.kit.refusal import Refusal

WORDS = (
    "甲(虚构)厂 同上 小计 合计 单位:万元 账期30天 一个月 2024-05-01 2024.2.30 "
    "￥１２ 1.8万 (5) - 不详 0 1E400 ١٢ ² ½ 〇 =1+1 客户：甲公司 次月31日 "
    "次月0日 票到0日 九九天 百天 9999年12月31日 二〇二四年十十月一日 99999999 "
    "20241301 24-0-0 月结百天 半天 亿 万 千百 1..2 十元角分 .. ¥ $ nan "
    "Infinity 1_000 0x10 1,000,000,000,000 () (-) 负 --5 亿亿亿亿 "
    "第3页 注：x 1.09E+10 +86 0086 "
)
TEXTS = WORDS.split()
HEADERS = sorted({*catalogue("claims").headers, *catalogue("payments").headers, "联系人2姓名", "QQ", "联系人1关系"})
CELLS: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(TEXTS),
    st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=12),
    st.none(),
    st.integers(-(10**16), 10**16),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(date(1900, 3, 1), date(9999, 12, 31)),
    st.sampled_from([True, 45413, 45413.5, 30, time(1, 2), datetime(2024, 1, 1, 3)]),  # noqa: DTZ001 - as in cells
)
TABLES = st.integers(2, 7).flatmap(
    lambda width: st.tuples(
        st.lists(st.sampled_from(HEADERS), min_size=width - 2, max_size=width - 2).map(lambda h: ["客户", *h, "金额"]),
        st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=6),
    )
)


@settings(max_examples=60, deadline=None)
@given(TABLES)
def test_any_table_is_read_or_refused(table: tuple[list[str], list[list[Any]]]) -> None:
    rows = [table[0], *table[1]]
    plain = text([["" if cell is None else str(cell) for cell in row] for row in rows])
    for data in (plain, xlsx(rows)):
        for read in (_ledger, _payments, _proposal):
            try:
                read(data)
            except Refusal as no:
                assert no.remedy.zh


def _ledger(data: bytes) -> None:
    ledger = read_ledger(data, "a.xlsx", on=TODAY, keep_guarantors=True)
    kept_out = {"debtor_name", "currency", "receivable", "received", "outstanding", "row"}
    out = {error.row for error in ledger.errors if error.field in kept_out}
    assert not out & {row.row for row in ledger.rows}
    assert all(row.outstanding_fen >= 0 and row.debtor_name for row in ledger.rows)
    assert all(len(row.cells) == len(ledger.columns) for row in ledger.rows)
    assert all(error.reason.zh and error.reason.en and error.remedy.zh for error in ledger.errors)


def _payments(data: bytes) -> None:
    payments = read_payments(data, "a.xlsx", on=TODAY)
    assert all(row.paid_fen > 0 and row.paid_on <= TODAY for row in payments.rows)


def _proposal(data: bytes) -> None:
    proposal = propose_mapping(data, "a.xlsx")
    assert set(proposal.mapping) <= set(range(len(proposal.headers)))
