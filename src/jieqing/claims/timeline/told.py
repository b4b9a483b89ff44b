"""Payments that a text tells with their days: kept as events beside those that the creditor adds himself."""

from collections.abc import Sequence
from datetime import datetime

from jieqing.claims.models import Claim, ClaimEvent
from jieqing.claims.rules.case import Event

BY_TEXT = "system:text"


def follow_text(claim: Claim, events: Sequence[Event], now: datetime) -> None:
    """Adds what the text tells anew and takes back what it tells no more. Inside the transaction of the reading.

    What the creditor took back or corrected stays so: the text is not read against him.
    """
    of_text = ClaimEvent.objects.filter(tenant_id=claim.tenant_id, claim_id=claim.id, made_by=BY_TEXT)
    there = {(row.kind, row.on, row.amount_fen): row for row in of_text}
    wanted = {(event.kind, event.on, event.amount_fen): event for event in events}
    gone = [row.id for key, row in there.items() if key not in wanted]
    of_text.filter(id__in=gone, taken_back_at=None).update(taken_back_at=now)
    ClaimEvent.objects.bulk_create(
        ClaimEvent(
            tenant_id=claim.tenant_id,
            claim_id=claim.id,
            kind=event.kind,
            on=event.on,
            amount_fen=event.amount_fen,
            is_in_principal=event.is_in_principal,
            made_by=BY_TEXT,
            made_at=now,
        )
        for key, event in wanted.items()
        if key not in there
    )
