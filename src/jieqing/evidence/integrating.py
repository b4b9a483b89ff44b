"""Give committed entries their place in the tree: entries, leaves, nodes and the signed checkpoint in one transaction.

A transaction whose COMMIT was not answered may have happened or not; whoever begins, begins from the tables.
"""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg

from jieqing.evidence.edge import Edge, Node, folded, loaded
from jieqing.evidence.leaves import COLUMNS, leaf_of
from jieqing_verify import Wrong
from jieqing_verify.checkpoint import Checkpoint
from jieqing_verify.keys import LogSigner
from jieqing_verify.merkle import EMPTY, consistency_path, leaf_hash, verify_consistency
from jieqing_verify.tiles import WIDTH

BATCH = 4096
FIRST = "SELECT min(number) FROM evidence.pending WHERE number > %s"
# Bounded on both sides: however large the log is, no plan can walk through what was integrated long ago.
WAITING = f"""
    SELECT entry.number, {COLUMNS}
    FROM (SELECT number FROM evidence.pending WHERE number >= %(first)s AND number < %(end)s
          ORDER BY number LIMIT %(limit)s) AS taken
    JOIN evidence.entry USING (number)
    WHERE entry.number >= %(first)s AND entry.number < %(end)s ORDER BY number
"""
GAPS = 4  # numbers of entries that were rolled back are missing
TAKE = "DELETE FROM evidence.pending WHERE number = ANY (%s)"
LAST = "SELECT size, root FROM evidence.checkpoint ORDER BY size DESC LIMIT 1"
ROWS = {
    False: "SELECT hash FROM evidence.leaf WHERE 0 = %s AND index >= %s AND index < %s ORDER BY index",
    True: "SELECT hash FROM evidence.node WHERE level = %s AND index >= %s AND index < %s ORDER BY index",
}
SIGN = "INSERT INTO evidence.checkpoint (size, root, at, note) VALUES (%s, %s, %s, %s)"
COPY_HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
COPY_END = b"\xff\xff"
LEAF = struct.Struct(">hiqiqi32s")  # three fields, each with its length: index, number, hash
NODE = struct.Struct(">hihiqi32s")


Row = tuple[Any, ...]  # an entry's number, then its COLUMNS


class Broken(Exception):  # noqa: N818 - what it says is a finding about the log
    """The tables do not hold what was signed: nothing may be added until people have looked. `code` says what."""

    def __init__(self, code: str, size: int) -> None:
        super().__init__(f"{code} size={size}")
        self.code, self.size = code, size


@dataclass(frozen=True, slots=True)
class Tree:
    """The tree as its writer holds it in mind: the edge, and the root that was signed last."""

    edge: Edge
    root: bytes


def load_tree(connection: psycopg.Connection) -> Tree:
    """The tree of the tables, seen to be that of the last checkpoint; raises Broken where it is not."""
    with connection.transaction():
        size, root = _last(connection)
        stored = connection.execute("SELECT coalesce(max(index) + 1, 0) FROM evidence.leaf").fetchone()
        if stored != (size,):
            raise Broken("leaves_beyond_checkpoint", size)

        def row(level: int, start: int, end: int) -> list[bytes]:
            return [digest for (digest,) in connection.execute(ROWS[level > 0], (level, start, end), binary=True)]

        try:
            edge = loaded(size, row)
        except ValueError:
            raise Broken("rows_missing", size) from None
    if edge.root() != root:
        raise Broken("root_differs", size)
    return Tree(edge, root)


def waiting(connection: psycopg.Connection, *, after: int = 0, limit: int = BATCH) -> list[Row]:
    """The first pending entries whose number is above `after`, in order of number, at most `limit`.

    None means that none wait; fewer than `limit` does not, for where numbers are far apart it looks no further ahead.
    """
    (first,) = connection.execute(FIRST, (after,)).fetchone() or (None,)
    if first is None:
        return []
    window = {"first": first, "end": first + GAPS * limit, "limit": limit}
    return connection.execute(WAITING, window, binary=True).fetchall()


def integrate(
    connection: psycopg.Connection, tree: Tree, keys: LogSigner, now: datetime, *, limit: int = BATCH
) -> Tree:
    """One batch: at most `limit` pending entries, in order of number; the tree with them (the same where none wait)."""
    rows = waiting(connection, limit=limit)
    return add(connection, tree, keys, now, rows) if rows else tree


def add(connection: psycopg.Connection, tree: Tree, keys: LogSigner, now: datetime, rows: Sequence[Row]) -> Tree:
    """The tree with these entries, which were `waiting`; at least one.

    Raises Broken when another wrote meanwhile or the new root would not extend the old one; psycopg.Error where the
    database failed: then the tree must be loaded again. `connection` is in autocommit mode.
    """
    first = tree.edge.size
    hashes = [leaf_hash(leaf_of(row[1:])) for row in rows]
    edge = Edge(first, tree.edge.rows)
    nodes = edge.extend(hashes)
    grown = Tree(edge, edge.root())
    refuse_fork(tree, grown, hashes, nodes)
    places = zip(range(first, edge.size), rows, hashes, strict=True)
    leaves = [LEAF.pack(3, 8, index, 8, row[0], 32, digest) for index, row, digest in places]
    with connection.transaction():
        taken = connection.execute(TAKE, ([row[0] for row in rows],)).rowcount
        if taken != len(rows) or _last(connection) != (first, tree.root):
            raise Broken("another_writer", first)
        _copy(connection, "evidence.leaf (index, number, hash)", leaves)
        if nodes:
            above = [NODE.pack(3, 2, level, 8, index, 32, digest) for level, index, digest in nodes]
            _copy(connection, "evidence.node (level, index, hash)", above)
        sign(connection, grown, keys, now)
    return grown


def sign(connection: psycopg.Connection, tree: Tree, keys: LogSigner, now: datetime) -> None:
    """Adds the checkpoint of the tree. Its time is that of the signatures, in whole seconds."""
    at_s = int(now.timestamp())
    note = keys.sign(Checkpoint(keys.name, tree.edge.size, tree.root), at_s)
    connection.execute(SIGN, (tree.edge.size, tree.root, datetime.fromtimestamp(at_s, UTC), note))


def refuse_fork(old: Tree, new: Tree, hashes: list[bytes], nodes: list[Node]) -> None:
    """Raises Broken unless the consistency proof from old to new holds, made of what is about to be written."""
    if not old.edge.size:
        if old.root != EMPTY:
            raise Broken("root_differs", 0)
        return
    rows = [list(row) for row in old.edge.rows] + [[]]
    rows += [[] for _level in range(len(rows), len(new.edge.rows))]
    starts = [(old.edge.size >> 8 * level) // WIDTH * WIDTH for level in range(len(rows))]
    rows[0] += hashes
    for level, _index, digest in nodes:
        rows[level].append(digest)

    def subtree(height: int, index: int) -> bytes:
        level, count = height // 8, 1 << height % 8
        start = index * count - starts[level]
        return folded(rows[level][start : start + count])

    path = consistency_path(old.edge.size, new.edge.size, subtree)
    try:
        verify_consistency(old.edge.size, new.edge.size, path, old.root, new.root)
    except Wrong:
        raise Broken("fork", new.edge.size) from None


def _last(connection: psycopg.Connection) -> tuple[int, bytes]:
    row = connection.execute(LAST, binary=True).fetchone()
    return (row[0], row[1]) if row else (0, EMPTY)


def _copy(connection: psycopg.Connection, what: str, rows: Iterable[bytes]) -> None:
    with connection.cursor().copy(f"COPY {what} FROM STDIN BINARY") as copy:
        copy.write(COPY_HEAD + b"".join(rows) + COPY_END)
