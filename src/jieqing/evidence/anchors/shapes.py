"""What an anchor is: a checkpoint of the log that somebody outside is asked to attest, and what they answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

Kind = Literal["rfc3161", "evm"]
State = Literal["waiting", "done", "failed"]


class Authority(Protocol):
    """One outside party that attests checkpoints: a time-stamping authority, or a contract on a chain.

    `name` tells people who attests, and stands in the log's tables for good: no address with a password in it.
    """

    @property
    def kind(self) -> Kind: ...
    @property
    def name(self) -> str: ...

    def anchor(self, checkpoint_text: bytes, size: int, root: bytes) -> bytes:
        """The receipt, checked. Takes a minute at the most; may be asked again for the same checkpoint.

        `checkpoint_text` is the signed text without its signatures (origin, size, root in base64, a line each); `root`
        has 32 bytes. Raises NotAnchored for whatever goes wrong outside.
        """
        ...


class NotAnchored(Exception):  # noqa: N818 - an expected no
    """Nothing was attested, this time. `code` says why in few letters, `a-z0-9_.:-` alone; data/said.yaml has words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Anchor:
    """One checkpoint before one authority, a row of evidence.anchor.

    waiting  asked `attempts` times in vain since it last answered; asked again at `next_at`; `said` = why not yet
    done     `receipt` is what it answered, at `done_at` by our clock
    failed   given up for a newer checkpoint, which proves all that this one would have
    """

    id: UUID
    size: int
    kind: Kind
    authority: str
    state: State
    receipt: bytes | None
    asked_at: datetime
    done_at: datetime | None
    attempts: int
    said: str
    next_at: datetime
