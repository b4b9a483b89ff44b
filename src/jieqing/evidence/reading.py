"""What the log's public tables say: its size, checkpoints, places of entries, proofs, tiles.

Callable by the application's role, inside `acting` or outside; nothing here is any tenant's.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from jieqing_verify import Wrong
from jieqing_verify.merkle import Subtree, consistency_path, inclusion_path
from jieqing_verify.policy import NONE, Policy
from jieqing_verify.proof import TlogProof
from jieqing_verify.tiles import WIDTH, subtree_from

AT_A_TIME = 500
COSIGNED = """
    SELECT size, array_agg(witness ORDER BY witness) FROM evidence.cosignature
    WHERE size > %s AND size < %s GROUP BY size ORDER BY size DESC LIMIT %s
"""
SIGNED = """
    SELECT size, root, at, note, coalesce(
        (SELECT string_agg(lines, ''::bytea ORDER BY witness) FROM evidence.cosignature WHERE size = checkpoint.size),
        ''::bytea)
    FROM evidence.checkpoint
"""
TILE = {
    False: "SELECT string_agg(hash, ''::bytea ORDER BY index) FROM evidence.leaf"
    " WHERE 0 = %s AND index >= %s AND index < %s",
    True: "SELECT string_agg(hash, ''::bytea ORDER BY index) FROM evidence.node"
    " WHERE level = %s AND index >= %s AND index < %s",
}


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint as the log signed it; `note` is the log's, `lines` are those of witnesses ('' before the first)."""

    size: int
    root: bytes
    at: datetime
    note: bytes
    lines: bytes

    @property
    def whole(self) -> bytes:
        """The signed note with every cosignature that it has so far."""
        return self.note + self.lines


def size() -> int:
    """How many entries have their place in the tree of the newest checkpoint."""
    newest = latest_checkpoint()
    return newest.size if newest else 0


def latest_checkpoint() -> Signed | None:
    """The newest checkpoint; None in a log that has none yet."""
    return next(_signed("ORDER BY size DESC LIMIT 1", ()), None)


def checkpoint_of(size: int) -> Signed | None:
    """The checkpoint of that very size, if one was signed."""
    return next(_signed("WHERE size = %s", (size,)), None)


def latest_with_quorum(policy: Policy, *, covering: int = 0) -> Signed | None:
    """The newest checkpoint that the policy trusts and whose tree holds the entry at index `covering`; else None."""
    if policy.quorum == NONE:
        newest = latest_checkpoint()
        return newest if newest and newest.size > covering and _is_trusted(policy, newest) else None
    too_few = set[tuple[str, ...]]()  # who signed one in vain: the same witnesses are too few elsewhere, too
    below = 1 << 62
    while page := _cosigned(covering, below):
        for size, witnesses in page:
            if witnesses in too_few or (signed := checkpoint_of(size)) is None:
                continue
            is_trusted = _is_trusted(policy, signed)
            if is_trusted:
                return signed
            if is_trusted is False:
                too_few.add(witnesses)
        below = page[-1][0]
    return None


def index_of(numbers: Iterable[int]) -> dict[int, int]:
    """The places in the tree of those entries (by their numbers) that have one already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, index FROM evidence.leaf WHERE number = ANY(%s)", (list(numbers),))
        return dict(cursor.fetchall())


def waiting() -> int:
    """How many committed entries have no place in the tree yet."""
    return int(_one("SELECT count(*) FROM evidence.pending")[0])


def tile(level: int, n: int, width: int = WIDTH) -> bytes:
    """The first `width` hashes of tile n of a level; fewer bytes where the tree is not so large."""
    found = _one(TILE[level > 0], (level, n * WIDTH, n * WIDTH + width))[0]
    return bytes(found or b"")


def subtrees(size: int) -> Subtree:
    """The complete subtrees of the tree of that size, for any number of proofs: each tile is read once."""
    return subtree_from(tile, size)


def inclusion_proof(index: int, size: int, subtree: Subtree | None = None) -> list[bytes]:
    """That the entry at `index` stands in the tree of that size. ValueError for an index outside it."""
    return inclusion_path(index, size, subtree or subtrees(size))


def consistency_proof(old: int, new: int, subtree: Subtree | None = None) -> list[bytes]:
    """That the tree of `new` entries extends that of `old`; empty from 0 and from the same size."""
    return consistency_path(old, new, subtree or subtrees(new))


def proofs(indices: Iterable[int], checkpoint: Signed) -> Iterator[TlogProof]:
    """A `.tlog-proof` for each entry, all to the one checkpoint with the cosignatures it has."""
    subtree = subtrees(checkpoint.size)
    for index in indices:
        yield TlogProof(index, tuple(inclusion_path(index, checkpoint.size, subtree)), checkpoint.whole)


def _is_trusted(policy: Policy, signed: Signed) -> bool | None:
    """Whether enough have signed; None for a spoilt row, which says nothing of who signs others."""
    try:
        return policy.judge(signed.whole).is_trusted
    except Wrong:  # check.py names it
        return None


def _cosigned(covering: int, below: int) -> list[tuple[int, tuple[str, ...]]]:
    """Sizes of checkpoints that were cosigned and by whom, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(COSIGNED, (covering, below, AT_A_TIME))
        return [(size, tuple(witnesses)) for size, witnesses in cursor.fetchall()]


def _signed(which: str, values: tuple[int, ...]) -> Iterator[Signed]:
    with connection.cursor() as cursor:
        cursor.execute(SIGNED + which, values)
        rows = cursor.fetchall()
    for size, root, at, note, lines in rows:
        yield Signed(size, bytes(root), at, bytes(note), bytes(lines))


def _one(sql: str, values: tuple[int, ...] = ()) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return tuple(cursor.fetchone())
