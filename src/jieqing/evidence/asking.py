"""Ask each witness of the policy to cosign the newest checkpoint, and keep what it answered and what became of it.

Each witness has a thread and a connection of its own (sequencer.py, "beside"): one that is down, slow, lying or silent
delays neither the log nor the others. What it was told last is known from its answers: a witness that saw another size
says so (409), and is shown the way from there.

What can be said of a witness (evidence.witness.code; data/witness_answers.yaml has the words):
cosigned · unreachable · too_slow · said_400 … said_other · witness_ahead · answer_malformed · line_missing ·
signature_false · time_missing · clock_ahead
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg

from jieqing.evidence.cosigning import Asked, Cosigned, Unfit, cosigned, witnesses_of
from jieqing.evidence.integrating import ROWS
from jieqing.evidence.submitting import Line, Reply, Unanswered
from jieqing.kit import clock
from jieqing_verify import Wrong
from jieqing_verify.merkle import consistency_path
from jieqing_verify.note import parse
from jieqing_verify.policy import Policy
from jieqing_verify.spelling import from_decimal, to_base64
from jieqing_verify.tiles import WIDTH, subtree_from

Connection = psycopg.Connection[Any]
AGAIN_AFTER = timedelta(seconds=60)  # whether a witness is still there is asked of a sleeping log, too
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(seconds=30)
TRIES = 3  # it may be told another size while we ask: another of ours asks as well
KNOWN_STATUS = {400, 403, 404, 409, 422}
NEWEST = "SELECT size, note FROM evidence.checkpoint ORDER BY size DESC LIMIT 1"
LAST_COSIGNED = "SELECT coalesce(max(size), 0) FROM evidence.cosignature WHERE witness = %s"
KEEP = """
    INSERT INTO evidence.cosignature (size, witness, lines, at) VALUES (%s, %s, %s, %s)
    ON CONFLICT (size, witness) DO NOTHING
"""
SAID = """
    INSERT INTO evidence.witness AS before (name, code, size, since, at) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (name) DO UPDATE SET code = excluded.code, size = excluded.size, at = excluded.at,
        since = CASE WHEN before.code = excluded.code THEN before.since ELSE excluded.since END
"""


@dataclass(frozen=True, slots=True)
class Newest:
    """The checkpoint to be cosigned: its note as the log signed it, and the text that is signed."""

    size: int
    note: bytes

    @property
    def text(self) -> bytes:
        return parse(self.note).text


class Asker:
    """Asks one witness, called again and again by its thread; asks only when there is something to ask."""

    def __init__(self, witness: Asked, now: Callable[[], datetime] = clock.now) -> None:
        self.witness = witness
        self._now = now
        self._line = Line(witness.url)
        self._seen: int | None = None  # the size that the witness saw last, as far as we know
        self._done = -1  # the size that it cosigned last
        self._due: datetime | None = None  # not before it, unless the log grew while all went well
        self._pause, self._is_failing = FIRST_PAUSE, False

    def __call__(self, connection: Connection) -> None:
        """Asks if the log grew or a minute is over; after a failure, no sooner than its pause says."""
        newest, now = _newest(connection), self._now()
        waits = self._due is not None and now < self._due
        if newest is None or (waits and (self._is_failing or newest.size == self._done)):
            return
        self._is_failing = self.ask(connection, newest, now) != "cosigned"
        if self._is_failing:
            self._due, self._pause = now + self._pause, min(self._pause * 2, LONGEST_PAUSE)
        else:
            self._due, self._pause, self._done = now + AGAIN_AFTER, FIRST_PAUSE, newest.size

    def ask(self, connection: Connection, newest: Newest, now: datetime) -> str:
        """Asks once, and keeps the lines if they are good, and in any case what became of it; its code.

        `connection` is of the role jieqing_sequencer, in autocommit mode; no transaction is open while we wait.
        """
        lines: Cosigned | None = None
        try:
            lines = cosigned(self.witness, newest.text, self._submit(connection, newest), now)
            code = "cosigned"
        except (Unanswered, Unfit) as fault:
            code = fault.code
        with connection.transaction():
            if lines is not None:
                connection.execute(KEEP, (newest.size, self.witness.name, lines.lines, lines.at))
            connection.execute(SAID, (self.witness.name, code, newest.size, now, now))
        return code

    def close(self) -> None:
        """Hangs up."""
        self._line.close()

    def _submit(self, connection: Connection, newest: Newest) -> bytes:
        """The body of the witness's yes; raises Unanswered, or Unfit for any other answer."""
        if self._seen is None:
            (self._seen,) = connection.execute(LAST_COSIGNED, (self.witness.name,)).fetchone() or (0,)
        for _try in range(TRIES):
            if self._seen > newest.size:
                self._seen = None  # asked anew next time
                raise Unfit("witness_ahead")
            reply = self._line.post(submission(connection, self._seen, newest))
            if reply.status == 200:
                self._seen = newest.size
                return reply.body
            if reply.status != 409:
                break
            self._seen = _told_size(reply)
        raise Unfit(f"said_{reply.status if reply.status in KNOWN_STATUS else 'other'}")


def submission(connection: Connection, old_size: int, newest: Newest) -> bytes:
    """The body of add-checkpoint: that the newest tree extends that of `old_size` leaves, and its signed note."""
    path = consistency_path(old_size, newest.size, subtree_from(_tile(connection), newest.size))
    lines = [f"old {old_size}", *map(to_base64, path), ""]
    return "".join(f"{line}\n" for line in lines).encode("ascii") + newest.note


def askers(policy: Policy) -> list[Asker]:
    """One for each witness of the policy that has an address."""
    return [Asker(witness) for witness in witnesses_of(policy)]


def ask_witnesses(database_url: str, policy: Policy, now: datetime) -> dict[str, str]:
    """Asks every witness for the newest checkpoint, all at once; what became of each by its name, {} for an empty log.

    Takes a few seconds at the most, however the witnesses behave. `database_url` is of the role jieqing_sequencer.
    """
    asked = askers(policy)
    with psycopg.connect(database_url, autocommit=True) as connection:
        newest = _newest(connection)
    if newest is None or not asked:
        return {}

    def ask(asker: Asker) -> str:
        with psycopg.connect(database_url, autocommit=True) as connection:
            try:
                return asker.ask(connection, newest, now)
            finally:
                asker.close()

    with ThreadPoolExecutor(len(asked)) as pool:
        return dict(zip((asker.witness.name for asker in asked), pool.map(ask, asked), strict=True))


def _newest(connection: Connection) -> Newest | None:
    row = connection.execute(NEWEST).fetchone()
    return Newest(row[0], bytes(row[1])) if row else None


def _tile(connection: Connection) -> Callable[[int, int, int], bytes]:
    def tile(level: int, n: int, width: int) -> bytes:
        rows = connection.execute(ROWS[level > 0], (level, n * WIDTH, n * WIDTH + width), binary=True)
        return b"".join(digest for (digest,) in rows)

    return tile


def _told_size(reply: Reply) -> int:
    try:
        return from_decimal(reply.body.decode("ascii").removesuffix("\n"))
    except (UnicodeDecodeError, Wrong):
        raise Unfit("answer_malformed") from None
