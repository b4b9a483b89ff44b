"""The smallest whole file of each kind, made here byte by byte."""

import io
import struct
import zipfile
import zlib

TYPES = (
    '<Types><Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.{main}"/></Types>'
)


def png() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")


def jpeg() -> bytes:
    return b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xda\0\x08\1\1\0\0\x3f\0\x11\x22\xff\xd9"


def webp() -> bytes:
    body = b"WEBPVP8L" + struct.pack("<I", 6) + b"\x2f\0\0\0\0\0"
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + kind + body


def heic() -> bytes:
    return _box(b"ftyp", b"heic\0\0\0\0mif1heic") + _box(b"meta", bytes(16)) + _box(b"mdat", bytes(8))


def media(*handlers: bytes, brand: bytes = b"M4A ") -> bytes:
    """An ISO media file with a track for each handler (b'soun', b'vide')."""
    tracks = [_box(b"trak", _box(b"mdia", _box(b"hdlr", bytes(8) + kind + bytes(13)))) for kind in handlers]
    head = _box(b"ftyp", brand + b"\0\0\0\0isommp42")
    return head + _box(b"moov", _box(b"mvhd", bytes(8)) + b"".join(tracks)) + _box(b"mdat", bytes(32))


def wav() -> bytes:
    body = b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8) + b"data" + struct.pack("<I", 4) + bytes(4)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def mp3(*, has_tag: bool = False) -> bytes:
    frame = b"\xff\xfb\x90\x00" + bytes(413)  # MPEG-1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes
    return (b"ID3\4\0\0\0\0\0\x0a" + bytes(10) if has_tag else b"") + frame * 3


def pdf() -> bytes:
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"


def package(**parts: str) -> bytes:
    """A ZIP of those parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in parts.items():
            made.writestr(name, body)
    return target.getvalue()


def office(part: str, main: str, **more: str) -> bytes:
    return package(**{"[Content_Types].xml": TYPES.format(part=part, main=main), part: "<x/>", **more})


def docx(**more: str) -> bytes:
    return office("word/document.xml", "wordprocessingml.document.main+xml", **more)


def xlsx(**more: str) -> bytes:
    return office("xl/workbook.xml", "spreadsheetml.sheet.main+xml", **more)


def ofd() -> bytes:
    return package(**{"OFD.xml": "<ofd:OFD/>", "Doc_0/Document.xml": "<x/>"})


EML = (
    b"From: jia@example.org\r\nTo: bing@example.org\r\nSubject: Reminder\r\n"
    b"Date: Mon, 1 Jun 2026 09:00:00 +0800\r\n\r\nHi\r\n"
)
TXT = "丙欠甲货款三万元，约定六月底前付清。\n".encode()
SAMPLES = {
    "pdf": pdf(),
    "png": png(),
    "jpg": jpeg(),
    "webp": webp(),
    "heic": heic(),
    "docx": docx(),
    "xlsx": xlsx(),
    "ofd": ofd(),
    "txt": TXT,
    "csv": "日期,金额\n2026-06-01,30000\n".encode("gbk"),
    "eml": EML,
    "wav": wav(),
    "mp3": mp3(),
    "m4a": media(b"soun"),
    "amr": b"#!AMR\n" + bytes(32),
}
"""By extension."""
