"""Jobs of this room: what the house does with claims by itself. Each may run twice: the second time finds nothing."""

from uuid import UUID

from jieqing.claims import service
from jieqing.kit import clock
from jieqing.kit.actor import Actor, system
from jieqing.kit.jobs import job
from jieqing.privacy.queries.retention import Due
from jieqing.privacy.service import retention


@job("claims.delete_what_is_over")
def delete_what_is_over(event: str, run: str, kind: str) -> None:
    """Drafts that nobody touched, and claims withdrawn or closed, whose period is over (privacy.retention_due)."""
    retention.carry_out(UUID(run), "claims", delete_due, now=clock.now())


def delete_due(actor: Actor, due: Due) -> int:
    """A batch of one tenant's claims of the run's kind; how many."""
    if due.kind == "claim_draft":
        return service.delete_expired(actor, drafts_before=due.before, most=retention.BATCH)
    return service.delete_expired(actor, ended_before=due.before, most=retention.BATCH)


@job("claims.clear_tenant")
def clear_tenant(event: str, to_tenant: str) -> None:
    """The claims of a tenant whose last member has left (identity.tenant_closed)."""
    service.delete_all(system("clear-tenant", UUID(to_tenant)))
