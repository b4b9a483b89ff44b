"""The body of add-checkpoint, read to the letter (C2SP tlog-witness, "add-checkpoint")."""

import re
from dataclasses import dataclass

from jieqing_verify import Wrong
from jieqing_verify.checkpoint import Checkpoint, parse_checkpoint
from jieqing_verify.note import Note
from jieqing_verify.spelling import LARGEST, from_base64

MOST_PROOF_LINES = 63
OLD = re.compile(rb"old (0|[1-9][0-9]{0,18})")


class Malformed(ValueError):  # noqa: N818 - an expected outcome, told by its code
    """The body is not what the protocol says; the text is a code for the answer's body."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A checkpoint (`signed` is its note as sent), and the proof that it extends the tree of `old_size` leaves."""

    old_size: int
    proof: tuple[bytes, ...]
    checkpoint: Checkpoint
    note: Note
    signed: bytes


def read_submission(body: bytes) -> Submission:
    """The parts of a request's body; raises Malformed where it differs from the protocol by one byte."""
    head, blank, signed = body.partition(b"\n\n")
    if not blank:
        raise Malformed("no_empty_line")
    old, *lines = head.split(b"\n")
    if len(lines) > MOST_PROOF_LINES:
        raise Malformed("proof_too_long")
    try:
        checkpoint, note = parse_checkpoint(signed)
    except Wrong as wrong:
        raise Malformed(wrong.code) from None
    return Submission(_old_size(old), tuple(map(_hash, lines)), checkpoint, note, signed)


def _old_size(line: bytes) -> int:
    match = OLD.fullmatch(line)
    if not match or int(match[1]) > LARGEST:
        raise Malformed("old_size_line")
    return int(match[1])


def _hash(line: bytes) -> bytes:
    """One hash of 32 bytes, in the only base64 that stands for it."""
    try:
        return from_base64(line.decode("ascii"), length=32)
    except (UnicodeDecodeError, Wrong):
        raise Malformed("proof_line") from None
