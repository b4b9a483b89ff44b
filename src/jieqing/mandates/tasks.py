"""Background entries: an event or a moment in, one verb out. All may run twice."""

from uuid import UUID

from jieqing.identity import queries as people
from jieqing.identity.rules.roles import HOUSE
from jieqing.kit import clock
from jieqing.kit.actor import Actor, system
from jieqing.kit.jobs import job
from jieqing.mandates import service
from jieqing.privacy.queries.retention import Due
from jieqing.privacy.service import retention

KEEPER = system("mandates", HOUSE, ["operator"])  # sees which tenants there are, and nothing of theirs
CARDS, RECORDS = "case_card", "entrusting_record"  # privacy/data/retention.yaml


@job("mandates.end_for_claim")
def end_for_claim(tenant_id: str, claim_id: str, **_event: str) -> None:
    """A claim was withdrawn, closed or deleted: nobody is to go on working on it."""
    service.end_for_claim(system("mandates", UUID(tenant_id), ["creditor"]), UUID(claim_id))


@job("mandates.deliver")
def deliver(to_tenant: str, **_event: str) -> None:
    """A tenant was confirmed as holder of its listing: what waited for it is delivered."""
    service.deliver(system("mandates", UUID(to_tenant), ["agency"]))


@job("mandates.note_lapses", cron="7 * * * *")
def note_lapses(timestamp: int) -> None:
    """Every hour: says which cards and cases time has ended."""
    for tenant in people.all_tenants(KEEPER):
        service.note_lapses(system("mandates", tenant, ["creditor"]))


@job("mandates.delete_what_is_over")
def delete_what_is_over(run: str, **_event: str) -> None:
    """A retention period of this room came due."""
    retention.carry_out(UUID(run), "mandates", _delete, now=clock.now())


def _delete(actor: Actor, due: Due) -> int:
    return service.delete_expired(
        actor,
        cards_before=due.before if due.kind == CARDS else None,
        records_before=due.before if due.kind == RECORDS else None,
    )
