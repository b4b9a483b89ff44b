"""One step of a card under lock: who may, from which version, to which state; the entry, the word to the other side."""

from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

from jieqing.evidence import log
from jieqing.kit.actor import Actor
from jieqing.kit.announce import announce
from jieqing.kit.clock import SHANGHAI
from jieqing.mandates.models import CaseCard, WaitingCard
from jieqing.mandates.refusals import Moved, not_now, not_there
from jieqing.mandates.rules.catalogue import states
from jieqing.mandates.rules.states import Side, Standing, State, Step, after
from jieqing.vault import service as vault

# What the other side is told; taking a step back tells what stands again.
EVENTS: Final[dict[str, str]] = {
    "ask": "mandates.card_asked",
    "answer": "mandates.card_answered",
    "accept": "mandates.card_accepted",
    "decline": "mandates.card_declined",
    "take_back_decline": "mandates.decline_taken_back",
    "withdraw": "mandates.card_withdrawn",
    "take_back_withdrawal": "mandates.card_sent",
    "open_case": "mandates.case_opened",
    "close_case": "mandates.case_closed",
}


def tenant_of(actor: Actor) -> UUID:
    """The tenant that the actor acts for; raises Refusal for who acts for none."""
    if actor.tenant is None:
        raise not_there()
    return actor.tenant


def standing_of(card: CaseCard) -> Standing:
    """Where the card stands, as the rules read it."""
    return Standing(card.state, card.state_before, card.expires_at, card.case_until)  # type: ignore[arg-type]


def locked(actor: Actor, side: Side, card_id: UUID) -> CaseCard:
    """The card, its row locked, for that side of it; raises Refusal (404) for anyone else."""
    card = CaseCard.objects.select_for_update().filter(id=card_id).first()
    if card is None or (card.tenant_id == actor.tenant) != (side == "creditor"):
        raise not_there()
    return card


def take(
    actor: Actor,
    card: CaseCard,
    step: Step,
    side: Side,
    now: datetime,
    *,
    version: int | None = None,
    change: Callable[[CaseCard], None] | None = None,
    code: str = "",
) -> CaseCard:
    """Takes the step on a locked card, records and announces it. `version` None: whatever stands (the house's jobs).

    Raises Moved (409) where somebody was faster, Refusal (409) where the state does not allow the step.
    """
    if version is not None and version != card.version:
        raise Moved(card.id, card.version, card.state, card.moved_at, mover_of(actor, card, side))
    today = now.astimezone(SHANGHAI).date()
    standing = standing_of(card)
    to = after(step, side, standing, now, today)
    if to is None:
        raise not_now(card.id, states()[standing.shown(now, today)][side])
    if change is not None:
        change(card)
    save(actor, card, to, now)
    record(actor, card, EVENTS[step], code=code)
    return card


def save(actor: Actor, card: CaseCard, to: State | str, now: datetime) -> None:
    """Stores the card in its next state and version; the first step of an agency makes a waiting card its own."""
    if card.agency_tenant_id is None and card.tenant_id != actor.tenant:
        card.agency_tenant_id = actor.tenant
        WaitingCard.objects.filter(card_id=card.id).delete()
    card.state_before, card.state = card.state, to
    card.version += 1
    card.moved_at, card.moved_by = now, actor.who
    card.save(force_update=True)


def record(actor: Actor, card: CaseCard, event: str, *, code: str = "") -> None:
    """The entry in the actor's own log, and the word to the other side, where there is one."""
    body = vault.commit_body(actor, card.id, {"state": card.state, "version": card.version, "code": code})
    log.append(actor, event, about=card.id, code=code, body=body)
    other = card.agency_tenant_id if card.tenant_id == actor.tenant else card.tenant_id
    if other is not None:
        announce(event, card_id=card.id, to_tenant=other)


def mover_of(actor: Actor, card: CaseCard, side: Side) -> str:
    """Who took the last step, as this side may know it: an id of the catalogue of movers."""
    if card.moved_by == actor.who:
        return "self"
    by = "agency" if card.state in ("asked", "accepted", "declined") else "creditor"
    if card.state in ("sent", "answered") and card.state_before == "declined":
        by = "agency"
    return "colleague" if by == side else by
