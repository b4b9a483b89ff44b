"""A proof that fits in one file (C2SP tlog-proof v1): an index, a path, and the checkpoint it leads to."""

from dataclasses import dataclass

from jieqing_verify.checkpoint import Checkpoint
from jieqing_verify.merkle import verify_inclusion
from jieqing_verify.note import NOTE_BYTES
from jieqing_verify.policy import Policy
from jieqing_verify.spelling import from_base64, from_decimal, to_base64
from jieqing_verify.wrong import Wrong

HEADER = "c2sp.org/tlog-proof@v1"
LONGEST_PATH = 63
PROOF_BYTES = NOTE_BYTES + 200_000


@dataclass(frozen=True, slots=True)
class TlogProof:
    """`hashes` lead from the leaf's sibling up; `checkpoint_note` is verbatim; `extra` is opaque, never trusted."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint_note: bytes
    extra: bytes | None = None

    @classmethod
    def parse(cls, data: bytes) -> "TlogProof":
        """The proof in these bytes; a Wrong "not_proof" for another form. Verifies nothing."""
        head, cut, checkpoint_note = data.partition(b"\n\n")
        try:
            lines = head.decode("ascii").split("\n")
            if len(data) > PROOF_BYTES or not cut or lines.pop(0) != HEADER:
                raise _not_proof()
            extra = from_base64(_after("extra ", lines)) if lines and lines[0].startswith("extra ") else None
            index = from_decimal(_after("index ", lines))
            hashes = tuple(from_base64(line, length=32) for line in lines)
        except (UnicodeDecodeError, Wrong):
            raise _not_proof() from None
        if len(hashes) > LONGEST_PATH:
            raise _not_proof()
        return cls(index, hashes, checkpoint_note, extra)

    def text(self) -> bytes:
        """The file's bytes."""
        extra = [] if self.extra is None else [f"extra {to_base64(self.extra)}"]
        lines = [HEADER, *extra, f"index {self.index}", *map(to_base64, self.hashes)]
        return "".join(f"{line}\n" for line in lines).encode("ascii") + b"\n" + self.checkpoint_note

    def verify(self, leaf_hash: bytes, policy: Policy) -> Checkpoint:
        """The checkpoint that holds the leaf, trusted under the policy; else a Wrong (see Policy.judge, merkle)."""
        checkpoint = policy.judge(self.checkpoint_note).require()
        verify_inclusion(self.index, checkpoint.size, leaf_hash, self.hashes, checkpoint.root)
        return checkpoint


def _after(word: str, lines: list[str]) -> str:
    if not lines or not lines[0].startswith(word):
        raise _not_proof()
    return lines.pop(0)[len(word) :]


def _not_proof() -> Wrong:
    return Wrong("not_proof", "这不是一份完好的日志证明。", "This is not a well-formed proof of a log.")
