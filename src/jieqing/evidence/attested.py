"""What outsiders attested of the log (evidence.anchor): which attestations cover given entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import connection

# For each authority and each entry the earliest checkpoint that holds it: the tightest bound that was attested.
COVERING = """
    SELECT DISTINCT anchor.size, anchor.kind, anchor.authority, anchor.receipt, anchor.done_at
    FROM unnest(%s::bigint[]) AS entry (index)
    CROSS JOIN (SELECT DISTINCT authority FROM evidence.anchor WHERE kind = %s) AS known
    CROSS JOIN LATERAL (
        SELECT size, kind, authority, receipt, done_at FROM evidence.anchor
        WHERE kind = %s AND authority = known.authority AND state = 'done' AND size > entry.index
        ORDER BY size LIMIT 1) AS anchor
    ORDER BY size, authority
"""


@dataclass(frozen=True, slots=True)
class Attested:
    """That an authority attested the checkpoint of `size`: `receipt` is its answer, received at `at`."""

    size: int
    kind: Literal["rfc3161", "evm"]
    authority: str
    receipt: bytes
    at: datetime


def covering(kind: Literal["rfc3161", "evm"], indices: Sequence[int]) -> list[Attested]:
    """Of each authority of that kind the earliest attestation of each of these entries (their places in the tree)."""
    with connection.cursor() as cursor:
        cursor.execute(COVERING, (list(indices), kind, kind))
        rows = cursor.fetchall()
    return [Attested(size, kind, authority, bytes(receipt), at) for size, kind, authority, receipt, at in rows]
