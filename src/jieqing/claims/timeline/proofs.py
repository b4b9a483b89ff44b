"""What proves an event may go away."""

from datetime import date, datetime
from uuid import UUID

from jieqing.claims import assessing
from jieqing.claims.models import Claim, ClaimEvent
from jieqing.kit.actor import Actor


def without_paper(actor: Actor, claim: Claim, file_id: UUID, *, on: date, now: datetime) -> None:
    """Events that a removed paper proved are unproven again. Inside the transaction that removes it."""
    proven = ClaimEvent.objects.filter(tenant_id=claim.tenant_id, claim_id=claim.id, proof_file_id=file_id)
    if proven.update(proof="", proof_file_id=None):
        assessing.store(actor, claim, on, "event", now)
