"""Directory files: what goes out comes back, what is broken is said row by row, what is hostile is refused."""

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from jieqing.agencies.demo import demo_directory
from jieqing.agencies.exchange import tables
from jieqing.agencies.exchange.columns import columns
from jieqing.agencies.exchange.files import read_directory_file
from jieqing.agencies.exchange.guarding import guarded, unguarded
from jieqing.agencies.exchange.offers import read_offer, written
from jieqing.agencies.exchange.reading import read_directory
from jieqing.agencies.exchange.unreadable import Unreadable
from jieqing.agencies.exchange.writing import csv_chunks, xlsx_file
from jieqing.agencies.rules.listing import (
    Custody,
    EvidenceNode,
    FeeOffer,
    Licence,
    LitigationRecord,
    Matter,
    Registration,
)  # fmt: skip
from jieqing.agencies.rules.places import provinces
from jieqing.agencies.rules.validity import is_refused
from jieqing.agencies.tests.factories import listing
from jieqing.kit.refusal import Refusal

ON = date(2026, 11, 22)
JIA = listing(id="jia")
HEADER = [column.name.zh for column in columns()]


def csv_of(*listings, language="zh") -> bytes:
    return b"".join(csv_chunks(listings, language))


def table(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def file_with(**cells: str) -> bytes:
    """A file of one law firm with these cells, by the id of their column."""
    header, row = table(csv_of(JIA))
    places = {column.id: place for place, column in enumerate(columns())}
    for column, cell in cells.items():
        row[places[column]] = cell
    text = io.StringIO()
    csv.writer(text).writerows([header, row])
    return text.getvalue().encode()


def said(data: bytes) -> list[tuple[int, str, str, bool]]:
    """(row, column, rule, refused?) of every problem."""
    return [(x.row, x.column.zh, x.basis, x.is_refused) for x in read_directory(data, ON).problems]


def listings_of(data: bytes):
    read = read_directory(data, ON)
    assert [x for x in read.problems if x.is_refused] == []
    return tuple(x.listing for x in read.taken)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_invented_directory_goes_out_and_comes_back(language):
    assert listings_of(csv_of(*demo_directory(), language=language)) == demo_directory()
    assert listings_of(xlsx_file(demo_directory(), language)) == demo_directory()


text = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=20,
).map(str.strip).filter(bool)  # fmt: skip
note = text.filter(lambda x: not set(x) & set("；;（）()"))
pct = st.decimals(0, 100, places=2)
fen = st.integers(0, 10**13)
days = st.dates(date(1950, 1, 2), date(2999, 12, 31))
counts = st.integers(0, 10**6)
tiers = st.lists(st.integers(1, 10**12), min_size=1, max_size=4, unique=True).flatmap(
    lambda limits: st.tuples(*(st.tuples(st.just(limit), pct) for limit in (*sorted(limits), None)))
)
terms = {
    "base_fen": fen,
    "prepaid": st.booleans(),
    "travel_pct": st.decimals(0, 15, places=1),
    "extras_fen": fen,
    "extras_note": st.just("") | note,
    "separate_contract_with_notice": st.booleans(),
}
offers = st.one_of(
    st.builds(FeeOffer, st.just("success_pct"), pct=pct, **terms),
    st.builds(FeeOffer, st.just("success_tiers"), tiers=tiers, **terms),
    st.builds(FeeOffer, st.just("fixed"), fixed_fen=fen, **terms),
    st.builds(FeeOffer, st.just("hourly"), hourly_fen=fen, hours_expected=counts, **terms),
    st.builds(FeeOffer, st.just("none"), **terms),
)
matters = st.lists(st.sampled_from(get_args(Matter)), min_size=1, unique=True)
facts = st.fixed_dictionaries(
    {
        "id": text,
        "name": text,
        "address": st.just("") | text,
        "named_lawyer": st.none() | text,
        "licences": st.lists(
            st.builds(Licence, st.just("grassroots_practice"), text, st.none() | days), min_size=1, max_size=3
        ),
        "matters": matters,
        "districts": st.lists(st.sampled_from(["32", "3205", "320583", "31", "310115"]), min_size=1, unique=True)
        | st.just(list(provinces())),
        "amount_from_fen": st.integers(0, 10**6),
        "amount_to_fen": st.none() | st.integers(10**6, 10**13),
        "fee_offers": st.lists(offers, min_size=1, max_size=4),
        "similar_closed": st.dictionaries(st.sampled_from(get_args(Matter)), counts),
        "verified_on": st.dictionaries(st.sampled_from(["licences", "registration", "standing"]), days),
        "median_days": st.none() | counts,
        "upheld_complaints": counts,
        "open_places": counts,
        "reply_hours": st.none() | counts,
        "staff": st.none() | counts,
        "practising_since": st.none() | st.integers(1949, 2026),
        "does_enforcement": st.booleans(),
        "is_conflict_checked": st.booleans(),
        "custody": st.sampled_from(get_args(Custody)),
        "evidence_node": st.sampled_from(get_args(EvidenceNode)),
        "litigation_record": st.sampled_from(get_args(LitigationRecord)),
        "registration": st.sampled_from(get_args(Registration)),
    }
)


@settings(max_examples=150, deadline=None)
@given(facts, st.sampled_from(["zh", "en"]))
def test_every_listing_that_may_stand_goes_out_and_comes_back(drawn, language):
    one = listing(**drawn, entity_type="grassroots_legal_service")
    if not is_refused(one, ON):
        assert listings_of(csv_of(one, language=language)) == (one,)
        assert listings_of(xlsx_file([one], language)) == (one,)


@settings(max_examples=300, deadline=None)
@given(offers, st.sampled_from(["zh", "en"]))
def test_every_offer_is_written_and_read_back(offer, language):
    assert read_offer(written(offer, language)) == offer


@pytest.mark.parametrize(
    ("cell", "offer"),
    [
        ("风险代理 12％", FeeOffer("success_pct", pct=Decimal(12))),
        ("固定3000元;预付", FeeOffer("fixed", fixed_fen=300_000, prepaid=True)),
        ("固定 0.3万", FeeOffer("fixed", fixed_fen=300_000)),
        ("Hourly 500 x 10 h", FeeOffer("hourly", hourly_fen=50_000, hours_expected=10)),
        ("不收费", FeeOffer("none")),
        (
            "分段：至100,000元 15%、以上9%",
            FeeOffer("success_tiers", tiers=((10_000_000, Decimal(15)), (None, Decimal(9)))),
        ),
        (
            "success 10%; extras 200 (copies)",
            FeeOffer("success_pct", pct=Decimal(10), extras_fen=20_000, extras_note="copies"),
        ),
    ],
)  # fmt: skip
def test_offers_are_read_as_people_write_them(cell, offer):
    assert read_offer(cell) == offer


@pytest.mark.parametrize(
    "cell", ["", "看情况", "固定", "按回款 x%", "固定 3000元；另加茶水费", "分段 随意", "计时 500元"]
)
def test_an_offer_that_is_not_understood_says_how_to_write_it(cell):
    with pytest.raises(Unreadable) as wrong:
        read_offer(cell)
    assert wrong.value.remedy.zh


@given(st.text())
def test_a_guarded_cell_is_read_back_and_never_runs(cell):
    for is_text_file in (True, False):
        out = guarded(cell, is_text_file=is_text_file)
        assert unguarded(out) == cell
        assert out[:1] not in ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def test_a_formula_goes_out_harmless_and_comes_back_whole():
    hostile = listing(id="=1+1", name="@SUM(A1)", address="+cmd|' /C calc'!A0", named_lawyer="-2+3")
    sheet = load_workbook(io.BytesIO(xlsx_file([hostile], "zh"))).worksheets[0]
    assert "f" not in {cell.data_type for row in sheet for cell in row}
    for row in (table(csv_of(hostile))[1], [cell.value for cell in sheet[2]]):
        assert [cell for cell in row if cell and cell[0] in "=+-@"] == []
    assert listings_of(csv_of(hostile)) == (hostile,)
    assert listings_of(xlsx_file([hostile], "zh")) == (hostile,)


def test_a_long_number_is_kept_from_rounding_in_text_files_alone():
    digits = next(x for x in demo_directory() if x.registration_code.isdigit())
    assert table(csv_of(digits))[1][3] == "'" + digits.registration_code
    sheet = load_workbook(io.BytesIO(xlsx_file([digits], "zh"))).worksheets[0]
    assert sheet["D2"].value == digits.registration_code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_every_usual_encoding_is_read(encoding):
    data = csv_of(*demo_directory()[:40]).decode("utf-8-sig").encode(encoding)
    assert listings_of(data) == demo_directory()[:40]


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_other_delimiters_are_read(delimiter):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(table(csv_of(JIA)))
    assert listings_of(out.getvalue().encode()) == (JIA,)


def test_headers_are_known_by_id_and_in_either_language_in_any_order():
    row = table(csv_of(JIA))[1]
    mixed = [column.id.upper() if n % 3 == 0 else f" {column.name[n % 2]} " for n, column in enumerate(columns())]
    out = io.StringIO()
    csv.writer(out).writerows([mixed[::-1], row[::-1]])
    assert listings_of(out.getvalue().encode()) == (JIA,)


def test_cells_that_a_spreadsheet_has_typed_are_read():
    header, row = table(csv_of(JIA))
    typed: list[Any] = [*row]
    typed[HEADER.index("执照1有效期至（含当日）")] = date(2029, 12, 31)
    typed[HEADER.index("人数")] = 12.0
    typed[HEADER.index("电话")] = 10900009001
    typed[HEADER.index("办理执行")] = True
    book = Workbook()
    for cells in (header, [], typed):
        book.active.append(cells)
    out = io.BytesIO()
    book.save(out)
    assert listings_of(out.getvalue()) == (JIA,)


def test_blank_rows_are_passed_over_and_row_numbers_are_the_spreadsheet_s():
    lines = csv_of(JIA).decode("utf-8-sig").splitlines()
    broken = lines[1].replace("jia", "yi").replace("2029-12-31", "不知道")
    data = "\r\n".join(["", lines[0], ",,,", "", broken]).encode()
    assert said(data) == [(5, "执照1有效期至（含当日）", "", True)]


@pytest.mark.parametrize(
    ("column", "cell", "rule"),
    [
        ("entity_type", "讨债公司", "CN-AG-02"),
        ("entity_type", "调解", "CN-AG-02"),
        ("entity_type", "", ""),
        ("name", "苏州收账律师事务所", "CN-AG-01"),
        ("name", "", ""),
        ("licence_1_through", "2027-02-30", ""),
        ("licence_1_through", "下个月", ""),
        ("licence_1_kind", "驾驶证", ""),
        ("place", "桃花源", ""),
        ("place", "鼓楼区", ""),
        ("districts", "昆山；桃花源", ""),
        ("matters", "赌债", ""),
        ("fee_1", "按回款 120%", ""),
        ("fee_2", "固定 3000元；差旅至多 20%", "JQ-FEE-01"),
        ("fee_3", "面议", ""),
        ("amount_from_yuan", "很多", ""),
        ("amount_to_yuan", "-1", ""),
        ("similar_closed", "货款", ""),
        ("similar_closed", "赌债 3", ""),
        ("median_days", "1.5", ""),
        ("upheld_complaints", "", ""),
        ("open_places", "NaN", ""),
        ("staff", "9" * 40, ""),
        ("does_enforcement", "也许", ""),
        ("custody", "自己保管", ""),
        ("registration", "很好", ""),
        ("verified_on", "美貌 2026-10-01", ""),
        ("registration_code", "319900000000000199", ""),
        ("phone", "无", ""),
    ],
)
def test_a_broken_cell_is_named_by_row_and_column_with_a_remedy(column, cell, rule):
    name = next(c.name.zh for c in columns() if c.id == column)
    read = read_directory(file_with(**{column: cell}), ON)
    refused = [x for x in read.problems if x.is_refused]
    assert (2, name, rule) in [(x.row, x.column.zh, x.basis) for x in refused]
    assert all(x.message.zh and x.message.en and x.remedy.zh and x.remedy.en for x in refused)
    assert read.taken == []
    assert set(read.broken) == {2}


def test_rates_of_a_law_firm_are_dropped_and_reported_those_of_a_mediator_kept():
    data = file_with(mediations_held="100", mediations_agreed="98", mediations_performed="97")
    assert said(data) == [(2, c, "CN-AG-20", False) for c in ("调解受理数", "调解达成数", "协议履行数")]
    assert read_directory(data, ON).taken[0].listing == JIA
    mediator = next(x for x in demo_directory() if x.mediations and x.entity_type == "association_mediation")
    assert listings_of(csv_of(mediator))[0].mediations == mediator.mediations


def test_an_unknown_column_is_ignored_and_said_so_once():
    header, row = table(csv_of(JIA))
    out = io.StringIO()
    csv.writer(out).writerows([[*header, "老板生日"], [*row, "1月1日"]])
    assert said(out.getvalue().encode()) == [(1, "老板生日", "", False)]


def test_a_row_that_repeats_another_is_refused():
    twin = replace(JIA, id="other")
    assert said(csv_of(JIA, JIA)) == [(3, "编号", "", True)]
    assert said(csv_of(JIA, twin)) == [(3, "统一社会信用代码", "", True)]


def test_an_id_that_is_left_out_is_the_same_each_time():
    first, second = (listings_of(file_with(id=""))[0].id for _ in range(2))
    assert first == second != ""


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b" \r\n ", "file_empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "file_not_text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 64, "file_not_text"),
        (b"<html><body>not a table</body></html>", "columns_missing"),
        ("名称,电话\n甲,1".encode(), "columns_missing"),
        (",".join(HEADER).encode(), "file_without_rows"),
        (",".join([*HEADER, "名称"]).encode(), "column_twice"),
        (",".join(HEADER).encode() + b'\n"abc', "file_not_a_table"),
        (b"PK\x03\x04 not an archive", "file_damaged"),
        (b"a" * (tables.MOST_BYTES + 1), "file_too_large"),
        (",".join(HEADER).encode() + b"\n" + b"x" * 3000, "file_too_large"),
        (",".join(HEADER).encode() + b"\n" + b"x," * 300, "file_too_large"),
    ],
)
def test_a_file_that_is_of_no_use_is_refused_with_a_remedy(data, code):
    with pytest.raises(Refusal) as refused:
        read_directory(data, ON)
    assert (refused.value.code, refused.value.field) == (code, "file")
    assert refused.value.remedy.zh


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in parts.items():
            zipped.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


def with_part(name: str, change) -> bytes:
    """A workbook of one agency, one of whose parts is changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx_file([JIA], "zh"))) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            new.writestr(part.filename, change(data) if part.filename == name else data)
    return out.getvalue()


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


TYPES = {"[Content_Types]_xml": b"<Types/>"}
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (lambda: archive(readme=b"hello"), "file_not_a_workbook"),
        (lambda: archive(**TYPES, word__document_xml=b"<x/>"), "file_not_a_workbook"),
        (lambda: archive(**TYPES, xl__workbook_xml=b"<x/>"), "file_damaged"),
        (lambda: archive(**TYPES, xl__a_xml=b"<x>" + b" " * (3 << 20)), "file_too_large"),
        (lambda: archive(**TYPES, **{f"xl__{n}_xml": b"" for n in range(300)}), "file_too_large"),
        (lambda: with_part(SHEET, lambda old: BOMB + old), "file_damaged"),
        (
            lambda: with_part(SHEET, lambda old: b'<?xml version="1.0"?>' + b" " * 5000 + BOMB[21:] + old),
            "file_damaged",
        ),
        (lambda: with_part("xl/workbook.xml", lambda _: "<workbook/>".encode("utf-16")), "file_damaged"),
        (lambda: with_part(SHEET, lambda old: old[: len(old) // 2]), "file_damaged"),
        (lambda: xlsx_file([JIA], "zh")[:2000], "file_damaged"),
    ],
)
def test_a_hostile_or_damaged_workbook_is_refused(data, code, monkeypatch):
    monkeypatch.setattr(tables, "MOST_UNPACKED_BYTES", 2 << 20)
    with pytest.raises(Refusal) as refused:
        read_directory(data(), ON)
    assert refused.value.code == code


@pytest.mark.parametrize("write", [lambda some: csv_of(*some), lambda some: xlsx_file(some, "zh")])
def test_rows_beyond_the_limit_are_refused(monkeypatch, write):
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    assert len(read_directory(write(demo_directory()[:3]), ON).taken) == 3
    with pytest.raises(Refusal) as refused:
        read_directory(write(demo_directory()[:4]), ON)
    assert refused.value.code == "file_too_large"


WORKBOOK, CSV = xlsx_file(demo_directory()[:2], "zh"), csv_of(*demo_directory()[:2])


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_bytes_turned_at_random_give_an_answer_or_a_refusal_never_an_error(data):
    whole = bytearray(data.draw(st.sampled_from([WORKBOOK, CSV])))
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        read_directory(bytes(whole), ON)
    except Refusal as refused:
        assert refused.remedy.zh


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_sheet_whose_xml_is_turned_at_random_gives_an_answer_or_a_refusal(data):
    def turned(old: bytes) -> bytes:
        new = bytearray(old)
        for _ in range(data.draw(st.integers(1, 5))):
            new[data.draw(st.integers(0, len(new) - 1))] = data.draw(st.sampled_from(b"<>\"'/=&;0rtsAZ "))
        return bytes(new)

    part = data.draw(st.sampled_from(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"]))
    try:
        read_directory(with_part(part, turned), ON)
    except Refusal as refused:
        assert refused.field == "file"


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([c.id for c in columns()]), st.text(max_size=60))
def test_any_text_in_any_cell_gives_an_answer_or_a_refusal(column, cell):
    try:
        read_directory(file_with(**{column: cell}), ON)
    except Refusal as refused:
        assert refused.field == "file"


def test_a_file_on_disk_is_read_for_the_command_line(tmp_path):
    path = tmp_path / "directory.csv"
    path.write_bytes(file_with(licence_1_through="2026-01-01"))
    listings, found = read_directory_file(path, ON)
    assert len(listings) == 1
    assert [(x.row, x.is_refused) for x in found] == [(2, False)]
    assert "第 2 行" in found[0].said.zh
    with pytest.raises(Refusal) as refused:
        read_directory_file(tmp_path / "nothing.csv", ON)
    assert refused.value.code == "file_unreadable"
