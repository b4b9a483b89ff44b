"""Which papers a subject has."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from jieqing.files.models import StoredFile
from jieqing.kit.actor import Actor
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words
from jieqing.vault import service as vault


@dataclass(frozen=True, slots=True)
class Listed:
    """One attachment in a list; `filename` masked unless the list was asked for a purpose. `size` in bytes."""

    id: UUID
    filename: str
    content_type: str
    size: int
    stored_at: datetime


def listing(actor: Actor, subject: UUID, purpose: str = "") -> list[Listed]:
    """The subject's attachments as far as the actor may see them, the oldest first.

    With a purpose their names are opened, which leaves an entry; without, they are masked, which leaves none.
    """
    with acting(actor):
        rows = list(StoredFile.objects.filter(subject=subject).order_by("stored_at", "id"))
        sealed = [bytes(row.filename_sealed) for row in rows]
        names = vault.open_all(actor, sealed, purpose) if purpose and sealed else vault.mask(actor, sealed)
    return [
        Listed(row.id, name, row.content_type, row.size, row.stored_at) for row, name in zip(rows, names, strict=True)
    ]


def row_of(actor: Actor, file_id: UUID) -> StoredFile:
    """The attachment's row. Raises Refusal file_not_found, alike for one that never was and one of another tenant."""
    with acting(actor):
        row = StoredFile.objects.filter(id=file_id).first()
    if row is None:
        raise Refusal(
            "file_not_found",
            Words("没有这份附件。", "There is no such attachment."),
            remedy=Words("它可能已被删除，回到列表看看。", "It may have been removed; go back to the list."),
            status=404,
        )
    return row
