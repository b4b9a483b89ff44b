"""Recordings, read by their structure.

Sources: RIFF/WAVE (Microsoft, IBM 1991); ISO/IEC 11172-3 2.4.2.3 (MP3 frame header); id3.org ID3v2.4 3.1;
ISO/IEC 14496-12 8.4.3 (handler box); RFC 4867 5 (AMR storage format).
"""

from jieqing.files.rules.pictures import boxes_of, brands_of
from jieqing.files.rules.verdict import Verdict

_KBPS = {  # layer III, by version: MPEG-1, then MPEG-2 and 2.5
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_HZ = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_SEARCH_BYTES = 8192  # taggers leave padding before the first frame


def wav(data: bytes) -> Verdict:
    """A RIFF of form WAVE with a format and samples. Recorders that were cut off leave its lengths wrong: no matter."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        return Verdict.NO
    at, has_format = 12, False
    while at + 8 <= len(data):
        kind, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if kind == b"data":
            return Verdict.YES if has_format else Verdict.BROKEN
        has_format |= kind == b"fmt " and size >= 16
        at += 8 + size + size % 2
    return Verdict.BROKEN


def mp3(data: bytes) -> Verdict:
    """Two frames of layer III that follow one another, behind an ID3 tag or not."""
    has_tag = data[:3] == b"ID3"
    start = 10 + _synchsafe(data[6:10]) if has_tag else 0
    if not has_tag and data[:1] != b"\xff":
        return Verdict.NO
    for at in range(start, min(start + _SEARCH_BYTES, len(data) - 4) if has_tag else 1):
        length = _frame_bytes(data, at)
        if length and (at + length == len(data) or _frame_bytes(data, at + length)):
            return Verdict.YES
    return Verdict.BROKEN if has_tag else Verdict.NO


def m4a(data: bytes) -> Verdict:
    """An ISO media file whose tracks are sound alone."""
    handlers = handlers_of(data)
    if not brands_of(data) or b"vide" in handlers:
        return Verdict.NO
    if b"soun" in handlers:
        return Verdict.YES
    return Verdict.BROKEN if brands_of(data)[0] in (b"M4A ", b"M4B ") else Verdict.NO


def amr(data: bytes) -> Verdict:
    """The magic of narrow-band or wide-band AMR, and at least a frame."""
    for magic in (b"#!AMR\n", b"#!AMR-WB\n"):
        if data.startswith(magic):
            return Verdict.YES if len(data) > len(magic) else Verdict.BROKEN
    return Verdict.NO


def handlers_of(data: bytes) -> set[bytes]:
    """The kinds of the tracks of an ISO media file: b'soun', b'vide', ….

    `moov` holds `trak` holds `mdia` holds `hdlr`; its third word names the kind.
    """
    found = set()
    spans = [(0, len(data))] if brands_of(data) else []
    for name in (b"moov", b"trak", b"mdia", b"hdlr"):
        spans = [(start, end) for span in spans for kind, start, end in boxes_of(data, *span) if kind == name]
    for start, end in spans:
        if end - start >= 12:
            found.add(data[start + 8 : start + 12])
    return found


def _frame_bytes(data: bytes, at: int) -> int:
    """The length of the layer III frame that starts there, or 0."""
    if at + 4 > len(data) or data[at] != 0xFF or data[at + 1] & 0xE0 != 0xE0:
        return 0
    version, layer = data[at + 1] >> 3 & 3, data[at + 1] >> 1 & 3
    kbps, hz, padding = data[at + 2] >> 4, data[at + 2] >> 2 & 3, data[at + 2] >> 1 & 1
    if version == 1 or layer != 1 or kbps in (0, 15) or hz == 3:
        return 0
    bits = _KBPS[3 if version == 3 else 2][kbps] * 1000
    return (144 if version == 3 else 72) * bits // _HZ[version][hz] + padding


def _synchsafe(four: bytes) -> int:
    size = 0
    for byte in four:
        size = size << 7 | byte & 0x7F
    return size
