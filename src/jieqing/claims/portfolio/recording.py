"""Confirmed payments become events of the claims that they were matched to; a payment of an import is an event once."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from jieqing.claims import assessing
from jieqing.claims import keeping as claim_keeping
from jieqing.claims.models import ClaimEvent, Import
from jieqing.claims.portfolio import keeping
from jieqing.claims.portfolio.rules.report import Paid
from jieqing.evidence import log
from jieqing.kit import clock
from jieqing.kit.actor import Actor
from jieqing.kit.rows import acting
from jieqing.vault import service as vault

BATCH = 500


def record_some(actor: Actor, import_id: UUID, payments: Sequence[Paid]) -> bool:
    """One transaction: the events, the claims' figures anew, an entry for each claim. False where it was ended."""
    now = clock.now()
    with acting(actor):
        row = keeping.mine(actor).select_for_update().filter(id=import_id, state="running").first()
        if row is None:
            return False
        recorded = ClaimEvent.objects.filter(tenant_id=row.tenant_id, import_id=row.id)
        done = set(recorded.values_list("import_row", flat=True))
        fresh = [each for each in payments if each.row not in done and each.claim_id]
        wanted = {UUID(each.claim_id or "") for each in fresh}
        claims = {claim.id: claim for claim in claim_keeping.mine(actor).select_for_update().filter(id__in=wanted)}
        events = [_event(row, each, now) for each in fresh if UUID(each.claim_id or "") in claims]
        ClaimEvent.objects.bulk_create(events)
        claim_keeping.mine(actor).filter(id__in=claims).update(changed_at=now)
        assessing.store_many(actor, list(claims.values()), row.read_on, "event", now)
        bodies = {
            claim_id: {
                "import": str(row.id),
                "payments": [
                    {"on": event.on.isoformat(), "amount_fen": event.amount_fen, "booked_to": event.booked_to}
                    for event in events
                    if event.claim_id == claim_id
                ],
            }
            for claim_id in claims
        }
        log.append_all(
            actor, "claims.event_added", vault.seal_many(actor, {each: {} for each in claims}, bodies).bodies
        )
        row.done_count += len(fresh)
        row.changed_at = now
        row.save(update_fields=["done_count", "changed_at"])
    return True


def _event(row: Import, paid: Paid, now: datetime) -> ClaimEvent:
    """Money that came in up to the day of the ledger is off its balances already, unless the user said otherwise.

    What the creditor's books chose is `booked_to`; the debtor designated nothing (Civil Code 560).
    """
    on = date.fromisoformat(paid.paid_on)
    return ClaimEvent(
        tenant_id=row.tenant_id,
        claim_id=UUID(paid.claim_id or ""),
        kind="part_payment",
        on=on,
        channel="",
        proof="held" if row.choices.get("has_proof") else "",
        amount_fen=paid.paid_fen,
        booked_to=paid.part,
        is_in_principal=bool(row.choices.get("is_in_balance")),
        import_id=row.id,
        import_row=paid.row,
        made_by=row.made_by,
        made_at=now,
    )
