"""Office papers that are ZIP packages (DOCX, XLSX, OFD): inspected from their directory, never unpacked.

Bounded: the size of the directory is read before the directory is. Of the contents only `[Content_Types].xml` is read,
up to a bound. Sources: PKWARE APPNOTE 4.3.16; ECMA-376 part 2 (packages); GB/T 33190-2016 7.1 (OFD.xml).
"""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass

MOST_ENTRIES = 5_000
MOST_DIRECTORY_BYTES = 1_000_000
MOST_UNPACKED_BYTES = 500_000_000
MOST_TYPES_BYTES = 1_000_000
_END = struct.Struct("<4sHHHHIIH")
_WORD = b"wordprocessingml.document.main+xml"
_EXCEL = b"spreadsheetml.sheet.main+xml"
_SLIDES = b"presentationml."
_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml")


@dataclass(frozen=True, slots=True)
class ZipEnd:
    """The record at the end of a ZIP file: entries, and where their directory lies."""

    entries: int
    directory_bytes: int
    directory_at: int
    at: int
    is_zip64: bool


def zip_end(data: bytes) -> ZipEnd | None:
    """The end record, where the file ends exactly with one and its directory stands before it; else None.

    A picture or PDF with a ZIP glued behind it has one, too: that is how such a file gives itself away.
    """
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    while at >= 0:
        if at + 22 <= len(data):
            _, _, _, _, entries, size, offset, comment = _END.unpack_from(data, at)
            is_zip64 = data[at - 20 : at - 16] == b"PK\x06\x07" if at >= 20 else False
            if at + 22 + comment == len(data) and (is_zip64 or size <= at):
                return ZipEnd(entries, size, offset, at, is_zip64)
        at = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557), at)
    return None


def kind_of_package(data: bytes) -> str:
    """'docx', 'xlsx', 'ofd', or why not: 'macros', 'slides', 'zip' (another package), 'bomb', 'locked', 'broken'."""
    end = zip_end(data)
    if end is None or not data.startswith(b"PK\x03\x04"):
        return "broken"
    if end.is_zip64 or end.entries > MOST_ENTRIES or end.directory_bytes > MOST_DIRECTORY_BYTES:
        return "bomb"
    if end.directory_at + end.directory_bytes != end.at:  # something stands before it that is not of it
        return "broken"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _kind(package, len(data))
    except (zipfile.BadZipFile, zlib.error, EOFError, UnicodeDecodeError, NotImplementedError, ValueError):
        return "broken"


def _kind(package: zipfile.ZipFile, size: int) -> str:
    entries = package.infolist()
    names = {entry.filename.lower() for entry in entries}
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED_BYTES or len(entries) > MOST_ENTRIES:
        return "bomb"
    if sum(entry.compress_size for entry in entries) > size:  # entries that overlap
        return "bomb"
    if any(entry.flag_bits & 1 for entry in entries):
        return "locked"
    if "ofd.xml" in names:
        return "ofd"
    if "[content_types].xml" not in names:
        return "zip"
    types = _types(package)
    if b"macroEnabled" in types or any(_is_macro(name) for name in names):
        return "macros"
    for mark, kind in ((_WORD, "docx"), (_EXCEL, "xlsx"), (_SLIDES, "slides")):
        if mark in types:
            return kind
    return "zip"


def _types(package: zipfile.ZipFile) -> bytes:
    entry = next(entry for entry in package.infolist() if entry.filename.lower() == "[content_types].xml")
    with package.open(entry) as part:
        return part.read(MOST_TYPES_BYTES)


def _is_macro(name: str) -> bool:
    return name.endswith(_MACRO_PARTS) or "/macrosheets/" in name or "/activex/" in name
