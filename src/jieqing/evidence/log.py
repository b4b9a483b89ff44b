"""The log: one entry for each change, opening and refusal, in the transaction of the thing itself.

An entry holds ids and codes. What was changed stands in a body that the vault sealed; the entry commits to it by a
salted digest, so that the body can be erased and the log still stands. The sequencer (sequencer.py) gives each
committed entry its place in the tree; what outsiders see of it is its leaf, which names nobody.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import psycopg
from django.db import connection

from jieqing.evidence import origin
from jieqing.kit import clock
from jieqing.kit.actor import Actor
from jieqing.kit.ids import new_id, new_ids
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting, as_role

ADD = (
    "INSERT INTO evidence.entry"
    " (id, tenant_id, at, event, actor, about, code, commitment, body_sealed, salt, clock, device)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
ADD_ALL = (
    "INSERT INTO evidence.entry"
    " (id, tenant_id, at, event, actor, about, code, commitment, body_sealed, salt, clock, device)"
    " SELECT id, %s, %s, %s, %s, about, '', commitment, body, salt, %s, %s FROM"
    " unnest(%b::uuid[], %b::uuid[], %b::bytea[], %b::bytea[], %b::bytea[])"
    " AS each (id, about, commitment, body, salt)"
)
SALT_BYTES = 16
COLUMNS = "number, id, at, event, actor, about, code, commitment, body_sealed"


@dataclass(frozen=True, slots=True)
class Committed:
    """A body that the vault sealed, and the salted SHA-256 digest (32 bytes) that stands for it."""

    commitment: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it stands in the log; `number` rises with time."""

    number: int
    id: UUID
    at: datetime
    event: str
    actor: str
    about: UUID | None
    code: str
    commitment: bytes | None
    body_sealed: bytes | None


def append(
    actor: Actor,
    event: str,
    *,
    about: UUID | None = None,
    code: str = "",
    body: Committed | None = None,
    owner: UUID | None = None,
) -> None:
    """Adds an entry ("room.noun_past") inside the caller's `acting` block: it stands if and only if the change does.

    `owner` is the tenant in whose log it stands, where that is not the actor's: who opened by a grant is told there.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an entry joins the transaction of its change")
    commitment, sealed = (body.commitment, body.sealed) if body else (None, None)
    row = (new_id(), owner or actor.tenant, clock.now(), event, actor.who, about, code, commitment, sealed)
    with connection.cursor() as cursor:
        cursor.execute(ADD, (*row, os.urandom(SALT_BYTES), origin.clock(), origin.device()))


def append_all(actor: Actor, event: str, bodies: Mapping[UUID, Committed]) -> None:
    """`append` for many things to which the same happened: an entry about each, with its body."""
    if not connection.in_atomic_block:
        raise RuntimeError("an entry joins the transaction of its change")
    if not bodies:
        return
    salts = os.urandom(SALT_BYTES * len(bodies))
    columns = (
        new_ids(len(bodies)),
        list(bodies),
        [body.commitment for body in bodies.values()],
        [body.sealed for body in bodies.values()],
        [salts[start : start + SALT_BYTES] for start in range(0, len(salts), SALT_BYTES)],
    )
    same = (actor.tenant, clock.now(), event, actor.who, origin.clock(), origin.device())
    # Django's own cursors write parameters into the statement; sent beside it, and in binary, they take half the time.
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(ADD_ALL, (*same, *columns))


def record_refusal(actor: Actor, refusal: Refusal) -> None:
    """Adds the entry of a refusal, in a transaction of its own: the one in which it was refused was rolled back."""
    if refusal.is_recorded:
        return
    with acting(actor):
        append(actor, "house.refused", about=refusal.about, code=refusal.code)


def entries(actor: Actor, about: UUID, *, limit: int = 200) -> list[Entry]:
    """The latest entries of one thing, the newest first, as far as the actor's tenant may see them."""
    return _select(actor, "WHERE about = %s ORDER BY number DESC LIMIT %s", (about, limit))


def touched(actor: Actor, about: Sequence[UUID], harmless: Sequence[str]) -> set[UUID]:
    """Which of these things the log knows another event of than the harmless ones, as far as the actor may see them."""
    with acting(actor), as_role("jieqing_evidence"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT about FROM evidence.entry WHERE about = ANY(%s) AND event <> ALL(%s)",
            (list(about), list(harmless)),
        )
        return {found for (found,) in cursor.fetchall()}


def latest(actor: Actor, *, limit: int = 200) -> list[Entry]:
    """The latest entries of the actor's tenant (an operator's: those of the house too), the newest first."""
    return _select(actor, "ORDER BY number DESC LIMIT %s", (limit,))


def _select(actor: Actor, which: str, values: tuple[UUID | int, ...]) -> list[Entry]:
    with acting(actor), as_role("jieqing_evidence"), connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM evidence.entry {which}", values)
        return [Entry(*row) for row in cursor.fetchall()]
