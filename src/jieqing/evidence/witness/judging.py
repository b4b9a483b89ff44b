"""What a witness answers to a checkpoint: the checks of C2SP tlog-witness, in the order that it gives them."""

from collections.abc import Sequence
from dataclasses import dataclass

from jieqing.evidence.witness.request import Submission
from jieqing_verify import Wrong
from jieqing_verify.merkle import EMPTY, verify_consistency
from jieqing_verify.note import Line, Note, VerifierKey


@dataclass(frozen=True, slots=True)
class Seen:
    """The latest checkpoint that this witness cosigned for a log; size 0 and the empty root where it cosigned none."""

    size: int = 0
    root: bytes = EMPTY


@dataclass(frozen=True, slots=True)
class No:
    """A refusal: the status of the answer, and a code of lower-case letters for whoever reads it."""

    status: int
    code: str


def log_lines(note: Note, keys: Sequence[VerifierKey]) -> tuple[Line, ...] | No:
    """The lines of the log's own keys, all of them good; else 403.

    Stricter than the protocol, which takes one key's signature: every key that the witness was given for this log must
    have signed, so that no log falls back to the weaker of its two kinds.
    """
    found: list[Line] = []
    for key in keys:
        lines = [line for line in note.signatures if key.made(line)]
        if not lines:
            return No(403, "signature_missing")
        try:
            for line in lines:
                key.verify(note.text, line.blob)
        except Wrong:
            return No(403, "signature_false")
        found += lines[:1]
    return tuple(found)


def extends(asked: Submission, seen: Seen) -> No | None:
    """None where the checkpoint extends what the witness saw last, as the proof shows; else the answer to give."""
    new = asked.checkpoint
    if asked.old_size > new.size:
        return No(400, "old_size_above_checkpoint")
    if asked.old_size != seen.size:
        return No(409, "other_size_seen")
    if new.size == 0 and new.root != EMPTY:
        return No(422, "root_of_empty_tree")
    if asked.old_size == 0:  # the empty tree is in every tree: there is nothing to prove
        return No(422, "proof_from_empty_tree") if asked.proof else None
    if asked.old_size == new.size and seen.root != new.root:
        return No(422, "other_root_seen")
    try:
        verify_consistency(asked.old_size, new.size, asked.proof, seen.root, new.root)
    except Wrong:
        return No(422, "not_an_extension")
    return None


def contradicts(asked: Submission, seen: Seen) -> bool:
    """Whether the log signed two trees of one size: that alone proves its misbehaviour to anyone."""
    return asked.checkpoint.size == seen.size > 0 and asked.checkpoint.root != seen.root
