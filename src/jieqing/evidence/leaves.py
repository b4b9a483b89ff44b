"""From the columns of an entry to its leaf: the one place that says which column becomes what."""

from collections.abc import Sequence
from typing import Any

from jieqing_verify import entry

# In the order of `leaf_of`. The sealed body stays in the database: of it only the digest is asked.
COLUMNS = (
    "entry.id::text, entry.at, entry.event, entry.code, entry.clock, entry.device,"
    " coalesce(entry.tenant_id::text, ''), entry.actor, entry.about::text, entry.salt, entry.commitment,"
    " sha256(entry.body_sealed)"
)


def leaf_of(columns: Sequence[Any]) -> bytes:
    """The leaf's bytes of an entry whose COLUMNS were read. A ValueError or Wrong where they can't be an entry's."""
    made, at, event, code, clock, device, owner, actor, about, salt, commitment, sealed = columns
    return entry.leaf(
        id=made, at=at, event=event, code=code, clock=clock, device=device, owner=owner, actor=actor, about=about,
        salt=salt, commitment=commitment, sealed=sealed,
    )  # fmt: skip
