"""Files of every kind: which are read, and which are refused as a whole, with a code and a remedy."""

import io
import struct
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from jieqing.claims.portfolio.reading import unreadable
from jieqing.claims.portfolio.reading.tests.ledgers import compound_file, owed, read, text, wrong, xlsx
from jieqing.kit.refusal import Refusal

ROWS = [
    ["客户名称", "合同号", "未收金额", "到期日"],
    ["甲一(虚构)公司", "H,1", "1,234.50", "2024-05-01"],
    ["乙二(虚构)厂", "", "7", ""],
]
READ = [(2, "甲一(虚构)公司", "1234.50"), (3, "乙二(虚构)厂", "7.00")]
PLAIN = xlsx(ROWS)


def refused(data: bytes, filename: str = "a.xlsx") -> str:
    with pytest.raises(Refusal) as no:
        read(data, filename)
    assert no.value.message.zh
    assert no.value.message.en
    assert no.value.remedy.zh
    assert no.value.remedy.en
    return no.value.code


def rezipped(data: bytes, change: dict[str, bytes | None], *, level: int = 6) -> bytes:
    """The package with entries replaced, added or (None) left out."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as new,
    ):
        for entry in old.namelist():
            if entry not in change:
                new.writestr(entry, old.read(entry))
        for name, body in change.items():
            if body is not None:
                new.writestr(name, body)
    return out.getvalue()


ENCODINGS = ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"], ids=["comma", "tab", "semicolon", "bar"])
def test_reads_text_in_every_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    assert owed(read(text(ROWS, encoding=encoding, delimiter=delimiter), "a.txt")) == READ


def test_reads_a_csv_with_mac_line_ends_and_with_a_hint_of_its_delimiter() -> None:
    plain = "客户名称,未收金额\r甲一(虚构)公司,5\r".encode()
    assert owed(read(plain, "a.csv")) == [(2, "甲一(虚构)公司", "5.00")]
    assert owed(read("sep=;\n客户名称;未收金额\n甲一(虚构)公司;5\n".encode(), "a.csv")) == [
        (3, "甲一(虚构)公司", "5.00")
    ]


def test_the_bytes_say_what_a_file_is_not_its_name() -> None:
    assert owed(read(PLAIN, "台账.csv")) == READ
    assert owed(read(text(ROWS), "台账.xls")) == READ


def test_reads_html_that_calls_itself_xls() -> None:
    html = """<html><head><meta charset="gbk"></head><body><table><tr><td colspan=3>应收明细</td></tr>
    <tr><th rowspan=2>客户名称</th><th colspan=2>金额</th></tr><tr><th>应收</th><th>已收</th></tr>
    <tr><td>甲一(虚构)&amp;公司<td>1,000.00<td>400</tr><tr><td>合计</td><td>1,000.00</td><td>400</td></tr></table></body></html>"""
    ledger = read(html.encode("gbk"), "a.xls")
    assert owed(ledger) == [(4, "甲一(虚构)&公司", "600.00")]
    assert wrong(ledger) == []


def test_reads_xml_spreadsheet_2003() -> None:
    xml = """<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
    xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="台账"><Table>
    <Row><Cell ss:MergeAcross="2"><Data ss:Type="String">应收</Data></Cell></Row>
    <Row ss:Index="3"><Cell><Data ss:Type="String">客户名称</Data></Cell>
    <Cell ss:Index="3"><Data ss:Type="String">未收金额</Data></Cell></Row>
    <Row><Cell><Data ss:Type="String">甲一(虚构)公司</Data></Cell>
    <Cell ss:Index="3"><Data ss:Type="Number">12.5</Data></Cell></Row>
    </Table></Worksheet></Workbook>"""
    ledger = read(xml.encode(), "a.xls")
    assert (ledger.sheet, owed(ledger)) == ("台账", [(4, "甲一(虚构)公司", "12.50")])
    bomb = xml.replace("<Workbook", '<!DOCTYPE x [<!ENTITY a "aaaa">]><Workbook', 1)
    assert refused(bomb.encode()) == "file_bomb"
    assert refused(xml[:-30].encode()) == "file_corrupt"


def test_reads_days_that_excel_shows_as_days_and_those_it_does_not() -> None:
    def format_them(sheet: Worksheet) -> None:
        sheet["C2"].number_format = "yyyy-mm-dd"

    ledger = read(
        xlsx([["客户", "金额", "到期日"], ["甲(虚构)厂", 1, 45413], ["乙(虚构)厂", 1, 45413]], then=format_them)
    )
    assert [str(row.due_on) for row in ledger.rows] == ["2024-05-01", "2024-05-01"]


def test_a_cell_of_nought_shown_as_a_day_is_an_error() -> None:
    def format_them(sheet: Worksheet) -> None:
        sheet["C2"].number_format = "yyyy-mm-dd"
        sheet["C3"].number_format = "yyyy-mm-dd"

    ledger = read(xlsx([["客户", "金额", "到期日"], ["甲(虚构)厂", 1, 0], ["乙(虚构)厂", 1, 31]], then=format_them))
    assert wrong(ledger) == [(2, "due_on"), (3, "due_on")]


def test_reads_a_workbook_with_macros_and_runs_none() -> None:
    ledger = read(rezipped(PLAIN, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(600)}), "a.xlsm")
    assert owed(ledger) == READ
    assert "macros_not_run" in {remark.id for remark in ledger.warnings}


@pytest.mark.parametrize("data", [b"", b"  \r\n", b"\xef\xbb\xbf", b"\xff\xfe", bytes(64)], ids=range(5))
def test_refuses_an_empty_file(data: bytes) -> None:
    assert refused(data) == "file_empty"


def test_refuses_an_empty_workbook() -> None:
    assert refused(xlsx([])) == "header_missing"


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n1 0 obj",
        b"\x89PNG\r\n\x1a\n0000",
        b"\xff\xd8\xff\xe0JFIF",
        b"Rar!\x1a\x07\x01",
        b"7z\xbc\xaf\x27\x1c",
        b"MZ\x90\x00",
    ],
    ids=["pdf", "png", "jpeg", "rar", "7z", "exe"],
)
def test_refuses_what_is_no_table(data: bytes) -> None:
    assert refused(data) == "file_not_a_ledger"


def test_refuses_a_letter_an_archive_and_an_xml_of_another_kind() -> None:
    letter = rezipped(PLAIN, {"xl/workbook.xml": None, "word/document.xml": b"<x/>"})
    assert refused(letter) == "file_not_a_ledger"
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("台账.xlsx", PLAIN)
    assert refused(archive.getvalue()) == "file_zip"
    assert refused(b'<?xml version="1.0"?><note>x</note>') == "file_not_a_ledger"
    assert refused(compound_file(("WordDocument", bytes(5000)))) == "file_not_a_ledger"
    assert refused("各位领导：现将欠款情况汇报如下。".encode()) == "header_missing"


@pytest.mark.parametrize("cut", [30, 200, 2000, -30], ids=["head", "early", "middle", "tail"])
def test_refuses_a_workbook_cut_short(cut: int) -> None:
    assert refused(PLAIN[:cut]) == "file_corrupt"


def test_refuses_a_workbook_with_broken_parts() -> None:
    assert refused(rezipped(PLAIN, {"xl/workbook.xml": b"<workbook"})) == "file_corrupt"
    assert refused(rezipped(PLAIN, {"xl/worksheets/sheet1.xml": b"not xml <"})) in ("file_corrupt", "header_missing")
    place = PLAIN.index(b"xl/worksheets/sheet1.xml") + 60
    assert refused(PLAIN[:place] + bytes(40) + PLAIN[place + 40 :]) == "file_corrupt"


def test_refuses_encrypted_workbooks_new_and_old() -> None:
    new = compound_file(("EncryptionInfo", bytes(5000)), ("EncryptedPackage", b"\x01" * 9000))
    assert refused(new) == "file_encrypted"
    records = struct.pack("<HH", 0x809, 16) + b"\x00\x06\x05\x00" + bytes(12) + struct.pack("<HH", 0x2F, 54) + bytes(54)
    assert refused(compound_file(("Workbook", records)), "a.xls") == "file_encrypted"
    unlocked = struct.pack("<HH", 0x809, 16) + b"\x00\x06\x05\x00" + bytes(12) + struct.pack("<HH", 0x42, 2) + bytes(2)
    assert refused(compound_file(("Workbook", unlocked)), "a.xls") != "file_encrypted"


def test_refuses_a_packed_file_with_a_password() -> None:
    locked = bytearray(PLAIN)
    at = locked.rindex(b"PK\x01\x02")
    locked[at + 8] |= 1
    assert refused(bytes(locked)) == "file_encrypted"


def test_refuses_what_is_too_large_before_it_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unreadable, "MOST_BYTES", len(PLAIN) - 1)
    assert refused(PLAIN) == "file_too_large"
    monkeypatch.setattr(unreadable, "MOST_BYTES", len(PLAIN))
    assert owed(read(PLAIN)) == READ


def test_refuses_a_bomb_by_what_it_unpacks_to_not_by_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unreadable, "MOST_UNPACKED", 20_000_000)
    sheet = b"<worksheet><sheetData>" + b" " * 30_000_000 + b"</sheetData></worksheet>"
    bomb = bytearray(rezipped(PLAIN, {"xl/worksheets/sheet1.xml": sheet}, level=9))
    assert len(bomb) < 100_000
    assert refused(bytes(bomb)) == "file_bomb"
    central = bomb.rindex(b"xl/worksheets/sheet1.xml") - 46
    bomb[central + 24 : central + 28] = struct.pack("<I", 1000)  # a lie about its size
    assert refused(bytes(bomb)) == "file_bomb"


@pytest.mark.parametrize("ref", ["XFD1048576", "A99999999", "ZZ900000", "xfd1048576"], ids=range(4))
def test_refuses_a_cell_so_far_away_that_the_sheet_would_fill_the_memory(ref: str) -> None:
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cells = f"<c r='A1'><v>1</v></c><c r='{ref}'><v>1</v></c>"
    sheet = f'<worksheet xmlns="{name}"><sheetData><row r="1">{cells}</row></sheetData></worksheet>'
    assert refused(rezipped(PLAIN, {"xl/worksheets/sheet1.xml": sheet.encode()})) == "file_bomb"


def test_binary_noise_is_no_text() -> None:
    assert refused(bytes(range(256)) * 20, "a.csv") in ("file_not_a_ledger", "encoding_unknown")


def test_a_quote_that_never_ends_is_a_broken_file_or_an_error_of_its_row() -> None:
    data = '客户名称,未收金额\n甲一(虚构)公司,5\n"乙二,7\n'.encode() + "丙三(虚构)厂,8\n".encode() * 40_000
    assert refused(data, "a.csv") == "file_corrupt"


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_workbook_is_refused_or_read_but_never_crashes(seed: int) -> None:
    data = bytearray(PLAIN)
    for n in range(12):
        data[(seed * 7919 + n * 104_729) % len(data)] ^= (seed * 31 + n * 17) % 255 + 1
    try:
        read(bytes(data))
    except Refusal as no:
        assert no.remedy.zh


def test_a_saved_copy_of_a_ledger_reads_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(PLAIN)
    book: Workbook = load_workbook(path)
    book.save(path)
    assert owed(read(path.read_bytes())) == READ
