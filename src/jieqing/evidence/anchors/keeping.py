"""Ask each authority for what is due, one after the other, and keep what it answers. The log never waits for it.

What is asked is written down before, what was answered after; between the two no transaction is open. A process that
dies in between leaves an anchor that is asked for again two minutes later, by whoever then leads.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg.rows import class_row

from jieqing.evidence.anchors.authorities import configured, interval
from jieqing.evidence.anchors.due import Again, next_step, pause
from jieqing.evidence.anchors.shapes import Anchor, Authority, NotAnchored
from jieqing.kit import clock
from jieqing.kit.ids import new_id
from jieqing_verify.checkpoint import parse_checkpoint

log = logging.getLogger("jieqing.evidence.anchors")
Connection = psycopg.Connection[Any]

IN_HAND = timedelta(minutes=2)  # longer than any authority may take
COLUMNS = "id, size, kind, authority, state, receipt, asked_at, done_at, attempts, said, next_at"
LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended('jieqing.anchor ' || %s || ' ' || %s, 0))"
NEWEST = "SELECT size FROM evidence.checkpoint ORDER BY size DESC LIMIT 1"
NOTE = "SELECT note FROM evidence.checkpoint WHERE size = %s"
WAITING = f"SELECT {COLUMNS} FROM evidence.anchor WHERE kind = %s AND authority = %s AND state = 'waiting'"
LAST = (
    f"SELECT {COLUMNS} FROM evidence.anchor WHERE kind = %s AND authority = %s AND state = 'done'"
    " ORDER BY size DESC LIMIT 1"
)
GIVE_UP = "UPDATE evidence.anchor SET state = 'failed' WHERE id = %s"
# who is no longer asked is no longer waited for
FORGET = (
    "UPDATE evidence.anchor SET state = 'failed'"
    " WHERE state = 'waiting' AND NOT kind || ' ' || authority = ANY(%s::text[])"
)
ADD = (
    "INSERT INTO evidence.anchor (id, size, kind, authority, state, asked_at, attempts, next_at)"
    " VALUES (%s, %s, %s, %s, 'waiting', %s, %s, %s)"
    # given up before, and now asked for after all
    " ON CONFLICT (size, kind, authority) DO UPDATE SET state = 'waiting', asked_at = excluded.asked_at,"
    " attempts = excluded.attempts, next_at = excluded.next_at WHERE anchor.state = 'failed'"
    f" RETURNING {COLUMNS}"
)
AGAIN = f"UPDATE evidence.anchor SET attempts = attempts + 1, next_at = %s WHERE id = %s RETURNING {COLUMNS}"
DONE = (
    "UPDATE evidence.anchor SET state = 'done', receipt = %s, done_at = %s, said = ''"
    " WHERE id = %s AND state = 'waiting'"
)
IN_VAIN = "UPDATE evidence.anchor SET said = %s, next_at = %s WHERE id = %s AND state = 'waiting'"


def beside() -> Callable[[Connection], None]:
    """The work beside the log (sequencer.py). Raises Refusal at once for settings that cannot work."""
    authorities, every = configured(), interval()

    known = [f"{each.kind} {each.name}" for each in authorities]

    def anchor(connection: Connection) -> None:
        connection.execute(FORGET, (known,))
        anchor_due(connection, clock.now(), authorities, every)

    return anchor


def run_due(
    database_url: str, now: datetime, authorities: Sequence[Authority] | None = None, every: timedelta | None = None
) -> int:
    """`anchor_due` in a connection of its own, to the address of the role jieqing_sequencer."""
    with psycopg.connect(database_url, autocommit=True, connect_timeout=5) as connection:
        return anchor_due(connection, now, authorities, every)


def anchor_due(
    connection: Connection,
    now: datetime,
    authorities: Sequence[Authority] | None = None,
    every: timedelta | None = None,
) -> int:
    """Asks each authority for what is due; how many attested it. Those configured and their interval, unless given.

    `connection` is in autocommit mode, of the role jieqing_sequencer. Raises psycopg.Error when the database goes; what
    goes wrong with an authority is written down, and asked again after a growing pause.
    """
    asked = configured() if authorities is None else authorities
    return sum(_ask_one(connection, each, now, every or interval()) for each in asked)


def _ask_one(connection: Connection, authority: Authority, now: datetime, every: timedelta) -> bool:
    anchor = _take(connection, authority, now, every)
    if anchor is None:
        return False
    (note,) = connection.execute(NOTE, (anchor.size,)).fetchone() or (b"",)
    checkpoint, _note = parse_checkpoint(bytes(note))
    started_ms = clock.ticks_ms()
    try:
        receipt = authority.anchor(checkpoint.text(), checkpoint.size, checkpoint.root)
    except NotAnchored as no:
        log.warning("not anchored kind=%s size=%d try=%d code=%s", anchor.kind, anchor.size, anchor.attempts, no.code)
        next_at = _after(now, started_ms) + pause(anchor.attempts)
        connection.execute(IN_VAIN, (no.code, next_at, anchor.id))
        return False
    log.info("anchored kind=%s size=%d", anchor.kind, anchor.size)
    connection.execute(DONE, (receipt, _after(now, started_ms), anchor.id))
    return True


def _take(connection: Connection, authority: Authority, now: datetime, every: timedelta) -> Anchor | None:
    """What this authority is to be asked for now, in hand: nobody else asks it for the same meanwhile."""
    who = (authority.kind, authority.name)
    with connection.transaction(), connection.cursor(row_factory=class_row(Anchor)) as cursor:
        if connection.execute(LOCK, who).fetchone() != (True,):
            return None
        newest = connection.execute(NEWEST).fetchone() or (0,)
        waiting, last = cursor.execute(WAITING, who).fetchone(), cursor.execute(LAST, who).fetchone()
        step = next_step(newest[0], waiting, last, now, every)
        if step is None:
            return None
        if isinstance(step, Again):
            return cursor.execute(AGAIN, (now + IN_HAND, step.anchor.id)).fetchone()
        before = 0
        if step.instead:
            before = step.instead.attempts
            connection.execute(GIVE_UP, (step.instead.id,))
        return cursor.execute(ADD, (new_id(), step.size, *who, now, before + 1, now + IN_HAND)).fetchone()


def _after(now: datetime, started_ms: float) -> datetime:
    return now + timedelta(milliseconds=clock.ticks_ms() - started_ms)
