"""A claim goes to an agency as a card without anybody in it."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError

from jieqing.agencies import queries as agencies
from jieqing.agencies.rules.listing import Listing
from jieqing.claims import queries as claims
from jieqing.claims import service as claim_verbs
from jieqing.claims.queries import SavedClaim
from jieqing.claims.rules.workflow import LIVING
from jieqing.evidence import log
from jieqing.identity import queries as people
from jieqing.kit import clock
from jieqing.kit.actor import Actor
from jieqing.kit.clock import SHANGHAI
from jieqing.kit.ids import new_id
from jieqing.kit.rows import acting
from jieqing.mandates import refusals, thread
from jieqing.mandates.models import CaseCard, WaitingCard
from jieqing.mandates.rules.card import Card, card_of, missing
from jieqing.mandates.rules.states import LIVE, OPEN
from jieqing.mandates.steps import record, save, standing_of, tenant_of

OPEN_DAYS = (7, 14, 30)
USUAL_DAYS = 14


def send(
    actor: Actor,
    claim_id: UUID,
    agency_id: str,
    *,
    words: str = "",
    open_days: int = USUAL_DAYS,
    now: datetime | None = None,
) -> UUID:
    """Puts the claim to the agency on a card without anybody in it; the card's id.

    Without an account of the agency the card waits. Raises Refusal for a claim that is another's, over or incomplete, a
    listing that may not act, an agency that has a card of it already, and words that identify (field 'words').
    """
    claim_verbs.creditors_only(actor)
    now = now or clock.now()
    if open_days not in OPEN_DAYS:
        raise refusals.days_unknown(OPEN_DAYS)
    names = names_in(actor, claim_id) if words.strip() else ()
    kept = thread.checked(words, is_needed=False, debtor_names=names)
    try:
        with acting(actor):
            card = _new_card(actor, claim_id, agency_id, now, now + timedelta(days=open_days))
            thread.write(actor, card, "creditor", "remark", kept, now)
            record(actor, card, "mandates.card_sent")
            log.append(actor, "mandates.claim_sent", about=claim_id)
    except IntegrityError:  # two windows at once: the other's card stands
        raise refusals.already_there() from None
    return card.id


def sendable(actor: Actor, claim_id: UUID) -> SavedClaim:
    """The actor's own claim, fit to be put on a card; raises Refusal where it is another's, over or incomplete."""
    claim = claims.claim(actor, claim_id)
    if not claim.is_own:
        raise refusals.not_there()
    if claim.state not in LIVING:
        raise refusals.claim_over()
    if lacking := missing(claim.amount_fen, claim.debt_kind):
        raise refusals.claim_incomplete(lacking)
    return claim


def card_from(claim: SavedClaim, on: date) -> Card:
    """What the agency would see of that claim, as of that day."""
    assert claim.amount_fen is not None
    assert claim.debt_kind is not None
    return card_of(
        amount_fen=claim.amount_fen,
        debt_kind=claim.debt_kind,
        debtor_kind=claim.debtor_kind,
        creditor_kind=claim.creditor_kind,
        place_code=claim.place_code,
        aged_from_on=claim.aged_from_on,
        evidence=claim.evidence,
        lawsuit=claim.lawsuit,
        on=on,
    )


def may_act(listing: Listing, on: date) -> bool:
    """Whether a card may go to it at all: not suspended or revoked, and a licence in force where it has any."""
    in_force = not listing.licences or any(licence.holds_on(on) for licence in listing.licences)
    return listing.registration not in ("suspended", "revoked") and in_force


def names_in(actor: Actor, claim_id: UUID) -> tuple[str, ...]:
    """The names of both sides as the creditor wrote them, opened; it leaves an entry."""
    draft = claim_verbs.show(actor, claim_id).draft
    return tuple(str(name) for field in ("debtor_name", "creditor_name") if (name := draft.value(field)))


def alone(card: CaseCard, now: datetime) -> None:
    """Raises Refusal where the agency has another live card of the same claim. Inside `acting`, by either side."""
    others = CaseCard.objects.filter(
        tenant_id=card.tenant_id, claim_id=card.claim_id, agency_id=card.agency_id, state__in=LIVE
    ).exclude(id=card.id)
    today = now.astimezone(SHANGHAI).date()
    if any(standing_of(other).shown(now, today) in LIVE for other in others):
        raise refusals.already_there()


def keep_waiting(card: CaseCard) -> None:
    """Notes that the card waits, where nobody holds its listing yet."""
    if card.agency_tenant_id is None:
        WaitingCard.objects.update_or_create(
            card_id=card.id,
            defaults={"tenant_id": card.tenant_id, "agency_id": card.agency_id, "expires_at": card.expires_at},
        )


def _new_card(actor: Actor, claim_id: UUID, agency_id: str, now: datetime, expires_at: datetime) -> CaseCard:
    today = now.astimezone(SHANGHAI).date()
    claim = sendable(actor, claim_id)
    if not may_act(agencies.listing(actor, agency_id), today):
        raise refusals.agency_suspended()
    holder = people.tenant_of_agency(actor, agency_id)
    if holder == actor.tenant:
        raise refusals.own_agency()
    card = CaseCard(
        id=new_id(),
        tenant_id=tenant_of(actor),
        claim_id=claim.id,
        agency_id=agency_id,
        agency_tenant_id=holder,
        sent_at=now,
        expires_at=expires_at,
        moved_at=now,
        moved_by=actor.who,
        **_columns(card_from(claim, today)),
    )
    _retire_lapsed(actor, card, now)
    alone(card, now)
    card.save(force_insert=True)
    keep_waiting(card)
    return card


def _columns(card: Card) -> dict[str, object]:
    return asdict(card) | {"evidence": list(card.evidence)}


def _retire_lapsed(actor: Actor, card: CaseCard, now: datetime) -> None:
    """A card that ran out stands as expired in its row too, so that it makes room for the next."""
    lapsed = CaseCard.objects.select_for_update().filter(
        tenant_id=card.tenant_id, claim_id=card.claim_id, agency_id=card.agency_id, state__in=OPEN, expires_at__lte=now
    )
    for one in lapsed:
        save(actor, one, "expired", now)
