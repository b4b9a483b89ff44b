"""The sequencer: one process at a time gives entries their place, signs, publishes, and asks outsiders.

The lease is an advisory lock of the session that writes, so whoever lost it cannot write. It is free at once when its
holder is killed, and within some eight seconds when the holder's machine is gone (TCP keepalive, on both ends). What
else must be done runs in threads beside, each on a connection of its own: the log never waits for it.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import psycopg

from jieqing.evidence.ahead import Ahead
from jieqing.evidence.asking import askers
from jieqing.evidence.integrating import BATCH, Broken, add, load_tree
from jieqing.evidence.publishing import Publisher, refuse_setback
from jieqing.kit import clock
from jieqing_verify.keys import LogSigner
from jieqing_verify.policy import Policy

log = logging.getLogger("jieqing.evidence.sequencer")

LEASE = 0x4A51_4C4F_47  # "JQLOG"
PAUSE_S = 0.4  # between two looks at the queue: a checkpoint holds what came meanwhile
STANDBY_S = 1.0
RECONNECT_S = 0.5
BESIDE_S = 1.0  # work beside looks for new things at least so often
DEAD_CLIENT = (
    "-c tcp_keepalives_idle=3 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=2 -c tcp_user_timeout=7000"
    " -c client_connection_check_interval=2000 -c idle_in_transaction_session_timeout=8000 -c timezone=UTC"
)

Connection = psycopg.Connection[Any]
Beside = Callable[[Connection], None]


def run(
    database_url: str, keys: LogSigner, policy: Policy, directory: Path, *, stop: Event, beside: Sequence[Beside] = ()
) -> None:
    """Keeps the log until `stop` is set, standing by while another process does. A database that goes is waited for.

    `database_url` is of the role jieqing_sequencer. The witnesses of the policy are asked and `beside` called after
    each new checkpoint and every second, each in its own thread with a connection (autocommit). Raises Broken when
    the tables are not what was signed and published: no more is added to such a log until people have looked.
    """
    publisher = Publisher(directory, policy.text)

    def publish(connection: Connection) -> None:
        publisher.publish(connection)

    while not stop.is_set():
        try:
            with _connected(database_url) as connection:
                if not _leased(connection, stop):
                    return
                log.info("sequencer leads")
                refuse_setback(connection, directory)
                with (
                    _connected(database_url) as reader,
                    closing(Ahead(reader)) as ahead,
                    _side_by_side(database_url, (publish, *askers(policy), *beside)) as side,
                ):
                    _lead(connection, ahead, keys, side, stop)
        except psycopg.Error as error:
            log.warning("sequencer lost the database code=%s", type(error).__name__)
            stop.wait(RECONNECT_S)


def _lead(connection: Connection, ahead: Ahead, keys: LogSigner, side: "_Side", stop: Event) -> None:
    tree = load_tree(connection)
    while not stop.is_set():
        if side.broken:
            raise side.broken
        rows = ahead.batch()
        if rows:
            tree = add(connection, tree, keys, clock.now(), rows)
            side.wake()
        if len(rows) < BATCH:
            stop.wait(PAUSE_S)


def _leased(connection: Connection, stop: Event) -> bool:
    """Waits for the lease; False when `stop` came first."""
    while not stop.is_set():
        if connection.execute("SELECT pg_try_advisory_lock(%s)", (LEASE,)).fetchone() == (True,):
            return True
        stop.wait(STANDBY_S)
    return False


@contextmanager
def _connected(database_url: str) -> Iterator[Connection]:
    with psycopg.connect(
        database_url, autocommit=True, connect_timeout=5, application_name="jieqing sequencer", options=DEAD_CLIENT,
        keepalives_idle=3, keepalives_interval=2, keepalives_count=2, tcp_user_timeout=7000,  # the same from this end
    ) as connection:  # fmt: skip
        yield connection


class _Side:
    """The threads beside one lead: each does its work, again whenever it is woken."""

    def __init__(self, database_url: str, works: Sequence[Beside]) -> None:
        self.database_url = database_url
        self.ended = Event()
        self.broken: Broken | None = None
        self.woken = [Event() for _work in works]
        self.threads = [
            Thread(target=self._work, args=pair, daemon=True) for pair in zip(works, self.woken, strict=True)
        ]

    def wake(self) -> None:
        for woken in self.woken:
            woken.set()

    def _work(self, work: Beside, woken: Event) -> None:
        while not self.ended.is_set():
            try:
                with _connected(self.database_url) as connection:
                    while not self.ended.is_set():
                        woken.clear()
                        work(connection)
                        woken.wait(BESIDE_S)
            except Broken as broken:
                self.broken = broken
                return
            except Exception as error:  # noqa: BLE001 - an edge: whatever fails beside, the log goes on
                log.warning("work beside the log failed code=%s", type(error).__name__)
                self.ended.wait(BESIDE_S)


@contextmanager
def _side_by_side(database_url: str, works: Sequence[Beside]) -> Iterator[_Side]:
    side = _Side(database_url, works)
    with ExitStack() as stack:
        for thread in side.threads:
            thread.start()
            stack.callback(thread.join, 5)
        stack.callback(side.wake)
        stack.callback(side.ended.set)
        yield side
