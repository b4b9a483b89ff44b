"""An import is undone as a whole: what nobody touched since goes, keys and all; what was touched stays and is listed.

Touched is a claim whose words changed, or that the log knows another act of: an event, a paper, a card, an end.
Payments are taken back, each in its place.
"""

from datetime import date
from uuid import UUID

from jieqing.claims import assessing, service
from jieqing.claims import keeping as claim_keeping
from jieqing.claims.models import Claim, ClaimEvent, Import
from jieqing.claims.portfolio import keeping
from jieqing.evidence import log
from jieqing.kit import clock
from jieqing.kit.actor import Actor
from jieqing.kit.announce import announce
from jieqing.kit.rows import acting

BATCH = 200
# Entries of the log that change nothing of a claim.
HARMLESS = ("claims.claim_saved", "vault.value_opened", "house.refused")


def undo(actor: Actor, import_id: UUID) -> None:
    """Has an import undone by a job; again: does nothing. Raises Refusal (409) where there is nothing to undo yet."""
    service.creditors_only(actor)
    with acting(actor):
        row = keeping.own(actor, import_id)
        if row.state in ("undoing", "undone"):
            return
        row = keeping.own(actor, import_id, "done", "failed")
        row.state, row.changed_at = "undoing", clock.now()
        row.save(update_fields=["state", "changed_at"])
        log.append(actor, "claims.ledger_undo_asked", about=row.id)
        announce("claims.ledger_undo_asked", tenant=row.tenant_id, import_id=row.id)


def carry_out(actor: Actor, import_id: UUID, on: date) -> None:
    """Undoes an import that is to be undone; of another, nothing. May be killed anywhere and run again."""
    after: UUID | None = None
    while (some := _undone_some(actor, import_id, after, on)) is not None:
        after = some
    with acting(actor):
        row = keeping.mine(actor).select_for_update().filter(id=import_id, state="undoing").first()
        if row is not None:
            keeping.forget(actor, row)
            row.state, row.ended_at, row.changed_at = "undone", clock.now(), clock.now()
            row.save()
            log.append(actor, "claims.ledger_undone", about=row.id)
            announce("claims.ledger_undone", tenant=row.tenant_id, import_id=row.id)


def _undone_some(actor: Actor, import_id: UUID, after: UUID | None, on: date) -> UUID | None:
    """One transaction; the last claim that was looked at, None when all were."""
    with acting(actor):
        row = keeping.mine(actor).select_for_update().filter(id=import_id, state="undoing").first()
        if row is None:
            return None
        some = _payments_taken_back(actor, row, on) if row.kind == "payments" else _claims_deleted(actor, row, after)
        row.changed_at = clock.now()
        row.save(update_fields=["changed_at", "done_count"])
        return some


def _claims_deleted(actor: Actor, row: Import, after: UUID | None) -> UUID | None:
    rows = claim_keeping.mine(actor).select_for_update().filter(import_id=row.id).order_by("id")
    some = list(rows.filter(id__gt=after)[:BATCH] if after else rows[:BATCH])
    if not some:
        return None
    last = some[-1].id  # read now: a row that was deleted has no id any more
    touched = log.touched(actor, [claim.id for claim in some], HARMLESS)
    gone = [claim for claim in some if claim.version == 1 and claim.id not in touched]
    service.delete_these(actor, gone, code="import_undone")
    row.done_count -= len(gone)
    return last


def _payments_taken_back(actor: Actor, row: Import, on: date) -> UUID | None:
    """Up to BATCH payments; their claims are computed anew."""
    now = clock.now()
    live = ClaimEvent.objects.filter(tenant_id=row.tenant_id, import_id=row.id, taken_back_at=None)
    some = list(live.order_by("id")[:BATCH])
    if not some:
        return None
    live.filter(id__in=[event.id for event in some]).update(taken_back_at=now)
    claims = list(claim_keeping.mine(actor).select_for_update().filter(id__in={event.claim_id for event in some}))
    assessing.store_many(actor, claims, on, "event", now)
    for claim in claims:
        log.append(actor, "claims.event_taken_back", about=claim.id, code="import_undone")
    row.done_count -= len(some)
    return some[-1].id


def kept(actor: Actor, import_id: UUID) -> list[Claim]:
    """The claims that stayed when their import was undone, the oldest line first."""
    with acting(actor):
        return list(claim_keeping.mine(actor).filter(import_id=import_id).order_by("import_group"))
