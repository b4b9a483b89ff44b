"""No bit of a stored or published log can be flipped unnoticed.

By itself a sample is flipped; JIEQING_EVERY_BIT=1 flips every bit of every published file, of a row of every kind in
every table, and of the signed notes (some minutes).
"""

import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg.pq import ExecStatus

from jieqing.evidence.check import check, checkpoint_fault, cosignature_fault, differences
from jieqing.evidence.files_check import Files
from jieqing.evidence.leaves import COLUMNS, leaf_of
from jieqing.evidence.tests import little_log
from jieqing.evidence.tests.little_log import POLICY, append, cosign, publish, sequence, url

pytestmark = pytest.mark.django_db(transaction=True)
EVERY_BIT = os.environ.get("JIEQING_EVERY_BIT") == "1"
CHANCE = random.Random(20261122)
# Who tampers is not held by what the tables ask of the application.
UNBOUND = """
    ALTER TABLE evidence.entry ALTER COLUMN number DROP IDENTITY;
    DO $$
    DECLARE it record;
    BEGIN
        FOR it IN SELECT conrelid::regclass AS on_table, conname FROM pg_constraint
                  WHERE connamespace = 'evidence'::regnamespace AND contype IN ('c', 'f', 'p', 'u')
                  ORDER BY contype = 'f' DESC LOOP
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', it.on_table, it.conname);
        END LOOP;
    END $$
"""


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[Path]:
    """300 entries: a full tile, a partial one, a node; four checkpoints, two cosigned; published; two entries wait."""
    with psycopg.connect(url("owner")) as connection:  # other tests' entries were rolled back, their numbers were not
        connection.execute("ALTER TABLE evidence.entry ALTER COLUMN number RESTART")
    append(300)
    sequence(limit=90)
    cosign(90)
    cosign(300)
    publish(tmp_path)
    append(2)
    assert check(url("sequencer"), POLICY, tmp_path) == []
    yield tmp_path


def _bits(size: int, sample: int) -> list[int]:
    """Every bit of so many octets, or the first, the last and some between."""
    if EVERY_BIT or size * 8 <= sample:
        return list(range(size * 8))
    return sorted({0, size * 8 - 1, *CHANCE.sample(range(size * 8), sample)})


def _flipped(data: bytes, bit: int) -> bytes:
    return data[: bit // 8] + bytes([data[bit // 8] ^ 1 << bit % 8]) + data[bit // 8 + 1 :]


ROWS = [
    ("entry", "number = 1", "with a body"),
    ("entry", "number = 257", "without"),
    ("entry", "number = 302", "waiting"),
    ("pending", "number = 301", ""),
    ("leaf", "index = 0", "first"),
    ("leaf", "index = 299", "last"),
    ("node", "index = 0", ""),
    ("checkpoint", "size = 180", "inner"),
    ("checkpoint", "size = 300", "newest"),
    ("cosignature", "size = 90", ""),
]
UNHELD = {("entry", "number = 302")}  # of an entry that waits the tree says nothing yet: its number alone is held


@pytest.mark.parametrize(("table", "which", "_what"), ROWS, ids=[f"{row[0]} {row[2]}".strip() for row in ROWS])
def test_a_bit_flipped_in_a_row_is_found(directory, table, which, _what):
    with psycopg.connect(url("owner")) as connection:
        connection.execute("ALTER TABLE evidence.entry NO FORCE ROW LEVEL SECURITY")
        connection.execute(UNBOUND)
        columns = connection.execute(f"SELECT * FROM evidence.{table} WHERE {which}", binary=True)
        raw, names = columns.pgresult, [(column.name, column.type_code) for column in columns.description]
        (ctid,) = connection.execute(f"SELECT ctid::text FROM evidence.{table} WHERE {which}").fetchone()
        told = Counter()
        for place, (name, oid) in enumerate(names):
            if ((table, which) in UNHELD and name != "number") or raw.get_value(0, place) is None:
                continue
            data = bytes(raw.get_value(0, place))
            is_note = name in ("note", "lines")  # each of their bits: the next test
            bits = CHANCE.sample(range(len(data) * 8), 40 if EVERY_BIT else 3) if is_note else _bits(len(data), 4)
            for bit in bits:
                told["tried"] += 1
                connection.execute("SAVEPOINT whole")
                update = f"UPDATE evidence.{table} SET {name} = $1 WHERE ctid = '{ctid}'".encode()
                done = connection.pgconn.exec_params(update, [_flipped(data, bit)], [oid], [1])
                if done.status == ExecStatus.COMMAND_OK:
                    assert done.command_tuples == 1
                    assert next(differences(connection, POLICY), None) is not None, f"{table}.{name}, bit {bit}"
                    told["found"] += 1
                connection.execute("ROLLBACK TO SAVEPOINT whole")
        assert next(differences(connection, POLICY), None) is None, "and whole again"
        connection.rollback()
    print(f"{table} {which}: {told['tried']} bits flipped, {told['found']} stored, all of them found")
    assert told["found"] > told["tried"] / 2


@pytest.mark.parametrize("column", ["tenant_id", "about", "commitment", "body_sealed"])
def test_a_value_that_went_is_found(directory, column):
    with little_log.owner() as connection:
        connection.execute(UNBOUND)
        connection.execute(f"UPDATE evidence.entry SET {column} = NULL WHERE number = 1")
        assert [(found.code, found.place) for found in differences(connection, POLICY)] == [("entry_changed", "1")]
        connection.rollback()


def test_a_bit_flipped_in_a_signed_note_is_found(directory):
    asked = (
        "root, extract(epoch FROM at), note FROM evidence.checkpoint",
        "lines, extract(epoch FROM at) FROM evidence.cosignature",
    )
    with psycopg.connect(url("sequencer")) as connection:
        (root, at_s, note), (lines, seen_at_s) = (
            connection.execute(f"SELECT {each} WHERE size = 90").fetchone() for each in asked
        )
    assert checkpoint_fault(POLICY, 90, root, root, at_s, note) is None
    assert cosignature_fault(POLICY, note, "w1", lines, seen_at_s) is None
    for bit in _bits(len(note), 2000):
        assert checkpoint_fault(POLICY, 90, root, root, at_s, _flipped(note, bit)), bit
    for bit in _bits(len(lines), 2000):
        assert cosignature_fault(POLICY, note, "w1", _flipped(lines, bit), seen_at_s), bit
    print(f"notes: {len(note) * 8 + len(lines) * 8} bits in all")


@dataclass(frozen=True)
class Known:
    """The little log as it should be published."""

    directory: Path
    entries: list[bytes]
    hashes: list[bytes]
    node: bytes
    note: bytes
    lines: bytes

    def finds(self, path: Path) -> bool:
        """Whether the part of the walk to which that file belongs says something of it."""
        files, place = Files(self.directory), path.relative_to(self.directory).as_posix()
        if place.startswith(("tile/0/", "tile/entries/")):
            n = int("001" in place)
            tile = slice(n * 256, n * 256 + 256)
            return any(files.leaves(n, self.entries[tile], self.hashes[tile]))
        if place == "checkpoint" and files.size != 300:  # it matches none of the log's: the end of the walk says so
            return ("file_differs", "checkpoint") in files.end(300, POLICY.text, has_checkpoint=True)
        assert list(files.node(1, 0, self.node)) == []
        found = list(files.checkpoint(self.note, [self.lines]))
        return any(found) or any(files.end(300, POLICY.text, has_checkpoint=True))


def _known(directory: Path) -> Known:
    with psycopg.connect(url("sequencer")) as connection:
        leaves = connection.execute("SELECT hash FROM evidence.leaf ORDER BY index").fetchall()
        rows = connection.execute(
            f"SELECT {COLUMNS} FROM evidence.entry JOIN evidence.leaf USING (number) ORDER BY index"
        )
        entries = [leaf_of(row) for row in rows]
        (node,) = connection.execute("SELECT hash FROM evidence.node").fetchone()
        note, lines = connection.execute(
            "SELECT note, lines FROM evidence.checkpoint JOIN evidence.cosignature USING (size) WHERE size = 300"
        ).fetchone()
    return Known(directory, entries, [digest for (digest,) in leaves], node, note, lines)


def test_a_bit_flipped_in_a_published_file_is_found(directory):
    """The part of the check that looks at a file is shown each flip; the whole check, one flip of each file."""
    known, tried = _known(directory), Counter()
    paths = sorted(path for path in directory.rglob("*") if path.is_file() and not path.name.startswith("."))
    assert len(paths) == 7
    for path in paths:
        whole = path.read_bytes()
        assert not known.finds(path)
        with path.open("r+b", buffering=0) as file:

            def flip(bit: int, by: int, file=file, whole=whole) -> None:
                file.seek(bit // 8)
                file.write(bytes([whole[bit // 8] ^ by]))

            for bit in _bits(len(whole), 250):
                flip(bit, 1 << bit % 8)
                assert known.finds(path), (path, bit)
                flip(bit, 0)
                tried[path.relative_to(directory).as_posix()] += 1
            bit = CHANCE.randrange(len(whole) * 8)
            flip(bit, 1 << bit % 8)
            assert check(url("sequencer"), POLICY, directory) != [], (path, bit)
            flip(bit, 0)
    assert check(url("sequencer"), POLICY, directory) == []
    print(f"files: {tried.total()} bits flipped, all found; {dict(tried)}")
