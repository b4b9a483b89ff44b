"""The tree and its entries as static files (C2SP tlog-tiles v0.1.0): 256 hashes a tile, 256 entries a bundle."""

import hashlib
from collections.abc import Callable, Iterator, Sequence

from jieqing_verify.merkle import HASH_BYTES, Subtree
from jieqing_verify.wrong import Wrong

WIDTH = 256
ENTRY_BYTES = 65_535
LEVELS = 8  # of a binary tree, in one tile

Tile = Callable[[int, int, int], bytes]  # (level, n, width) -> width hashes, one after another


def tile_path(level: int, n: int, width: int = WIDTH) -> str:
    """Where tile n of a level is published: "tile/0/x001/067", "tile/0/x001/067.p/12"."""
    if not 0 <= level <= 63:
        raise ValueError("levels of tiles are 0 to 63")
    return f"tile/{level}/{_numbered(n, width)}"


def bundle_path(n: int, width: int = WIDTH) -> str:
    """Where the entries under tile n of level 0 are published: "tile/entries/x001/067.p/12"."""
    return f"tile/entries/{_numbered(n, width)}"


def tiles_of(size: int) -> Iterator[tuple[int, int, int]]:
    """(level, n, width) of every tile of a tree, partial ones included, bottom up and left to right."""
    level = 0
    while size:
        full, rest = divmod(size, WIDTH)
        yield from ((level, n, WIDTH) for n in range(full))
        if rest:
            yield level, full, rest
        level, size = level + 1, full


def width_of(level: int, n: int, size: int) -> int:
    """How many hashes tile n of a level holds in a tree of that size; 0 or less where there is no such tile."""
    return min(WIDTH, (size >> (LEVELS * level)) - n * WIDTH)


def pack_bundle(entries: Sequence[bytes]) -> bytes:
    """1 to 256 entries of at most 65,535 bytes, each after its length as a big-endian uint16."""
    if not 1 <= len(entries) <= WIDTH or max(map(len, entries)) > ENTRY_BYTES:
        raise ValueError("a bundle has 1 to 256 entries of at most 65,535 bytes")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unpack_bundle(data: bytes) -> list[bytes]:
    """The entries of a bundle; a Wrong "not_bundle" where they do not fill it exactly, or are none or too many."""
    entries, at, end = [], 0, len(data)
    while at + 2 <= end:
        start = at + 2
        at = start + int.from_bytes(data[at:start])
        entries.append(data[start:at])
    if at != end or not 1 <= len(entries) <= WIDTH:
        raise Wrong("not_bundle", "条目包已损坏。", "A bundle of entries is damaged.")
    return entries


def subtree_from(tile: Tile, size: int) -> Subtree:
    """The complete subtrees of a tree of that size, out of its tiles; each tile is asked for once and then kept.

    Tiles are not trusted: a wrong one gives a wrong proof. A Wrong "not_tile" for one of the wrong length.
    """
    kept: dict[tuple[int, int], bytes] = {}

    def hashes_of(level: int, n: int) -> bytes:
        if (level, n) not in kept:
            width = width_of(level, n, size)
            data = tile(level, n, width)
            if len(data) != width * HASH_BYTES:
                raise not_tile(tile_path(level, n, width))
            kept[level, n] = data
        return kept[level, n]

    def subtree(level: int, index: int) -> bytes:
        if index < 0 or (index + 1) << level > size:
            raise ValueError("no complete subtree of this tree")
        above, within = divmod(level, LEVELS)
        n, first = divmod(index << within, WIDTH)
        return root_within(hashes_of(above, n)[first * HASH_BYTES : (first + (1 << within)) * HASH_BYTES])

    return subtree


def root_within(hashes: bytes) -> bytes:
    """The root over a power of two of hashes, one after another."""
    sha256 = hashlib.sha256
    while len(hashes) > HASH_BYTES:
        pairs = range(0, len(hashes), 2 * HASH_BYTES)
        hashes = b"".join([sha256(b"\x01" + hashes[at : at + 2 * HASH_BYTES]).digest() for at in pairs])
    return hashes


def not_tile(path: str) -> Wrong:
    return Wrong("not_tile", f"日志文件 {path} 的长度不对。", f"The log's file {path} has the wrong length.")


def _numbered(n: int, width: int) -> str:
    if n < 0 or not 1 <= width <= WIDTH:
        raise ValueError("tiles are numbered from 0 and 1 to 256 wide")
    parts = [f"{n % 1000:03d}"]
    while n := n // 1000:
        parts.append(f"x{n % 1000:03d}")
    return "/".join(reversed(parts)) + (f".p/{width}" if width < WIDTH else "")
