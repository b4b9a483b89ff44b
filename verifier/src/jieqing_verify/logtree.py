"""The whole tree of a published log, twice: as its tiles have it, and as its entries make it.

Where the two agree everywhere and with the checkpoint's root, every file is right. Where they do not, the checkpoint
decides, from the top down: a tile's hash stands in the tile above it, so each file is judged by what is proved above,
and the one that is wrong is named, not its neighbour.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice, product
from operator import eq

from jieqing_verify.checkpoint import Checkpoint
from jieqing_verify.merkle import HASH_BYTES, Frontier
from jieqing_verify.published import Asked, Source
from jieqing_verify.tiles import (
    ENTRY_BYTES,
    LEVELS,
    WIDTH,
    bundle_path,
    pack_bundle,
    root_within,
    tile_path,
    tiles_of,
    unpack_bundle,
    width_of,
)
from jieqing_verify.wrong import Wrong

TILE_BYTES = WIDTH * HASH_BYTES
BUNDLE_BYTES = WIDTH * (ENTRY_BYTES + 2)
UNKNOWN = bytes(HASH_BYTES)  # in place of a root that no file gives
MOST_GUESSES = 1024

Place = tuple[int, int]  # (level, n) of a tile

MISSING, MALFORMED, ALTERED = "log_file_missing", "log_file_malformed", "log_file_altered"
UNSETTLED, SURPLUS, DIFFERS = "log_file_unsettled", "log_file_surplus", "log_tree_differs"
REWRITTEN = "log_rewritten"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """A file of the log that is not as the checkpoint says; `code` tells how."""

    path: str
    code: str


class Tree:
    """The tree that a checkpoint speaks of, read once from its files; `faults` is what is wrong with them."""

    def __init__(self, source: Source, checkpoint: Checkpoint) -> None:
        self.source, self.checkpoint, self.size = source, checkpoint, checkpoint.size
        self.faults: set[Fault] = set()
        self._roots: list[bytearray] = []  # of the full tiles of each level, one after another
        self._doubts: set[Place] = set()  # where tile and entries disagree, or one of them is not to be had
        self._proved: dict[Place, bytes | None] = {}  # what a tile must hold; None where nothing tells

    def read(self) -> None:
        """Reads every tile and bundle and fills `faults`."""
        self._read_entries()
        level = 1
        while self.size >> LEVELS * level:
            self._read_level(level)
            level += 1
        if self._settle_edge():
            for level in reversed(range(len(self._roots))):
                self._settle_level(level)

    # One pass, bottom up.

    def _read_entries(self) -> None:
        self._roots.append(bytearray())
        files = self.source.read_all(self._asked())
        for level, n, width in tiles_of(self.size):
            if level:
                break
            stored = self._tile_of(next(files), 0, n, width)
            made = _leaf_hashes(self._bundle_of(next(files), n, width), width)
            self._compare(0, n, width, stored, made)

    def _asked(self) -> Iterator[Asked]:
        for level, n, width in tiles_of(self.size):
            if level:
                return
            yield tile_path(0, n, width), TILE_BYTES
            yield bundle_path(n, width), BUNDLE_BYTES

    def _read_level(self, level: int) -> None:
        self._roots.append(bytearray())
        count = self.size >> LEVELS * level
        for n in range((count + WIDTH - 1) // WIDTH):
            width = width_of(level, n, self.size)
            self._compare(level, n, width, self._stored(level, n), self._made(level, n))

    def _compare(self, level: int, n: int, width: int, stored: bytes | None, made: bytes | None) -> None:
        if stored is None or stored != made:
            self._doubts.add((level, n))
        if width == WIDTH:
            known = made if stored is None else stored
            self._roots[level] += UNKNOWN if known is None else root_within(known)

    # What the files say of one tile.

    def _stored(self, level: int, n: int) -> bytes | None:
        width = width_of(level, n, self.size)
        return self._tile_of(self.source.read(tile_path(level, n, width), TILE_BYTES), level, n, width)

    def _made(self, level: int, n: int) -> bytes | None:
        width = width_of(level, n, self.size)
        if level == 0:
            read = self.source.read(bundle_path(n, width), BUNDLE_BYTES)
            return _leaf_hashes(self._bundle_of(read, n, width), width)
        first = n * TILE_BYTES
        return bytes(self._roots[level - 1][first : first + width * HASH_BYTES])

    def _tile_of(self, read: bytes | None, level: int, n: int, width: int) -> bytes | None:
        """The hashes of a tile; a partial one may be gone where the full one has taken its place."""
        if read is None and width < WIDTH:
            full = self.source.read(tile_path(level, n), TILE_BYTES)
            read = full[: width * HASH_BYTES] if full and len(full) == TILE_BYTES else None
        return read if read is not None and len(read) == width * HASH_BYTES else None

    def _bundle_of(self, read: bytes | None, n: int, width: int) -> bytes | None:
        if read is None and width < WIDTH:
            full = self.source.read(bundle_path(n), BUNDLE_BYTES)
            try:
                read = pack_bundle(unpack_bundle(full)[:width]) if full else None
            except Wrong:
                read = None
        return read

    def _guesses(self, level: int, n: int) -> Iterator[bytes]:
        """What a tile may have to hold: its file, its bundle, or any of what the tiles below it may be."""
        stored = self._stored(level, n)
        if stored is not None:
            yield stored
        made = self._made(level, n)
        if made is None:
            return
        if level == 0:
            yield made
            return
        width = len(made) // HASH_BYTES
        rows = [
            self._roots_of(level - 1, n * WIDTH + at)
            if (level - 1, n * WIDTH + at) in self._doubts
            else (made[at * HASH_BYTES : (at + 1) * HASH_BYTES],)
            for at in range(width)
        ]
        for parts in islice(product(*rows), MOST_GUESSES):
            yield b"".join(parts)

    def _roots_of(self, level: int, n: int) -> tuple[bytes, ...]:
        said = (self._stored(level, n), self._made(level, n))
        return tuple(dict.fromkeys(root_within(one) for one in said if one is not None)) or (UNKNOWN,)

    # What is proved, from the top down.

    def _settle_edge(self) -> bool:
        """Finds what the partial tiles must hold, so that they give the root; False where nothing does."""
        edge = [(level, n) for level, n, width in tiles_of(self.size) if width < WIDTH][::-1]
        guesses = [list(dict.fromkeys(self._guesses(*place))) for place in edge]
        for parts in islice(product(*guesses), MOST_GUESSES):
            if _root_of_edge(self.size, parts) == self.checkpoint.root:
                self._proved |= dict(zip(edge, parts, strict=True))
                for place, content in zip(edge, parts, strict=True):
                    self._judge(*place, partial(eq, content))
                return True
        self.faults.add(Fault("checkpoint", DIFFERS))
        for place in self._doubts:
            self._tell_damage(*place)
        return False

    def _settle_level(self, level: int) -> None:
        doubted = {n for at, n in self._doubts if at == level and width_of(level, n, self.size) == WIDTH}
        for n in sorted(doubted | self._contradicted(level)):
            must = self._root_proved(level, n)
            if must is None:
                self.faults.add(Fault(tile_path(level, n), UNSETTLED))
                continue
            found = next((one for one in self._guesses(level, n) if root_within(one) == must), None)
            self._proved[level, n] = found
            self._judge(level, n, _rooted(must))
            if found is None and level:
                self.faults.add(Fault(tile_path(level, n), UNSETTLED))

    def _contradicted(self, level: int) -> set[int]:
        """The tiles whose root is not what the tile above them was proved to say, though their entries agree."""
        found = set()
        for (above, parent), content in self._proved.items():
            if above == level + 1 and content is not None:
                for at in range(len(content) // HASH_BYTES):
                    if self._root_read(level, parent * WIDTH + at) != content[at * HASH_BYTES : (at + 1) * HASH_BYTES]:
                        found.add(parent * WIDTH + at)
        return found

    def _root_read(self, level: int, n: int) -> bytes:
        return bytes(self._roots[level][n * HASH_BYTES : (n + 1) * HASH_BYTES])

    def _root_proved(self, level: int, n: int) -> bytes | None:
        """What the root of a full tile must be; None where a tile above it is not known."""
        above, parent = level + 1, n // WIDTH
        while above < len(self._roots):
            if self._proved.get((above, parent), b"") is None:
                return None
            above, parent = above + 1, parent // WIDTH
        content = self._proved.get((level + 1, n // WIDTH))
        if content is None:
            return self._root_read(level, n)  # nobody doubts the tile above: it says what was read here
        at = n % WIDTH * HASH_BYTES
        return content[at : at + HASH_BYTES]

    def _judge(self, level: int, n: int, holds: Callable[[bytes], bool]) -> None:
        """Names the tile, and at level 0 the bundle, that is not there, not well formed, or does not hold."""
        width = width_of(level, n, self.size)
        self._name(tile_path(level, n, width), TILE_BYTES, self._stored(level, n), holds)
        if level == 0:
            self._name(bundle_path(n, width), BUNDLE_BYTES, self._made(0, n), holds)

    def _tell_damage(self, level: int, n: int) -> None:
        """Names what is missing or malformed; of two that merely disagree, that one of them is wrong."""
        before = len(self.faults)
        self._judge(level, n, lambda _: True)
        if len(self.faults) == before:
            self.faults.add(Fault(tile_path(level, n, width_of(level, n, self.size)), UNSETTLED))

    def _name(self, path: str, limit: int, said: bytes | None, holds: Callable[[bytes], bool]) -> None:
        if said is None:
            self.faults.add(Fault(path, MISSING if self.source.read(path, limit) is None else MALFORMED))
        elif not holds(said):
            self.faults.add(Fault(path, ALTERED))


def _leaf_hashes(bundle: bytes | None, width: int) -> bytes | None:
    """The leaf hashes of a bundle's entries, one after another; None where it is not one of that width."""
    try:
        entries = unpack_bundle(bundle or b"")
    except Wrong:
        return None
    sha256 = hashlib.sha256
    return b"".join([sha256(b"\x00" + entry).digest() for entry in entries]) if len(entries) == width else None


def _rooted(must: bytes) -> Callable[[bytes], bool]:
    return lambda said: root_within(said) == must


def _root_of_edge(size: int, parts: Sequence[bytes]) -> bytes:
    """The root of a tree out of its partial tiles, the highest first."""
    complete = []
    for part in parts:
        at, width = 0, len(part) // HASH_BYTES
        for bit in reversed(range(LEVELS)):
            if width >> bit & 1:
                complete.append(root_within(part[at : at + (HASH_BYTES << bit)]))
                at += HASH_BYTES << bit
    return Frontier(size, complete).root()
