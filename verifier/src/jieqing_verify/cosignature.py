"""What a cosigner signs (C2SP tlog-cosignature): a checkpoint's tree, with its own name and time."""

from jieqing_verify.spelling import LARGEST
from jieqing_verify.tree_head import Checkpoint

LABEL = b"subtree/v1\n\x00"


def ed25519_message(text: bytes, at_s: int) -> bytes:
    """The bytes under an Ed25519 cosignature of a note's text, at POSIX seconds. They do not name the cosigner."""
    return b"cosignature/v1\ntime %d\n" % _time(at_s) + text


def mldsa44_message(cosigner: str, at_s: int, checkpoint: Checkpoint) -> bytes:
    """The `cosigned_message` under an ML-DSA-44 cosignature of a whole tree. Extension lines are not in it."""
    return b"".join(
        (
            LABEL,
            _opaque(cosigner),
            _time(at_s).to_bytes(8, "big"),
            _opaque(checkpoint.origin),
            (0).to_bytes(8, "big"),
            checkpoint.size.to_bytes(8, "big"),
            checkpoint.root,
        )
    )


def _opaque(name: str) -> bytes:
    """opaque<1..2^8-1> of RFC 8446: a length of one byte, then the bytes."""
    data = name.encode("utf-8")
    if not 1 <= len(data) <= 255:
        raise ValueError("a cosigned name has 1 to 255 bytes")
    return bytes((len(data),)) + data


def _time(at_s: int) -> int:
    if not 0 <= at_s <= LARGEST:
        raise ValueError("a time is from 0 to 2^63 - 1 seconds")
    return at_s
