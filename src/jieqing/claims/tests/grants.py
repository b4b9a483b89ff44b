"""甲 jia lets somebody read a claim, and stops it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from jieqing.identity.models import Grant
from jieqing.identity.tests.factories import jia
from jieqing.kit.actor import Actor
from jieqing.kit.rows import acting


def granted(claim_id: UUID, reader: Actor, *, days: int = 1) -> Grant:
    now = datetime.now(UTC)
    with acting(jia()):
        return Grant.objects.create(
            tenant_id=jia().tenant, reader_id=reader.tenant, subject=claim_id, purpose="mandated_case",
            starts_at=now - timedelta(days=2), ends_at=now + timedelta(days=days),
        )  # fmt: skip


def ended(grant: Grant) -> None:
    with acting(jia()):
        Grant.objects.filter(id=grant.id).update(ended_at=datetime.now(UTC))
