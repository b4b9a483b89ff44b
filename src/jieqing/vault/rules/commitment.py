"""A commitment to a body: a salted digest that tells nothing while the salt is secret, and all once it is opened."""

import hashlib
import json
from collections.abc import Mapping

SALT_BYTES = 32
LABEL = b"jieqing.commitment.1\x00"


def canonical(body: Mapping[str, object]) -> bytes:
    """The body as JSON with sorted keys, no spaces, UTF-8: the same bytes for the same content.

    Takes strings, whole numbers, booleans, null, lists and objects of those. A TypeError for all else: a float or a
    date has more than one spelling.
    """
    _refuse_ambiguous(body)
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8")


def commitment(salt: bytes, canonical_body: bytes) -> bytes:
    """SHA-256 over label, salt (32 bytes) and canonical body: 32 bytes."""
    if len(salt) != SALT_BYTES:
        raise ValueError("a salt has 32 bytes")
    return hashlib.sha256(LABEL + salt + canonical_body).digest()


def _refuse_ambiguous(value: object) -> None:
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("keys of a body are strings")
        for inner in value.values():
            _refuse_ambiguous(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_ambiguous(inner)
    elif value is not None and not isinstance(value, str | int):
        raise TypeError(f"{type(value).__name__} has no one spelling in a committed body")
