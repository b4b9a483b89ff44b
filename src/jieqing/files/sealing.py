"""Contents sealed in chunks under a key of their own, so that 50 MB pass through with a chunk in memory at a time.

AES-256-GCM in the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015): chunk after chunk, its number and
whether it is the last in the nonce, so that none can be left out, moved or cut off. The key serves one file and is
never used again, which is why the nonce needs no chance. Associated data binds owner, subject and file.

    "JQF1"  chunk + 16 bytes  chunk + 16 bytes  …
"""

from collections.abc import Iterable, Iterator
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"JQF1"
CHUNK_BYTES = 256 * 1024
TAG_BYTES = 16


class Damaged(Exception):  # noqa: N818 - said of a file, turned into a Refusal by the service
    """The sealed bytes are not those that were sealed for this owner, subject and file."""


def sealed_size(size: int) -> int:
    """Bytes that `size` > 0 bytes have once they are sealed."""
    return len(MAGIC) + size + TAG_BYTES * -(-size // CHUNK_BYTES)


def seal(data: bytes, key: bytes, *bound_to: UUID) -> Iterator[bytes]:
    """The sealed form of `data` (not empty) under a fresh key of 32 bytes, in pieces."""
    cipher, view = AESGCM(key), memoryview(data)
    yield MAGIC
    for at in range(0, len(view), CHUNK_BYTES):
        is_last = at + CHUNK_BYTES >= len(view)
        yield cipher.encrypt(_nonce(at, is_last), view[at : at + CHUNK_BYTES], _associated(bound_to))


def unseal(pieces: Iterable[bytes], key: bytes, *bound_to: UUID) -> Iterator[bytes]:
    """The content again, a chunk at a time, each checked before it is given. Raises Damaged."""
    cipher, rest, at = AESGCM(key), bytearray(), 0
    whole = CHUNK_BYTES + TAG_BYTES
    source = iter(pieces)
    while True:
        # one byte more than a chunk tells that another follows
        while len(rest) <= (whole if at else whole + len(MAGIC)):
            piece = next(source, None)
            if piece is None:
                break
            rest += piece
        if at == 0:
            if rest[: len(MAGIC)] != MAGIC:
                raise Damaged
            del rest[: len(MAGIC)]
        is_last = len(rest) <= whole
        try:
            yield cipher.decrypt(_nonce(at, is_last), bytes(rest[:whole]), _associated(bound_to))
        except InvalidTag:
            raise Damaged from None
        if is_last:
            return
        del rest[:whole]
        at += CHUNK_BYTES


def _nonce(at: int, is_last: bool) -> bytes:
    return (at // CHUNK_BYTES).to_bytes(11, "big") + bytes([is_last])


def _associated(bound_to: tuple[UUID, ...]) -> bytes:
    return b"jieqing file v1" + b"".join(each.bytes for each in bound_to)
