"""ZIP archives written octet by octet, so that they can lie in any field. Source: PKWARE APPNOTE 6.3.10."""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

STORED, DEFLATED = 0, 8
PLAIN_FILE = 0o100644 << 16


@dataclass(frozen=True)
class Member:
    """One file. What is None is as it should be; anything else is written as given."""

    name: bytes
    data: bytes
    method: int = DEFLATED
    flags: int = 0
    attributes: int = PLAIN_FILE
    size: int | None = None
    crc: int | None = None
    packed: bytes | None = None
    local_name: bytes | None = None
    local_size: int | None = None
    local_offset: int | None = None
    extra: bytes = b""
    central_extra: bytes = b""
    is_listed: bool = True
    comment: bytes = b""
    before: bytes = b""  # stands between the file before and this one

    @cached_property
    def octets(self) -> bytes:
        if self.packed is not None:
            return self.packed
        if self.method == STORED:
            return self.data
        packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        return packer.compress(self.data) + packer.flush()


def zipped(
    members: Iterable[Member],
    *,
    head: bytes = b"",
    tail: bytes = b"",
    comment: bytes = b"",
    comment_bytes: int | None = None,
    count: int | None = None,
    is_reversed: bool = False,
) -> bytes:
    """An archive of these members; `head` and `tail` are put around it; the rest is what its end record says."""
    body, directory = bytearray(head), []
    for member in members:
        body += member.before
        if member.is_listed:
            directory.append(central(member, len(body)))
        body += local(member) + member.octets
    if is_reversed:
        directory.reverse()
    listed = b"".join(directory)
    number = len(directory) if count is None else count
    said = len(comment) if comment_bytes is None else comment_bytes
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, number, number, len(listed), len(body), said)
    return bytes(body) + listed + end + comment + tail


def _fields(member: Member, size: int | None, name: bytes) -> tuple[int, ...]:
    packed = len(member.octets)
    size = len(member.data) if size is None else size
    crc = zlib.crc32(member.data) if member.crc is None else member.crc
    # version needed, flags, method, time, date (2026-01-01), checksum, sizes, lengths of the name and the extra field
    return (20, member.flags, member.method, 0, 0x5C21, crc, packed, size, len(name), len(member.extra))


def local(member: Member) -> bytes:
    name = member.name if member.local_name is None else member.local_name
    size = member.size if member.local_size is None else member.local_size
    return struct.pack("<4s5H3I2H", b"PK\3\4", *_fields(member, size, name)) + name + member.extra


def central(member: Member, offset: int) -> bytes:
    at = offset if member.local_offset is None else member.local_offset
    last = (len(member.comment), 0, 0, member.attributes, at)
    extra = member.extra + member.central_extra
    fields = (*_fields(member, member.size, member.name)[:-1], len(extra))
    head = struct.pack("<4s6H3I5H2I", b"PK\1\2", 0x0314, *fields, *last)
    return head + member.name + extra + member.comment
