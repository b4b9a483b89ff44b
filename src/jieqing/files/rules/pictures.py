"""Pictures, read by their structure: from the first byte to the last, so that nothing else hides behind them.

Sources: PNG 3rd ed. 5 (W3C); ITU-T T.81 annex B (JPEG); RFC 9649 (WebP); ISO/IEC 23008-12 (HEIF brands).
"""

import zlib
from collections.abc import Iterator

from jieqing.files.rules.verdict import Verdict

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"}


def png(data: bytes) -> Verdict:
    """Chunks with right checksums from IHDR to IEND, and nothing after it."""
    if not data.startswith(PNG_SIGNATURE):
        return Verdict.NO
    view, at, kind = memoryview(data), 8, b""
    while kind != b"IEND":
        length = int.from_bytes(view[at : at + 4], "big")
        end = at + 12 + length
        if end > len(data):
            return Verdict.BROKEN
        kind = bytes(view[at + 4 : at + 8])
        if at == 8 and kind != b"IHDR":
            return Verdict.BROKEN
        if zlib.crc32(view[at + 4 : end - 4]) != int.from_bytes(view[end - 4 : end], "big"):
            return Verdict.BROKEN
        at = end
    return Verdict.YES if at == len(data) else Verdict.MORE


def jpeg(data: bytes) -> Verdict:
    """Segments up to the scan, and an end marker. Phones append more after it (motion, depth): that is theirs to do."""
    if not data.startswith(b"\xff\xd8\xff"):
        return Verdict.NO
    at = 2
    while data[at : at + 1] == b"\xff" and at + 4 <= len(data):
        marker = data[at + 1]
        if marker == 0xDA:  # the scan starts
            return Verdict.YES if data.find(b"\xff\xd9", at) > 0 else Verdict.BROKEN
        # Fill bytes, and markers that stand alone, have no length.
        at += 1 if marker == 0xFF else 2 if marker == 0x01 or 0xD0 <= marker <= 0xD7 else 2 + _short(data, at + 2)
    return Verdict.BROKEN


def webp(data: bytes) -> Verdict:
    """A RIFF of form WEBP that is as long as it says, and starts with picture data."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        return Verdict.NO
    if data[12:16] not in (b"VP8 ", b"VP8L", b"VP8X"):
        return Verdict.BROKEN
    says = 8 + int.from_bytes(data[4:8], "little")
    return Verdict.YES if len(data) == says else Verdict.BROKEN if len(data) < says else Verdict.MORE


def heic(data: bytes) -> Verdict:
    """ISO boxes to the last byte, a HEVC picture brand, and the box that describes the pictures."""
    brands = brands_of(data)
    if not brands or not HEIC_BRANDS & set(brands):
        return Verdict.NO
    boxes = [kind for kind, _start, _end in boxes_of(data, 0, len(data))]
    return Verdict.YES if b"meta" in boxes and boxes[-1] != b"" else Verdict.BROKEN


def brands_of(data: bytes) -> list[bytes]:
    """The brands that an ISO base media file (ISO/IEC 14496-12 4.3) names, the major one first; [] for another file."""
    size = int.from_bytes(data[:4], "big")
    if data[4:8] != b"ftyp" or not 16 <= size <= min(len(data), 4096):
        return []
    return [data[8:12], *(data[at : at + 4] for at in range(16, size, 4))]


def boxes_of(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """(kind, start, end of the content) of each box there; kind b'' and an end where one does not fit."""
    while start < end:
        size, header = int.from_bytes(data[start : start + 4], "big"), 8
        if size == 1:
            size, header = int.from_bytes(data[start + 8 : start + 16], "big"), 16
        elif size == 0:  # to the end of the file
            size = end - start
        if size < header or start + size > end:
            yield b"", start, end
            return
        yield data[start + 4 : start + 8], start + header, start + size
        start += size


def _short(data: bytes, at: int) -> int:
    # A length counts itself; a shorter one would not move on.
    return max(2, int.from_bytes(data[at : at + 2], "big"))
