"""How the log stands, for its operator: size, what waits, witnesses, anchors, and the last two days by the hour."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from jieqing.evidence import reading
from jieqing.evidence.cosigning import witnesses_of
from jieqing.evidence.reading import Signed
from jieqing.proof.rules.plotting import Hour, hours_between
from jieqing_verify.policy import NONE, Policy

PLOTTED = timedelta(hours=48)
SLOW_AFTER = timedelta(seconds=30)  # the sequencer looks at the queue twice a second
# Sizes grow with time: the first and last size of an hour say what came in it.
GROWN = """
    SELECT date_trunc('hour', at), max(size) FROM evidence.checkpoint WHERE at >= %s GROUP BY 1 ORDER BY 1
"""
BEFORE = "SELECT coalesce(max(size), 0) FROM evidence.checkpoint WHERE at < %s"
# From the log's signature to the last cosignature that the quorum needed.
SEALED = """
    SELECT date_trunc('hour', at), max(seconds) FROM (
        SELECT checkpoint.at, extract(epoch FROM c.at - checkpoint.at) AS seconds,
            row_number() OVER (PARTITION BY size ORDER BY c.at) AS place
        FROM evidence.checkpoint JOIN evidence.cosignature c USING (size) WHERE checkpoint.at >= %s
    ) AS each WHERE place = %s GROUP BY 1
"""
WITNESSES = """
    SELECT w.name, w.code, w.since, w.at, c.size, c.at FROM evidence.witness w LEFT JOIN LATERAL (
        SELECT size, at FROM evidence.cosignature WHERE witness = w.name ORDER BY size DESC LIMIT 1) AS c ON true
"""
ANCHORS = """
    SELECT DISTINCT ON (kind, authority, state)
        kind, authority, state, size, asked_at, done_at, attempts, said, next_at,
        count(*) OVER (PARTITION BY kind, authority, state)
    FROM evidence.anchor ORDER BY kind, authority, state, size DESC
"""


@dataclass(frozen=True, slots=True)
class Watcher:
    """A witness of the policy: what it answered last (a code; None: never asked) and the newest tree it cosigned."""

    name: str
    code: str | None = None
    since: datetime | None = None
    asked_at: datetime | None = None
    size: int | None = None
    cosigned_at: datetime | None = None
    behind: int = 0

    @property
    def is_well(self) -> bool:
        return self.code == "cosigned"


@dataclass(frozen=True, slots=True)
class Anchored:
    """The newest anchor in one state before one authority, and how many are in that state."""

    kind: str
    authority: str
    state: str
    size: int
    asked_at: datetime
    done_at: datetime | None
    attempts: int
    said: str
    next_at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Standing:
    """The log at one moment. `lag_s` is the age of the newest checkpoint while entries wait, else 0."""

    newest: Signed | None
    sealed: Signed | None
    waiting: int
    lag_s: int
    needed: int
    watchers: tuple[Watcher, ...]
    anchors: tuple[Anchored, ...]
    hours: tuple[Hour, ...]

    @property
    def is_slow(self) -> bool:
        return self.lag_s > SLOW_AFTER.total_seconds()


def standing(policy: Policy, now: datetime) -> Standing:
    """How the log stands, by the policy that it is published under."""
    needed = quorum_of(policy)
    newest, waiting = reading.latest_checkpoint(), reading.waiting()
    lag = (now - newest.at) if newest and waiting else timedelta()
    size = newest.size if newest else 0
    return Standing(
        newest, reading.latest_with_quorum(policy), waiting, max(0, int(lag.total_seconds())), needed,
        tuple(_watchers(policy, size)), tuple(_anchors()), _hours(needed, now),
    )  # fmt: skip


def quorum_of(policy: Policy) -> int:
    """How many of the witnesses the policy asks for; 0 where it asks for none."""
    thresholds = {group.name: group.threshold for group in policy.groups}
    return 0 if policy.quorum == NONE else thresholds.get(policy.quorum, 1)


def _watchers(policy: Policy, size: int) -> Iterable[Watcher]:
    told = {row[0]: row for row in _rows(WITNESSES)}
    for witness in witnesses_of(policy):
        name = witness.name
        if name in told:
            _name, code, since, asked_at, cosigned, at = told[name]
            yield Watcher(name, code, since, asked_at, cosigned, at, size - (cosigned or 0))
        else:
            yield Watcher(name, behind=size)


def _anchors() -> Iterable[Anchored]:
    return (Anchored(*row) for row in _rows(ANCHORS))


def _hours(needed: int, now: datetime) -> tuple[Hour, ...]:
    start = (now - PLOTTED).replace(minute=0, second=0, microsecond=0)
    ((before,),) = _rows(BEFORE, (start,))
    return hours_between(start, now, before, dict(_rows(GROWN, (start,))), dict(_rows(SEALED, (start, needed))))


def _rows(sql: str, values: tuple[datetime | int, ...] = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
