"""Compare the published files of the log with what its entries come to, tile by tile."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from jieqing_verify import Wrong
from jieqing_verify.checkpoint import parse_checkpoint
from jieqing_verify.tiles import WIDTH, bundle_path, pack_bundle, tile_path

NUMBERED = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")
Found = tuple[str, str]  # code, place


class Files:
    """The files of one log directory while the log is walked. `size` is that of the published checkpoint."""

    def __init__(self, directory: Path) -> None:
        self.directory, self.size = directory, 0
        self.note: bytes | None = None
        self.upper: dict[int, list[bytes]] = {}  # the hashes of the last tile of each level from 1 on
        self.is_matched = False
        path = directory / "checkpoint"
        if path.exists():
            self.note = path.read_bytes()
            try:
                self.size = parse_checkpoint(self.note)[0].size
            except Wrong:
                self.size = 0  # said at the end: it matched no checkpoint

    def leaves(self, n: int, entries: list[bytes], hashes: list[bytes]) -> Iterator[Found]:
        """What is wrong with the files of tile n of level 0, and of its bundle."""
        yield from self._tile(0, n, hashes)
        need = self._need(0, n)
        yield from self._files(lambda width: bundle_path(n, width), len(entries), need, lambda w: _packed(entries[:w]))

    def node(self, level: int, index: int, digest: bytes) -> Iterator[Found]:
        """Takes a node of the tree; what is wrong with the files of its tile, once that is full."""
        row = self.upper.setdefault(level, [])
        row.append(digest)
        if len(row) == WIDTH:
            yield from self._tile(level, index // WIDTH, row)
            self.upper[level] = []

    def checkpoint(self, note: bytes, cosigned: list[bytes]) -> Iterator[Found]:
        """Whether the published checkpoint is this one: its note, then some of the cosignatures, in their order."""
        rest = self.note or b""
        self.is_matched = True
        if not rest.startswith(note):
            yield "file_differs", "checkpoint"
            return
        rest = rest[len(note) :]
        for lines in cosigned:
            rest = rest.removeprefix(lines)
        if rest:
            yield "file_differs", "checkpoint"

    def end(self, size: int, policy: bytes, *, has_checkpoint: bool) -> Iterator[Found]:
        """What is left: tiles that are not full, files that nothing asks for, checkpoint and policy themselves."""
        for level, row in self.upper.items():
            if row:
                yield from self._tile(level, (size >> 8 * level) // WIDTH, row)
        if has_checkpoint and self.note is None:
            yield "file_missing", "checkpoint"
        if self.note is not None and not self.is_matched:
            yield "file_differs", "checkpoint"
        if self.note is not None and _read(self.directory / "policy") != policy:
            yield "file_differs", "policy"
        for path in sorted(self.directory.rglob("*")):
            place = path.relative_to(self.directory).as_posix()
            if path.is_dir() or path.name.startswith(".") or place in ("checkpoint", "policy"):
                continue
            found = NUMBERED.fullmatch(place)
            if not found or int(found[3] or 1) >= WIDTH:
                yield "file_unknown", place
            elif _number(found[2]) * WIDTH >= size >> 8 * (0 if found[1] == "entries" else int(found[1])):
                yield "file_beyond", place

    def _tile(self, level: int, n: int, hashes: list[bytes]) -> Iterator[Found]:
        need = self._need(level, n)
        yield from self._files(
            lambda width: tile_path(level, n, width), len(hashes), need, lambda width: b"".join(hashes[:width])
        )

    def _need(self, level: int, n: int) -> int:
        """How wide a tile the published checkpoint needs; 0 or less: none."""
        return min(WIDTH, (self.size >> 8 * level) - n * WIDTH)

    def _files(
        self, path: Callable[[int], str], have: int, need: int, content: Callable[[int], bytes | None]
    ) -> Iterator[Found]:
        """Every file there is of one tile that has `have` hashes by now, and the one that must be there."""
        full = path(WIDTH)
        widths = {WIDTH} if (self.directory / full).exists() else set()
        folder = self.directory / f"{full}.p"
        if folder.is_dir():
            widths |= {int(file.name) for file in folder.iterdir() if file.name.isdecimal() and file.name.isascii()}
        if need > 0 and not widths & {need, WIDTH}:
            yield "file_missing", path(need)
        for width in sorted(widths):
            if not 1 <= width <= have:
                yield "file_beyond", f"{full}.p/{width}" if width != WIDTH else full
            elif _read(self.directory / path(width)) != content(width):
                yield "file_differs", path(width)


def _packed(entries: list[bytes]) -> bytes | None:
    try:
        return pack_bundle(entries)
    except ValueError:
        return None


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _number(path: str) -> int:
    return int(path.replace("/", "").replace("x", ""))
