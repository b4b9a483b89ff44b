"""Who lets whom read what, from both sides."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from jieqing.identity.models import Grant
from jieqing.kit.actor import Actor
from jieqing.kit.rows import acting


@dataclass(frozen=True, slots=True)
class GrantFacts:
    """`tenant_id` lets `reader_id` read `subject` from `starts_at` until `ends_at`, or until it was ended before."""

    id: UUID
    tenant_id: UUID
    reader_id: UUID
    subject: UUID
    purpose: str
    starts_at: datetime
    ends_at: datetime
    ended_at: datetime | None

    def stands_at(self, now: datetime) -> bool:
        """Whether the reader may read at that moment."""
        return self.ended_at is None and self.starts_at <= now < self.ends_at


def grants(actor: Actor, subject: UUID | None = None) -> list[GrantFacts]:
    """Grants that the actor's tenant gave or was given (on one subject), the newest first."""
    with acting(actor):
        rows = Grant.objects.filter(subject=subject) if subject else Grant.objects.all()
        return [
            GrantFacts(
                id=row.id,
                tenant_id=row.tenant_id,
                reader_id=row.reader_id,
                subject=row.subject,
                purpose=row.purpose,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                ended_at=row.ended_at,
            )
            for row in rows.order_by("-starts_at", "-id")
        ]


def is_granted(actor: Actor, owner: UUID, subject: UUID) -> bool:
    """Whether the tenant `owner` lets the actor's read that subject of its own now, by the database's clock."""
    with acting(actor), connection.cursor() as cursor:
        cursor.execute("SELECT house.granted(%s, %s)", [owner, subject])
        return bool(cursor.fetchone()[0])
