"""What a proof can be about, and who may have one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

from jieqing.claims import queries as claims
from jieqing.evidence.holdings import holdings
from jieqing.kit.actor import Actor
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.mandates import queries as mandates

Kind = Literal["claim", "contract"]
KINDS: Mapping[Kind, Words] = {
    "claim": Words("一笔欠款", "a claim"),
    "contract": Words("与机构之间的委托卡片", "a card between creditor and agency"),
}
DELETED: Mapping[Kind, tuple[str, str]] = {
    "claim": ("claims.claim_deleted", "creditor"),
    "contract": ("mandates.card_deleted", "creditor"),
}


def admit(actor: Actor, kind: Kind, subject: UUID, now: datetime) -> None:
    """Nothing, for who may see that claim or card, or whose tenant deleted it; one Refusal (404) for all others."""
    try:
        if kind == "claim":
            claims.claim(actor, subject)
        else:
            mandates.card_row(actor, subject, now)
    except Refusal as no:
        event, role = DELETED[kind]
        is_deleted = no.status == 404 and role in actor.roles
        if not is_deleted or all(each.event != event for each in holdings(actor, subject)):
            raise
