"""Whose rows are there: the tenant of a transaction, and the roles of the database that guard schemas of their own.

Row-level security reads four settings that only `acting` sets, and only until the end of the transaction. Without them
no tenant's row is there at all.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg.pq import TransactionStatus

from jieqing.kit.actor import Actor

NOBODY = ("", "", "", "")
SET = (
    "SELECT set_config('jieqing.tenant', %s, true), set_config('jieqing.user', %s, true),"
    " set_config('jieqing.roles', %s, true), set_config('jieqing.token', %s, true)"
)
GET = (
    "SELECT coalesce(current_setting('jieqing.tenant', true), ''), coalesce(current_setting('jieqing.user', true), ''),"
    " coalesce(current_setting('jieqing.roles', true), ''), coalesce(current_setting('jieqing.token', true), '')"
)


_again: ContextVar[list[Callable[[], None]] | None] = ContextVar("again", default=None)


@contextmanager
def acting(actor: Actor, *, token: str = "") -> Iterator[None]:
    """A transaction in which the actor's rows are there, and no others.

    `token` is the digest of a secret that its holder shows (an invitation's). Opened by the outermost service or
    query; one inside another joins its transaction and must act for the same tenant, or for none: a RuntimeError
    says that code is about to mix two tenants' rows.
    """
    outer, mine = _again.get(), list[Callable[[], None]]()
    _again.set(mine)
    try:
        with _transaction(actor, token):
            yield
    except Exception:
        _again.set(outer)
        for act in mine:
            act()
        raise
    finally:
        _again.set(outer)
        if outer is not None:
            outer += mine


def again_if_undone(act: Callable[[], None]) -> None:
    """Does `act` once more should the transaction be rolled back: the trace of what was seen in it outlives it.

    `act` opens an `acting` of its own. Outside of one nothing can be undone, and nothing is done.
    """
    if (kept := _again.get()) is not None:
        kept.append(act)


@contextmanager
def _transaction(actor: Actor, token: str) -> Iterator[None]:
    settings = (str(actor.tenant or ""), str(actor.user_id or ""), ",".join(sorted(actor.roles)), token)
    is_outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        before = NOBODY if is_outermost else _settings(cursor)
        if before[0] and settings[0] and before[0] != settings[0]:
            raise RuntimeError("one transaction, one tenant")
        if before != settings:
            cursor.execute(SET, settings)
        try:
            yield
        finally:
            # In an outer transaction the settings would outlive this block; at its end they go by themselves.
            if not is_outermost and before != settings and not _is_broken():
                cursor.execute(SET, before)


@contextmanager
def as_role(role: Literal["jieqing_vault", "jieqing_evidence"]) -> Iterator[None]:
    """Statements run as that role of the database, inside `acting`; afterwards as the application's own again."""
    if not connection.in_atomic_block:
        raise RuntimeError("a role is taken inside a transaction, by acting()")
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        try:
            yield
        finally:
            if not _is_broken():
                cursor.execute("SET LOCAL ROLE NONE")


def _settings(cursor: CursorWrapper) -> tuple[str, ...]:
    cursor.execute(GET)
    return cursor.fetchone() or NOBODY


def _is_broken() -> bool:
    """Whether a statement failed: then only a rollback is heard, and it takes the settings with it."""
    return bool(connection.connection.info.transaction_status == TransactionStatus.INERROR)
