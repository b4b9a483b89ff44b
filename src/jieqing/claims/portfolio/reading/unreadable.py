"""Files that are not read, each with its reason and what to do: empty, too large, encrypted, broken, no ledger."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

MOST_BYTES: Final = 64 * 1024 * 1024
"""A workbook of 200,000 rows has a quarter of this."""
MOST_UNPACKED: Final = 768 * 1024 * 1024
"""What a workbook may unpack to; 200,000 rows of 20 columns have a third of this."""
MOST_CELLS: Final = 24_000_000
"""Cells of the rectangle that a sheet spans: the reader keeps them all in memory, the empty ones, too."""

ZIP: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHUNK: Final = 1 << 20
_OTHER_KINDS: Final = {
    b"%PDF": ("PDF", "PDF"),
    b"\x89PNG": ("图片", "a picture"),
    b"\xff\xd8\xff": ("图片", "a picture"),
    b"GIF8": ("图片", "a picture"),
    b"Rar!": ("RAR 压缩包", "a RAR archive"),
    b"7z\xbc\xaf": ("7z 压缩包", "a 7z archive"),
    b"\x1f\x8b": ("gzip 压缩包", "a gzip archive"),
    b"MZ": ("程序", "a program"),
    b"\x7fELF": ("程序", "a program"),
}
# A literal first byte makes these ten times as fast as a class of quotes.
_FAR_DOWN: Final = tuple(re.compile(mark + rb"[A-Za-z]{1,3}(\d{6,8})" + mark) for mark in (b'"', b"'"))
_FAR_RIGHT: Final = tuple(re.compile(mark + rb"([A-Za-z]{2,3})\d{1,8}" + mark) for mark in (b'"', b"'"))
_BIFF_START: Final = re.compile(rb"\x09\x08[\x08\x10]\x00\x00[\x05\x06]\x05\x00")


def refuse(code: str) -> Refusal:
    """The refusal of a whole file; its words stand here, so that all doors say the same."""
    message, remedy = _REFUSALS[code]
    return Refusal(code, message, remedy=remedy, field="file")


_SAVE_AS: Final = Words(
    "用 Excel 或 WPS 打开，另存为 .xlsx 再上传。", "Open it in Excel or WPS, save it as .xlsx and bring it again."
)
_REFUSALS: Final = {
    "file_empty": (
        Words("文件是空的。", "The file is empty."),
        Words("选有内容的台账文件。", "Choose a ledger with rows."),
    ),
    "file_too_large": (
        Words("文件超过 64 MB。", "The file is larger than 64 MB."),
        Words("按年度或客户拆成几个文件，删去图片。", "Split it by year or customer; take pictures out."),
    ),
    "file_bomb": (
        Words("文件解开后大得不合情理，已停止读取。", "The file unpacks beyond all reason; reading was stopped."),
        Words("把有数据的区域复制到新的工作簿里保存。", "Copy the rows into a new workbook and save that."),
    ),
    "file_encrypted": (
        Words("文件有密码。", "The file is protected by a password."),
        Words(
            "在 Excel 或 WPS 里取消密码（文件—信息—保护）后再上传。",
            "Remove the password in Excel or WPS (File, Info, Protect) and bring it again.",
        ),
    ),
    "file_corrupt": (Words("文件坏了，读不出来。", "The file is broken and can't be read."), _SAVE_AS),
    "file_not_a_ledger": (
        Words("这不是表格文件。", "This is not a table."),
        Words("给 .xlsx、.xls、.csv、.ods 或 .et 文件。", "Bring a file .xlsx, .xls, .csv, .ods or .et."),
    ),
    "file_zip": (
        Words("这是压缩包，不是表格。", "This is an archive, not a table."),
        Words("先解压，把里面的表格一个一个上传。", "Unpack it first and bring the tables one by one."),
    ),
    "encoding_unknown": (
        Words("认不出文件的文字编码。", "The encoding of the text is unknown."),
        Words("另存为 UTF-8 的 CSV，或 .xlsx。", "Save it as CSV in UTF-8, or as .xlsx."),
    ),
    "header_missing": (
        Words(
            "找不到表头：要有客户名称和金额两列。",
            "There is no header: a column for the customer and one for the amount are needed.",
        ),
        Words(
            "在第一行写上列名，例如 客户名称、合同编号、应收金额、已收金额、约定付款日。",
            "Name the columns in the first row, for example: customer name, contract no, receivable, due date.",
        ),
    ),
    "sheet_unknown": (
        Words("文件里没有这个工作表。", "The file has no such sheet."),
        Words("从文件里的工作表中选一个。", "Choose one of the sheets of the file."),
    ),
    "mapping_wrong": (
        Words(
            "列的对应不对：要有一列欠款人和一列金额，列号要在表内。",
            "The mapping does not fit: it needs a debtor, an amount, and columns of the sheet.",
        ),
        Words("重新选列。", "Choose the columns anew."),
    ),
}


def refuse_other_kinds(data: bytes) -> None:
    """Raises Refusal for what is no table by its first bytes: empty, too large, a PDF, a picture, an archive."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise refuse("file_empty")
    if len(data) > MOST_BYTES:
        raise refuse("file_too_large")
    for start, (zh, en) in _OTHER_KINDS.items():
        if data.startswith(start):
            _, remedy = _REFUSALS["file_not_a_ledger"]
            words = Words(f"这是{zh}，不是表格。", f"This is {en}, not a table.")
            raise Refusal("file_not_a_ledger", words, remedy=remedy, field="file")


def check_zip(data: bytes) -> frozenset[str]:
    """Raises Refusal for a packed workbook that is broken, encrypted, no workbook, or a bomb.

    What an entry says of its size is not believed: it is unpacked and counted, and the sheets' corners are looked at.
    Gives the names of the sheets' parts that hold formulas.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise refuse("file_corrupt") from None
    names = {entry.filename.replace("\\", "/").lower() for entry in entries}
    if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        raise refuse("file_not_a_ledger" if "[content_types].xml" in names else "file_zip")
    if any(entry.flag_bits & 1 for entry in entries):
        raise refuse("file_encrypted")
    left = MOST_UNPACKED
    with_formulas = set()
    for entry in entries:
        size, has_formulas = _unpacked_size(data, entry, left)
        left -= size
        if has_formulas:
            with_formulas.add(entry.filename)
    return frozenset(with_formulas)


def check_ole(data: bytes) -> None:
    """Raises Refusal for an encrypted workbook, or for an OLE file that is none (a Word document)."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise refuse("file_encrypted")
    if not any(name.encode("utf-16-le") + b"\0\0" in data for name in ("Workbook", "Book", "WORKBOOK", "BOOK")):
        raise refuse("file_not_a_ledger")
    start = _BIFF_START.search(data)
    if start and _has_password(data, start.start()):
        raise refuse("file_encrypted")


def _has_password(data: bytes, at: int) -> bool:
    """Whether FILEPASS (0x2F) stands among the first records ([MS-XLS] 2.1.7.20.3: it follows WriteProtect)."""
    for _ in range(6):
        kind, size = int.from_bytes(data[at : at + 2], "little"), int.from_bytes(data[at + 2 : at + 4], "little")
        if kind == 0x2F:
            return True
        at += 4 + size
    return False


def _unpacked_size(data: bytes, entry: zipfile.ZipInfo, left: int) -> tuple[int, bool]:
    """Bytes that the entry really unpacks to, and whether a sheet holds formulas; raises Refusal beyond `left`."""
    size, corner = 0, _Corner()
    is_sheet = entry.filename.lower().startswith("xl/worksheets/")
    for chunk in unpacked(data, entry):
        size += len(chunk)
        if size > left:
            raise refuse("file_bomb")
        if is_sheet:
            corner.see(chunk)
    return size, corner.has_formulas


def unpacked(data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The entry's bytes in pieces of at most a megabyte; raises Refusal where they are broken."""
    head = data[entry.header_offset : entry.header_offset + 30]
    start = entry.header_offset + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    feed = data[start : start + entry.compress_size]
    if not head.startswith(ZIP) or len(feed) < entry.compress_size:
        raise refuse("file_corrupt")
    if entry.compress_type == zipfile.ZIP_STORED:
        yield feed
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise refuse("file_corrupt")
    inflater = zlib.decompressobj(-15)
    try:
        while not inflater.eof:
            chunk = inflater.decompress(feed, _CHUNK)
            feed = inflater.unconsumed_tail
            if not chunk and not feed:
                raise refuse("file_corrupt")
            yield chunk
    except zlib.error:
        raise refuse("file_corrupt") from None


class _Corner:
    """The furthest row and column that a sheet's cells name; a cell at XFD1048576 would fill the memory."""

    def __init__(self) -> None:
        self._tail = b""
        self._rows, self._columns = 99_999, 26
        self.has_formulas = False

    def see(self, chunk: bytes) -> None:
        text = self._tail + chunk
        self._tail = text[-16:]
        self.has_formulas = self.has_formulas or b"<f>" in text or b"<f " in text
        for pattern in _FAR_DOWN:
            self._rows = max(self._rows, *map(int, set(pattern.findall(text))), 0)
        for pattern in _FAR_RIGHT:
            self._columns = max(self._columns, *map(_column_number, set(pattern.findall(text))), 0)
        if self._rows * self._columns > MOST_CELLS:
            raise refuse("file_bomb")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
