"""Commit to the body of a log entry: the log holds a salted digest, the salt and the body lie sealed."""

import json
import os
from collections.abc import Mapping
from uuid import UUID

from jieqing.evidence.log import Committed
from jieqing.kit.actor import Actor
from jieqing.vault.rules.commitment import SALT_BYTES, canonical, commitment
from jieqing.vault.service.opening import open_bytes
from jieqing.vault.service.sealing import seal_bytes

FIELD = "evidence.body"


def commit_body(actor: Actor, subject: UUID, body: Mapping[str, object]) -> Committed:
    """The commitment to a body (rules/commitment.py), with salt and canonical JSON sealed under the subject's key.

    After `erase(subject)` the salt is gone, and the commitment can be neither opened nor compared.
    """
    salt, text = os.urandom(SALT_BYTES), canonical(body)
    return Committed(commitment(salt, text), seal_bytes(actor, subject, FIELD, salt + text))


def open_body(actor: Actor, committed: Committed, purpose: str) -> dict[str, object]:
    """The body again, once it was seen to be the one committed to; a ValueError where it is another."""
    opened = open_bytes(actor, committed.sealed, purpose)
    salt, text = opened[:SALT_BYTES], opened[SALT_BYTES:]
    if commitment(salt, text) != committed.commitment:
        raise ValueError("this is not the body that was committed to")
    body: dict[str, object] = json.loads(text)
    return body
