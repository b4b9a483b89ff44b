"""What a witness must never forget: for each log, the latest checkpoint that it cosigned. One SQLite file, synced.

A witness whose memory is rolled back (a backup put in its place, a copied machine) can be led to sign a fork. So the
file is never restored: a witness that lost it starts anew, under a new key and a new name.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from jieqing.evidence.witness.judging import Seen

TABLES = """
CREATE TABLE IF NOT EXISTS seen (
    origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL, note BLOB NOT NULL, at TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS contradiction (
    origin TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL, note BLOB NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (origin, size, root)
) STRICT;
"""
MOST_CONTRADICTIONS = 100  # a log's own keys signed each: one is enough to convict it


class Memory:
    """Open from the start of a witness to its end; one thread uses it."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
        # A commit in WAL mode is on the disk when it returns only under FULL; in the other modes a directory entry
        # would still have to be synced.
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        with self.deciding():
            for statement in TABLES.split(";")[:-1]:
                self._connection.execute(statement)
        directory = os.open(path.parent, os.O_RDONLY)
        os.fsync(directory)  # the names of the new files
        os.close(directory)

    @contextmanager
    def deciding(self) -> Iterator[None]:
        """What is read in the block still holds when it is written: kept on the disk at the end, or not at all."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:  # a COMMIT that failed may have ended it
                self._connection.execute("ROLLBACK")
            raise

    def last(self, origin: str) -> Seen:
        """What was cosigned last for the log."""
        row = self._connection.execute("SELECT size, root FROM seen WHERE origin = ?", (origin,)).fetchone()
        return Seen(*row) if row else Seen()

    def keep(self, origin: str, seen: Seen, note: bytes, at: datetime) -> None:
        """Puts `seen` in the place of what was cosigned last; `note` carries the log's lines and the witness's own."""
        self._connection.execute(
            "INSERT INTO seen VALUES (?, ?, ?, ?, ?) ON CONFLICT (origin) DO UPDATE"
            " SET size = excluded.size, root = excluded.root, note = excluded.note, at = excluded.at",
            (origin, seen.size, seen.root, note, at.isoformat()),
        )

    def latest_note(self, origin: str) -> bytes | None:
        """The latest checkpoint that was cosigned for the log, with the lines of both."""
        row = self._connection.execute("SELECT note FROM seen WHERE origin = ?", (origin,)).fetchone()
        return row[0] if row else None

    def keep_contradiction(self, origin: str, other: Seen, note: bytes, at: datetime) -> None:
        """Keeps a checkpoint that the log signed and that denies the one seen: its operator may want to publish it."""
        self._connection.execute(
            "INSERT OR IGNORE INTO contradiction SELECT ?, ?, ?, ?, ? WHERE (SELECT count(*) FROM contradiction) < ?",
            (origin, other.size, other.root, note, at.isoformat(), MOST_CONTRADICTIONS),
        )

    def close(self) -> None:
        """Folds the journal into the file."""
        self._connection.close()
