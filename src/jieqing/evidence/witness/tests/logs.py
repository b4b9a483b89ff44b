"""A log in memory with real keys: its signed checkpoints, its proofs, the bodies of add-checkpoint, and its forks."""

import hashlib
from datetime import UTC, datetime

from jieqing_verify.keys import LogSigner
from jieqing_verify.merkle import Frontier, consistency_path, leaf_hash, root_of
from jieqing_verify.spelling import to_base64
from jieqing_verify.tree_head import Checkpoint

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


class Log:
    """Its leaf at each index is made from the index and `salt`; a fork has another salt from some index on."""

    def __init__(self, keys: LogSigner | None = None, *, forked_at: int | None = None) -> None:
        self.keys = keys or LogSigner.generate("log.example/a")
        self.forked_at = forked_at

    @property
    def origin_hash(self) -> str:
        return hashlib.sha256(self.keys.name.encode()).hexdigest()

    def fork(self, at: int) -> "Log":
        """The same log's other story: the leaves from index `at` on differ."""
        return Log(self.keys, forked_at=at)

    def checkpoint(self, size: int) -> Checkpoint:
        return Checkpoint(self.keys.name, size, root_of(size, self._subtree))

    def signed(self, size: int) -> bytes:
        return self.keys.sign(self.checkpoint(size), int(NOON.timestamp()))

    def proof(self, old: int, new: int) -> list[bytes]:
        return consistency_path(old, new, self._subtree)

    def body(self, old: int, new: int, *, proof: list[bytes] | None = None, note: bytes | None = None) -> bytes:
        """The body of add-checkpoint; an honest one but for what is given."""
        proof = (self.proof(old, new) if old <= new else []) if proof is None else proof
        lines = "".join(f"{to_base64(each)}\n" for each in proof)
        return f"old {old}\n{lines}\n".encode() + (self.signed(new) if note is None else note)

    def _subtree(self, level: int, index: int) -> bytes:
        frontier = Frontier()
        frontier.extend(self._leaf(place) for place in range(index << level, (index + 1) << level))
        return frontier.root()

    def _leaf(self, index: int) -> bytes:
        is_other = self.forked_at is not None and index >= self.forked_at
        return leaf_hash(f"{'other ' if is_other else ''}{index}".encode())
