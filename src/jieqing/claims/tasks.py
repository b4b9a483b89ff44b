"""Jobs of this room: what the house does with claims by itself. Each may run twice: the second time finds nothing."""

from uuid import UUID

from jieqing.claims import recomputing, service
from jieqing.claims.papers import batches
from jieqing.claims.portfolio import carrying_out, importing, undoing
from jieqing.claims.timeline import reminding
from jieqing.identity import queries as identity
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
        gone = importing.drop_expired(actor, due.before, retention.BATCH)
        return gone + service.delete_expired(actor, drafts_before=due.before, most=retention.BATCH - gone)
    gone = service.delete_expired(actor, ended_before=due.before, most=retention.BATCH)
    return gone + importing.forget_expired(actor, due.before, retention.BATCH - gone)


@job("claims.clear_tenant")
def clear_tenant(event: str, to_tenant: str) -> None:
    """The claims of a tenant whose last member has left (identity.tenant_closed)."""
    keeper = system("clear-tenant", UUID(to_tenant))
    service.delete_all(keeper)
    importing.delete_all(keeper)
    batches.clear(keeper)


@job("claims.carry_out_import")
def carry_out_import(event: str, tenant: str, import_id: str) -> None:
    """A confirmed ledger becomes claims, or its payments events (claims.ledger_confirmed)."""
    carrying_out.carry_out(_clerk(tenant), UUID(import_id))


@job("claims.carry_out_undo")
def carry_out_undo(event: str, tenant: str, import_id: str) -> None:
    """An import is undone as a whole (claims.ledger_undo_asked)."""
    undoing.carry_out(_clerk(tenant), UUID(import_id), clock.today())


def _clerk(tenant: str) -> Actor:
    return system("ledger-clerk", UUID(tenant))


@job("claims.make_paper_batch")
def make_paper_batch(event: str, tenant: str, batch_id: str) -> None:
    """The papers of a batch (claims.paper_batch_asked); killed, it begins again and makes the same bytes."""
    batches.carry_out(system("papers", UUID(tenant), roles=("creditor",)), UUID(batch_id))


@job("claims.clear_paper_batches", cron="20 3 * * *")
def clear_paper_batches(timestamp: int) -> None:
    """Removes the archives of papers that have run out, tenant by tenant."""
    before = batches.older_than(clock.now())
    for tenant in identity.all_tenants(recomputing.HOUSEKEEPER):
        batches.clear(system("papers", tenant), before)


@job("claims.recompute_for_rates")
def recompute_for_rates(event: str, rate_id: str) -> None:
    """What rested on a rate that came or went (claims.rates_changed)."""
    recomputing.after_rates(now=clock.now())


@job("claims.recompute_for_assumptions")
def recompute_for_assumptions(event: str, to_tenant: str) -> None:
    """What a tenant compared on assumptions that it changed (claims.assumptions_changed)."""
    recomputing.after_assumptions(UUID(to_tenant), now=clock.now())


@job("claims.recompute_for_law", cron="17 19 * * *")
def recompute_for_law(timestamp: int) -> None:
    """What rests on former law packs: after an upgrade, in the night; and what a lost job left of changed rates."""
    recomputing.after_law(now=clock.now())
    recomputing.after_rates(now=clock.now())


@job("claims.compute_missing", cron="*/10 * * * *")
def compute_missing(timestamp: int) -> None:
    """Figures of claims that have none: from before there were any, or after a change that broke off."""
    recomputing.missing(on=clock.today(), now=clock.now())


@job("claims.remind", cron="30 0 * * *")
def remind(timestamp: int) -> None:
    """Half past eight in the morning in China: what comes near within 180, 90 and 30 days."""
    for tenant in identity.all_tenants(recomputing.HOUSEKEEPER):
        reminding.remind(system("reminders", tenant), on=clock.today(), now=clock.now())
