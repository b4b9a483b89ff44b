"""Commit to the body of a log entry: the log holds a salted digest, the salt and the body lie sealed."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from jieqing.evidence.log import Committed
from jieqing.kit.actor import Actor
from jieqing.vault.rules.commitment import SALT_BYTES, canonical, commitment
from jieqing.vault.service.opening import open_bytes_all
from jieqing.vault.service.sealing import seal_bytes

FIELD = "evidence.body"


def commit_body(actor: Actor, subject: UUID, body: Mapping[str, object]) -> Committed:
    """The commitment to a body (rules/commitment.py), with salt and canonical JSON sealed under the subject's key.

    After `erase(subject)` the salt is gone, and the commitment can be neither opened nor compared.
    """
    salt, text = os.urandom(SALT_BYTES), canonical(body)
    return Committed(commitment(salt, text), seal_bytes(actor, subject, FIELD, salt + text))


@dataclass(frozen=True, slots=True)
class OpenedBody:
    """What a commitment is made over: its salt (32 bytes) and the body's canonical JSON."""

    salt: bytes
    text: str

    @property
    def body(self) -> dict[str, object]:
        """The body as a value."""
        read: dict[str, object] = json.loads(self.text)
        return read


def open_body(actor: Actor, committed: Committed, purpose: str) -> dict[str, object]:
    """The body again, once it was seen to be the one committed to; a ValueError where it is another."""
    return open_bodies(actor, [committed], purpose)[0].body


def open_bodies(actor: Actor, committed: Sequence[Committed], purpose: str) -> list[OpenedBody]:
    """`open_body` for many, with what shows others that it is so; one entry of the opening for each subject."""
    opened = open_bytes_all(actor, [each.sealed for each in committed], purpose)
    return [_held_to(each, content) for each, content in zip(committed, opened, strict=True)]


def _held_to(committed: Committed, opened: bytes) -> OpenedBody:
    salt, text = opened[:SALT_BYTES], opened[SALT_BYTES:]
    if commitment(salt, text) != committed.commitment:
        raise ValueError("this is not the body that was committed to")
    return OpenedBody(salt, text.decode("utf-8"))
