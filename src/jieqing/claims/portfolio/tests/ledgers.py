"""Ledgers as bookkeepers send them. All invented; numbers can't be dialled."""

from datetime import date

TODAY = date(2026, 11, 22)
HEADER = "客户名称,合同编号,发票号,应收金额,已收金额,约定付款日,联系电话,QQ,业务员"
LINES = (
    "东台市云栖酒店有限公司,HT-1,FP001,96000,30000,2025-06-30,10900001234,33445566,老李",
    "东台市云栖酒店有限公司,HT-1,FP002,24000,0,2025-09-30,10900001234,33445566,老李",
    "吴江芦苇纺织厂,HT-2,FP003,5000.50,0,2024-12-31,,,小王",
    "吴江芦苇纺织厂,,,不详,0,2024-12-31,,,小王",
    "云栖酒店东台店,HT-9,FP009,700,0,2026-01-31,,,=HYPERLINK(1)",
)
TOTAL_FEN = 6_600_000 + 2_400_000 + 500_050 + 70_000


def ledger(*lines: str, header: str = HEADER) -> bytes:
    """A CSV file as GBK, as Excel saves it in China."""
    return "\r\n".join([header, *(lines or LINES), "合计,,,125700.50,30000,,,,"]).encode("gbk")


def many(count: int) -> bytes:
    """A ledger of that many debtors, a line each."""
    return ledger(*(f"虚构客户{n}号商行,HT-{n},FP{n},{1000 + n},0,2025-06-30,,," for n in range(count)))


PAYMENTS = "还款日期,还款金额,还款人,发票号,合同编号\r\n" + "\r\n".join(
    (
        "2026-10-08,6000,东台市云栖酒店有限公司,FP002,",
        "2026-10-09,500.50,吴江芦苇纺织厂,,HT-2",
        "2026-10-10,1,无名氏,,",
    )
)
