"""The user's own columns come back in their order, with ours; no cell can be a formula; 丁 gets nothing."""

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from jieqing.claims.portfolio import exporting
from jieqing.claims.portfolio.tests.ledgers import HEADER, TODAY, ledger
from jieqing.claims.portfolio.tests.test_importing import all_claims, imported
from jieqing.evidence import log
from jieqing.identity.tests.factories import bing, ding, jia, yi
from jieqing.kit.refusal import Refusal

pytestmark = pytest.mark.django_db
HOSTILE = ("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "＝1+1", "'=1", "|calc", "%0A=1")


def table(import_id=None, actor=None):
    return exporting.sheet(actor or jia(), TODAY, "zh", import_id=import_id)


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_own_columns_come_back_in_order_with_ours_behind():
    import_id = imported()
    header, *lines = rows_of(b"".join(exporting.csv_chunks(table(import_id))))
    own = [column for column in HEADER.split(",") if column != "QQ"]
    assert header[: len(own)] == own
    assert header[len(own) :] == [words.zh for words in exporting.OURS]
    assert [line[0] for line in lines] == [
        "东台市云栖酒店有限公司", "东台市云栖酒店有限公司", "吴江芦苇纺织厂", "云栖酒店东台店",
    ]  # fmt: skip
    first, second = lines[0], lines[1]
    at = len(own)
    assert first[at] == second[at] in {str(claim.id) for claim in all_claims(jia())}
    low, high, last_day, left = first[at + 3 : at + 7]
    assert float(high) >= float(low) >= 90_000
    assert int(left) == (date.fromisoformat(last_day) - TODAY).days
    assert second[at + 3 :] == [""] * 5  # each claim's sums count once


@pytest.mark.parametrize("hostile", HOSTILE, ids=[f"hostile{n}" for n in range(len(HOSTILE))])
def test_no_cell_is_a_formula(hostile):
    data = ledger(f'云栖商行,HT-1,F1,10,0,2025-01-01,,,"{hostile}"', header=HEADER.replace("业务员", f'"{hostile}员"'))
    import_id = imported(data)
    header, line = rows_of(b"".join(exporting.csv_chunks(table(import_id))))
    for cell in (header[7], line[7]):
        assert hostile.strip() in cell
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    book = load_workbook(io.BytesIO(exporting.xlsx_file(table(import_id))))
    for row in book.active.iter_rows():
        assert all(cell.data_type in ("s", "n") for cell in row)


def test_every_opening_leaves_an_entry_for_the_export():
    imported()
    b"".join(exporting.csv_chunks(table()))
    for claim in all_claims(jia()):
        codes = {(entry.event, entry.code) for entry in log.entries(jia(), claim.id)}
        assert ("vault.value_opened", "export") in codes


def test_two_ledgers_share_a_table():
    imported()
    imported(ledger("丙戌五金店,A-1,8,500", header="客户名称,合同编号,未收余额,备注甲"))
    header, *lines = rows_of(b"".join(exporting.csv_chunks(table())))
    assert header.count("客户名称") == 1
    assert lines[-1][header.index("备注甲")] == "500"
    assert lines[-1][header.index("未收余额")] == "8"
    assert len(lines) == 5


def test_nothing_to_export_is_a_header_alone():
    assert rows_of(b"".join(exporting.csv_chunks(table()))) == [[words.zh for words in exporting.OURS]]


@pytest.mark.parametrize("who", [ding, yi, bing])
def test_ding_and_others_get_nothing(who):
    import_id = imported()
    with pytest.raises(Refusal):
        table(import_id, who())
    if who is ding:
        assert list(table(None, ding()).lines) == []
