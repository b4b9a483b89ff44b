"""Walk the whole log and say where it is not one: entries, leaves, nodes, checkpoints, what outsiders attested, files.

Everything is computed anew from the entries' columns and compared with what stands there; one snapshot of the
database, a few tiles in memory at a time. The order of the findings is that of the walk.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import psycopg

from jieqing.evidence.anchors.checking import unsound
from jieqing.evidence.cosigning import witnesses_of
from jieqing.evidence.edge import Edge, Node
from jieqing.evidence.files_check import Files
from jieqing.evidence.leaves import COLUMNS, leaf_of
from jieqing.kit.catalogue import read_yaml
from jieqing.kit.words import Words
from jieqing_verify import Wrong
from jieqing_verify.checkpoint import Checkpoint, parse_checkpoint
from jieqing_verify.merkle import leaf_hash
from jieqing_verify.note import ED25519, Line, VerifierKey, format, parse_lines
from jieqing_verify.policy import Policy
from jieqing_verify.tiles import WIDTH

AT_ONCE = 16 * WIDTH
AT_MOST = 20
ENTRIES = f"""
    SELECT leaf.index, leaf.number, leaf.hash, entry.number, {COLUMNS}
    FROM evidence.leaf LEFT JOIN evidence.entry USING (number)
    WHERE leaf.index >= %s AND leaf.index < %s ORDER BY leaf.index
"""
MISPLACED = """
    SELECT number FROM evidence.entry LEFT JOIN evidence.leaf USING (number) LEFT JOIN evidence.pending p USING (number)
    WHERE (leaf.index IS NULL) = (p.number IS NULL) LIMIT %s
"""
NO_ENTRY = """
    SELECT number FROM (SELECT number FROM evidence.leaf UNION ALL SELECT number FROM evidence.pending) AS named
    WHERE NOT EXISTS (SELECT FROM evidence.entry WHERE entry.number = named.number) LIMIT %s
"""
TWICE = "SELECT number FROM evidence.entry GROUP BY number HAVING count(*) > 1 LIMIT %s"
NODES = "SELECT index, hash FROM evidence.node WHERE level = %s AND index >= %s AND index <= %s"
LEVELS = "SELECT level, count(*) FROM evidence.node GROUP BY level"
# Times as numbers: Python's calendar ends in the year 9999, a spoilt one need not.
CHECKPOINTS = """
    SELECT size, root, extract(epoch FROM at), note FROM evidence.checkpoint
    WHERE size > %s AND size <= %s ORDER BY size
"""
BEYOND = "SELECT size FROM evidence.checkpoint WHERE size <= 0 OR size > %s ORDER BY size LIMIT %s"
COSIGNED = "SELECT witness, lines, extract(epoch FROM at) FROM evidence.cosignature WHERE size = %s ORDER BY witness"
ADRIFT = (
    "SELECT size, witness FROM evidence.cosignature WHERE size NOT IN (SELECT size FROM evidence.checkpoint) LIMIT %s"
)
# Leaves are counted, for a single one whose index is far off must not make the walk endless.
SIZE = "SELECT count(*), coalesce((SELECT max(size) FROM evidence.checkpoint), 0) FROM evidence.leaf"

Connection = psycopg.Connection[Any]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it should be: `code` of data/differences.yaml, and where."""

    code: str
    place: str

    @property
    def words(self) -> Words:
        return Words(**_words()[self.code]).filled(place=self.place)


@dataclass(frozen=True, slots=True)
class _Place:
    """A place in the tree: the leaf that its entry makes, the hash that stands there, whether they fit."""

    leaf: bytes
    digest: bytes
    difference: Difference | None


def check(
    database_url: str,
    policy: Policy,
    directory: Path | None = None,
    *,
    progress: Progress | None = None,
    at_most: int = AT_MOST,
) -> list[Difference]:
    """The first differences of the log, at most so many; none where it is whole. The log may go on growing meanwhile.

    `database_url` is of a role that reads every entry (jieqing_sequencer, jieqing_backup); `directory` is where the
    log is published, None: not looked at; `progress` is told (entries seen, entries in all).
    """
    # Before the snapshot: what is published by now is in the database by then.
    files = Files(directory) if directory else None
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        with connection.transaction():
            found = []
            for difference in differences(connection, policy, files, progress):
                found.append(difference)
                if len(found) == at_most:
                    break
            return found


def differences(
    connection: Connection, policy: Policy, files: Files | None = None, progress: Progress | None = None
) -> Iterator[Difference]:
    """Every difference, inside a transaction of the caller's."""
    for code, sql in (("entry_twice", TWICE), ("entry_misplaced", MISPLACED), ("entry_missing", NO_ENTRY)):
        for (number,) in connection.execute(sql, (AT_MOST,)):
            yield Difference(code, str(number))
    size, signed = connection.execute(SIZE).fetchone() or (0, 0)
    walk = _Walk(connection, policy, files)
    for start in range(0, size, AT_ONCE):
        yield from walk.step(start, min(start + AT_ONCE, size))
        if progress:
            progress(min(start + AT_ONCE, size), size)
    yield from walk.end(size, signed)
    for place in unsound(connection):
        yield Difference("receipt_false", place)


class _Walk:
    """The walk through the tree, some tiles a step."""

    def __init__(self, connection: Connection, policy: Policy, files: Files | None) -> None:
        self.connection, self.policy, self.files = connection, policy, files
        self.edge = Edge()

    def step(self, start: int, end: int) -> Iterator[Difference]:
        places = list(self._places(start, end))
        for place in places:
            if place.difference:
                yield place.difference
        checkpoints = self.connection.execute(CHECKPOINTS, (start, end), binary=True).fetchall()
        nodes: list[Node] = []
        for offset in range(0, len(places), WIDTH):
            tile = places[offset : offset + WIDTH]
            hashes = [place.digest for place in tile]
            first = start + offset
            for checkpoint in checkpoints:
                if first < checkpoint[0] <= first + len(tile):
                    yield from self._checkpoint(checkpoint, hashes[: checkpoint[0] - first])
            completed = self.edge.extend(hashes)
            nodes += completed
            if self.files:
                yield from map(_of_file, self.files.leaves(first // WIDTH, [place.leaf for place in tile], hashes))
                for node in completed:
                    yield from map(_of_file, self.files.node(*node))
        yield from self._nodes(nodes)

    def _places(self, start: int, end: int) -> Iterator[_Place]:
        """What stands at each place of the tree from start to end."""
        try:
            rows = self.connection.execute(ENTRIES, (start, end), binary=True).fetchall()
        except psycopg.DataError:  # a time beyond all calendars, for one
            rows = None
        if rows is not None and [row[0] for row in rows] == list(range(start, end)):
            for row in rows:
                yield _place(row)
        elif end - start > 1:  # narrow it down
            middle = (start + end) // 2
            yield from self._places(start, middle)
            yield from self._places(middle, end)
        else:
            code = "entry_unreadable" if rows is None else "leaf_missing"
            yield _Place(b"", bytes(32), Difference(code, f"#{start}"))

    def _nodes(self, nodes: list[Node]) -> Iterator[Difference]:
        for level in sorted({node[0] for node in nodes}):
            here = {index: digest for node_level, index, digest in nodes if node_level == level}
            stored = dict(self.connection.execute(NODES, (level, min(here), max(here)), binary=True))
            for index, digest in here.items():
                if stored.get(index) != digest:
                    yield Difference("node_differs", f"{level}/{index}")

    def _checkpoint(self, row: tuple[int, bytes, Decimal, bytes], hashes: list[bytes]) -> Iterator[Difference]:
        size, root, at_s, note = row
        tree = Edge(self.edge.size, self.edge.rows)
        tree.extend(hashes)
        if code := checkpoint_fault(self.policy, size, tree.root(), root, at_s, note):
            yield Difference(code, str(size))
        cosigned = []
        for witness, lines, seen_at_s in self.connection.execute(COSIGNED, (size,), binary=True):
            cosigned.append(lines)
            if code := cosignature_fault(self.policy, note, witness, lines, seen_at_s):
                yield Difference(code, f"{size}/{witness}")
        if self.files and self.files.size == size:
            yield from map(_of_file, self.files.checkpoint(note, cosigned))

    def end(self, size: int, signed: int) -> Iterator[Difference]:
        if signed < size:
            yield Difference("leaf_unsigned", str(signed))
        for (beyond,) in self.connection.execute(BEYOND, (size, AT_MOST)):
            yield Difference("checkpoint_beyond", str(beyond))
        for adrift, witness in self.connection.execute(ADRIFT, (AT_MOST,)):
            yield Difference("cosignature_adrift", f"{adrift}/{witness}")
        counted = dict(self.connection.execute(LEVELS).fetchall())
        for level in range(1, 8):
            if counted.get(level, 0) != size >> 8 * level:
                yield Difference("node_extra", str(level))
        if self.files:
            yield from map(_of_file, self.files.end(size, self.policy.text, has_checkpoint=signed > 0))


def checkpoint_fault(policy: Policy, size: int, root: bytes, stored: bytes, at_s: Decimal, note: bytes) -> str | None:
    """What is wrong with a checkpoint's row, where the tree of that size has that root: a code, or None.

    The note must be, octet for octet, the text and one true line of each of the log's keys.
    """
    try:
        checkpoint, signed = parse_checkpoint(note)
        if stored != root or checkpoint != Checkpoint(checkpoint.origin, size, root):
            return "checkpoint_differs"
        keys = [log.key for log in policy.logs if log.key.name == checkpoint.origin]
        times = _times(keys, signed.text, signed.signatures)
    except Wrong:
        return "checkpoint_false"
    if not keys or len(times) != len(keys) or format(signed.text, signed.signatures) != note:
        return "checkpoint_false"
    return None if set(times) <= {None, at_s} else "checkpoint_time"


def cosignature_fault(policy: Policy, note: bytes, witness: str, lines: bytes, at_s: Decimal) -> str | None:
    """What is wrong with a cosignature's row: a code, or None where every line of it is true."""
    keys = next((list(each.keys) for each in witnesses_of(policy) if each.name == witness), [])
    try:
        signatures = parse_lines(lines)
        times = _times(keys, parse_checkpoint(note)[1].text, signatures)
    except Wrong:
        return "cosignature_false"
    if b"".join(line.text() for line in signatures) != lines:
        return "cosignature_false"
    return None if min(time or 0 for time in times) == at_s else "cosignature_time"


def _times(keys: list[VerifierKey], text: bytes, lines: tuple[Line, ...]) -> list[int | None]:
    """The time in each line (None in a plain one), once each was seen to be of another of the keys, and true."""
    left, times = list(keys), []
    for line in lines:
        key = next((key for key in left if key.made(line)), None)
        if key is None:
            raise Wrong("signature_false", "签名不属于已知的密钥。", "A signature is of no known key.")
        left.remove(key)
        at_s = key.verify(text, line.blob)
        times.append(None if key.type == ED25519 else at_s)
    return times


def _place(row: tuple[Any, ...]) -> _Place:
    _index, number, stored, entry_number, *columns = row
    if entry_number is None:
        return _Place(b"", stored, Difference("entry_missing", str(number)))
    try:
        leaf = leaf_of(columns)
    except ValueError:
        return _Place(b"", stored, Difference("entry_unreadable", str(number)))
    is_same = leaf_hash(leaf) == stored
    return _Place(leaf, stored, None if is_same else Difference("entry_changed", str(number)))


def _of_file(found: tuple[str, str]) -> Difference:
    return Difference(*found)


@cache
def _words() -> dict[str, dict[str, str]]:
    return dict(read_yaml(Path(__file__).parent / "data" / "differences.yaml"))
