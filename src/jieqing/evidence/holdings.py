"""What whoever may see entries holds of them: their leaves, their places in the tree, and what opens the leaves.

`log.entries` is for reading a history; this is for showing it to others, so that none is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from jieqing.evidence.leaves import COLUMNS, leaf_of
from jieqing.evidence.log import Committed
from jieqing.kit.actor import Actor
from jieqing.kit.rows import acting, as_role

AT_A_TIME = 500
LIST = (
    f"SELECT number, {COLUMNS}, body_sealed FROM evidence.entry"
    " WHERE tenant_id = %s AND about = %s AND number > %s AND number <= %s ORDER BY number LIMIT %s"
)
END_OF_LOG = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Holding:
    """One entry with all that shows it. `index`: its place in the tree, None while it waits for one.

    `salt` (16 bytes), `owner`, `actor` and `about` open what the leaf says of who and what; `body` what was sealed.
    """

    number: int
    index: int | None
    leaf: bytes
    at: datetime
    event: str
    code: str
    salt: bytes
    owner: str
    actor: str
    about: str | None
    body: Committed | None


def holdings(actor: Actor, about: UUID, *, up_to: int = END_OF_LOG) -> list[Holding]:
    """Every entry about one thing in the log of the actor's tenant, the oldest first; up to an entry's number."""
    if actor.tenant is None:
        return []
    with acting(actor):
        rows = list(_rows(actor.tenant, about, up_to))
        places = _places([row[0] for row in rows])
    return [_holding(row, places.get(row[0])) for row in rows]


def last_number(actor: Actor, about: UUID) -> int:
    """The number of the latest entry about it in the log of the actor's tenant; 0 where there is none."""
    if actor.tenant is None:
        return 0
    with acting(actor), as_role("jieqing_evidence"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(number), 0) FROM evidence.entry WHERE tenant_id = %s AND about = %s",
            (actor.tenant, about),
        )
        (found,) = cursor.fetchone()
        return int(found)


def _rows(tenant: UUID, about: UUID, up_to: int) -> Iterator[tuple[Any, ...]]:
    after = 0
    with as_role("jieqing_evidence"), connection.cursor() as cursor:
        while True:
            cursor.execute(LIST, (tenant, about, after, up_to, AT_A_TIME))
            page = cursor.fetchall()
            yield from page
            if len(page) < AT_A_TIME:
                return
            after = page[-1][0]


def _places(numbers: list[int]) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, index FROM evidence.leaf WHERE number = ANY(%s)", (numbers,))
        return dict(cursor.fetchall())


def _holding(row: tuple[Any, ...], index: int | None) -> Holding:
    number, *columns, sealed = row
    _id, at, event, code, _clock, _device, owner, actor, about, salt, commitment, _digest = columns
    body = Committed(bytes(commitment), bytes(sealed)) if commitment is not None else None
    return Holding(number, index, leaf_of(columns), at, event, code, bytes(salt), owner, actor, about, body)
