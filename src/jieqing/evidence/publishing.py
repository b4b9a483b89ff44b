"""The log as static files (C2SP tlog-tiles): checkpoint, tile/…, policy. They are derived, and can be made again.

Order makes every moment a good one to be killed at: what a checkpoint needs is on the disk before the checkpoint is,
and each file appears whole, by a rename. A next run begins where the published checkpoint ends and writes the rest.
The published checkpoint never goes back, for outsiders have seen it: a database that was set back is refused.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from jieqing.evidence.edge import widths
from jieqing.evidence.integrating import ROWS, Broken
from jieqing.evidence.leaves import COLUMNS, leaf_of
from jieqing_verify import Wrong
from jieqing_verify.checkpoint import Checkpoint, parse_checkpoint
from jieqing_verify.tiles import WIDTH, bundle_path, pack_bundle, tile_path

TILES_AT_ONCE = 16
NOTE = """
    SELECT note || coalesce((SELECT string_agg(lines, ''::bytea ORDER BY witness)
                             FROM evidence.cosignature WHERE size = checkpoint.size), ''::bytea)
    FROM evidence.checkpoint ORDER BY size DESC LIMIT 1
"""
SIGNED = "SELECT root FROM evidence.checkpoint WHERE size = %s"
ENTRIES = f"""
    SELECT {COLUMNS} FROM evidence.leaf JOIN evidence.entry USING (number)
    WHERE index >= %s AND index < %s ORDER BY index
"""


class Publisher:
    """Keeps the files of one log directory. Any number of processes may do so; they take turns."""

    def __init__(self, directory: Path, policy: bytes) -> None:
        self.directory, self.policy = directory, policy
        self.superseded: list[Path] | None = None  # folders of partial tiles that are full by now; None: not looked for

    def publish(self, connection: psycopg.Connection, *, is_anew: bool = False) -> int:
        """Writes what is missing up to the newest checkpoint, with the cosignatures it has; the size now published.

        `is_anew` writes every file again, whatever is there. Raises Broken where the published checkpoint is not one
        of the database's, OSError where the disk fails. `connection` is in autocommit mode.
        """
        self.directory.mkdir(parents=True, exist_ok=True)
        with _alone(self.directory):
            before = refuse_setback(connection, self.directory)
            _keep(self.directory / "policy", self.policy)
            row = connection.execute(NOTE).fetchone()
            if row is None:
                return 0
            note = bytes(row[0])
            size = parse_checkpoint(note)[0].size
            done = 0 if is_anew else before
            if done < size:
                self._drop_superseded()
                _write_tiles(connection, self.directory, done, size)
            _keep(self.directory / "checkpoint", note)
            self.superseded = [*(self.superseded or []), *_partials(self.directory, before, size)]
            return size

    def _drop_superseded(self) -> None:
        """Late by one run on purpose: who fetched the former checkpoint may still be fetching its tiles."""
        if self.superseded is None:
            self.superseded = [path for path in (self.directory / "tile").rglob("*.p") if path.with_suffix("").exists()]
        for folder in self.superseded:
            shutil.rmtree(folder, ignore_errors=True)
        self.superseded = []


def published(directory: Path) -> Checkpoint | None:
    """The checkpoint that outsiders see, its signatures not checked here; None before the first. May raise Wrong."""
    with suppress(FileNotFoundError):
        return parse_checkpoint((directory / "checkpoint").read_bytes())[0]
    return None


def refuse_setback(connection: psycopg.Connection, directory: Path) -> int:
    """The size that is published; raises Broken where the database holds no such checkpoint, or another root for it."""
    try:
        seen = published(directory)
    except Wrong:
        raise Broken("published_checkpoint_unreadable", 0) from None
    if seen is None or seen.size == 0:
        return 0
    row = connection.execute(SIGNED, (seen.size,)).fetchone()
    if row is None:
        raise Broken("published_checkpoint_unknown", seen.size)
    if bytes(row[0]) != seen.root:
        raise Broken("published_root_differs", seen.size)
    return seen.size


def _write_tiles(connection: psycopg.Connection, directory: Path, done: int, size: int) -> None:
    """Every tile and bundle of a tree of `size` that one of `done` has not; on the disk when it returns."""
    folders: set[Path] = set()
    level = 0
    while size >> 8 * level:
        start, end = done >> 8 * level, size >> 8 * level
        if start < end:
            for n, rows in _tiles(connection, ROWS[level > 0], (level,), start, end):
                content = b"".join(digest for (digest,) in rows)
                if len(content) != 32 * min(WIDTH, end - n * WIDTH):
                    raise Broken("rows_missing", size)
                folders |= _write(directory / tile_path(level, n, len(rows)), content)
        level += 1
    for n, rows in _tiles(connection, ENTRIES, (), done, size):
        if len(rows) != min(WIDTH, size - n * WIDTH):
            raise Broken("entries_missing", size)
        folders |= _write(directory / bundle_path(n, len(rows)), pack_bundle([leaf_of(row) for row in rows]))
    for folder in folders:
        _sync(folder)


def _tiles(
    connection: psycopg.Connection, sql: str, which: tuple[int, ...], start: int, end: int
) -> Iterator[tuple[int, list[tuple[bytes, ...]]]]:
    """The rows of each tile from that which holds place `start` to the end, a few tiles in memory at a time."""
    for first in range(start // WIDTH * WIDTH, end, WIDTH * TILES_AT_ONCE):
        last = min(first + WIDTH * TILES_AT_ONCE, end)
        rows = connection.execute(sql, (*which, first, last), binary=True).fetchall()
        for offset in range(0, last - first, WIDTH):
            yield (first + offset) // WIDTH, rows[offset : offset + WIDTH]


def _write(path: Path, content: bytes) -> set[Path]:
    """Puts the file there whole, its bytes on the disk; the folders whose lists of names are yet to be synced."""
    made = set()
    folder = path.parent
    while not folder.exists():
        made.add(folder.parent)
        folder = folder.parent
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.fresh")
    with fresh.open("wb") as file:
        file.write(content)
        file.flush()
        os.fdatasync(file.fileno())
    fresh.replace(path)
    return made | {path.parent}


def _keep(path: Path, content: bytes) -> None:
    if not path.exists() or path.read_bytes() != content:
        for folder in _write(path, content):
            _sync(folder)


def _partials(directory: Path, before: int, size: int) -> Iterator[Path]:
    """The folders of partial tiles in which a tree of `before` ended, and which are full in one of `size`."""
    for level, width in enumerate(widths(before)):
        n = (before >> 8 * level) // WIDTH
        if width and (size >> 8 * level) // WIDTH > n:
            yield directory / f"{tile_path(level, n)}.p"
            if level == 0:
                yield directory / f"{bundle_path(n)}.p"


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """One writer at a time; the kernel lets go of the lock however its holder ends."""
    with (directory / ".lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
