"""Reading a ZIP from a stranger: strictly laid out, plain files with plain names, within fixed bounds.

Python's own `zipfile` forgives much: it looks for the directory from the end, takes names, sizes and offsets from it
alone, and lets members overlap. Two readers then see two different files. A pack is therefore held to one layout, in
which every byte belongs to exactly one thing: local header and data of each file, one after another from byte 0; the
central directory in the same order and saying the same; the end record; nothing else. No ZIP64, no data descriptors,
no extra fields, no comments, no password; stored or deflated. Source: PKWARE APPNOTE 6.3.10, sections 4.3 and 4.4.
"""

import re
import struct
import zlib
from dataclasses import dataclass

from jieqing_verify.report import wrong

MOST_FILES = 20_000
MOST_BYTES = 256 * 1024 * 1024  # of all files together, unpacked; and of the archive itself
LONGEST_PATH = 160
PATH = re.compile(rb"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_STORED, _DEFLATED = 0, 8
_ENCRYPTED = 0x0001 | 0x0040 | 0x2000
_FREE_FLAGS = 0x0800 | 0x0006  # names in UTF-8; how hard the packer tried
_KIND, _PLAIN_FILE, _DOS_NO_FILE = 0o170000, 0o100000, 0x18


@dataclass(frozen=True, slots=True)
class _Member:
    start: int
    packed_bytes: int
    bytes: int
    crc: int
    method: int


class Zipped:
    """The files of one ZIP by path. Raises Wrong with a code `zip_…`; a file is unpacked only when it is read."""

    def __init__(self, archive: bytes) -> None:
        if len(archive) > MOST_BYTES:
            raise wrong("zip_too_big", limit=MOST_BYTES, files=MOST_FILES)
        self._archive = memoryview(archive)
        self._members = _members(archive)

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(sorted(self._members))

    def __contains__(self, path: str) -> bool:
        return path in self._members

    def size(self, path: str) -> int:
        return self._members[path].bytes

    def read(self, path: str) -> bytes:
        """The file, exactly as large as it says and with its checksum; never more than that is unpacked."""
        member = self._members[path]
        packed = self._archive[member.start : member.start + member.packed_bytes]
        found = bytes(packed) if member.method == _STORED else _inflated(packed, member.bytes)
        if found is None or len(found) != member.bytes or zlib.crc32(found) != member.crc:
            raise wrong("zip_damaged", path=path)
        return found


def _inflated(packed: memoryview, size: int) -> bytes | None:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        found = unpacker.decompress(packed, size + 1)  # one byte more than it may be shows the lie
    except zlib.error:
        return None
    return found if unpacker.eof and not unpacker.unused_data and not unpacker.unconsumed_tail else None


def _members(archive: bytes) -> dict[str, _Member]:
    count, directory = _end(archive)
    members: dict[str, _Member] = {}
    seen: set[str] = set()
    at, next_local, total = directory, 0, 0
    for _ in range(count):
        path, member, at, next_local = _member(archive, at, next_local, len(archive) - _END.size)
        if path.lower() in seen:  # some file systems take a.json and A.json for one
            raise wrong("zip_duplicate", path=path)
        seen.add(path.lower())
        total += member.bytes
        if total > MOST_BYTES:
            raise wrong("zip_too_big", limit=MOST_BYTES, files=MOST_FILES)
        members[path] = member
    if at != len(archive) - _END.size or next_local != directory:
        raise wrong("zip_layout")
    return members


def _end(archive: bytes) -> tuple[int, int]:
    """How many files, and where the central directory begins."""
    if len(archive) < _END.size or b"PK\x05\x06" not in archive:
        raise wrong("zip_not_zip")
    mark, disk, first_disk, here, count, size, offset, comment = _END.unpack_from(archive, len(archive) - _END.size)
    if mark != b"PK\x05\x06" or disk or first_disk or here != count or comment or count == 0xFFFF:
        raise wrong("zip_layout")
    if offset + size + _END.size != len(archive):
        raise wrong("zip_layout")
    if count > MOST_FILES:
        raise wrong("zip_too_big", limit=MOST_BYTES, files=MOST_FILES)
    return count, offset


def _member(archive: bytes, at: int, next_local: int, end: int) -> tuple[str, _Member, int, int]:
    """One file of the central directory, held against its local header; then where the next of each begins."""
    if at + _CENTRAL.size > end:
        raise wrong("zip_layout")
    (
        mark,
        _by,
        needs,
        flags,
        method,
        time,
        date,
        crc,
        packed,
        size,
        name_bytes,
        extra,
        comment,
        disk,
        _inner,
        outer,
        local,
    ) = _CENTRAL.unpack_from(archive, at)
    at += _CENTRAL.size
    name = archive[at : min(at + name_bytes, end)]
    path = _path(name) if mark == b"PK\x01\x02" and len(name) == name_bytes else ""
    if not path:
        raise wrong("zip_layout")
    _refuse_kind(path, flags, method, outer)
    fields = (needs, flags, method, time, date, crc, packed, size, name_bytes, 0)
    start = next_local + _LOCAL.size + name_bytes
    if (
        flags & ~_FREE_FLAGS
        or extra
        or comment
        or disk
        or local != next_local
        or start + packed > end
        or _LOCAL.unpack_from(archive, local) != (b"PK\x03\x04", *fields)
        or archive[start - name_bytes : start] != name
        or (method == _STORED and packed != size)
    ):
        raise wrong("zip_layout")
    return path, _Member(start, packed, size, crc, method), at + name_bytes, start + packed


def _path(name: bytes) -> str:
    if len(name) > LONGEST_PATH or not PATH.fullmatch(name):
        raise wrong("zip_path", path=name.decode("utf-8", "replace"))
    return name.decode("ascii")


def _refuse_kind(path: str, flags: int, method: int, outer: int) -> None:
    if flags & _ENCRYPTED:
        raise wrong("zip_encrypted", path=path)
    if (outer >> 16) & _KIND not in (0, _PLAIN_FILE) or outer & _DOS_NO_FILE:
        raise wrong("zip_link", path=path)
    if method not in (_STORED, _DEFLATED):
        raise wrong("zip_method", path=path)
