"""A checkpoint in its signed note (C2SP tlog-checkpoint v1.0.0)."""

from jieqing_verify import note
from jieqing_verify.tree_head import Checkpoint

__all__ = ["Checkpoint", "parse_checkpoint"]


def parse_checkpoint(data: bytes) -> tuple[Checkpoint, note.Note]:
    """The checkpoint and its note; a Wrong "not_note" or "not_checkpoint". Verifies no signature: a policy does."""
    signed = note.parse(data)
    return Checkpoint.from_text(signed.text), signed
