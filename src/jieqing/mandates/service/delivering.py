"""What happens to cards without anybody's hand: delivery to a new account, the end of their time, deletion."""

from datetime import datetime

from jieqing.evidence import log
from jieqing.kit import clock
from jieqing.kit.actor import Actor
from jieqing.kit.announce import announce
from jieqing.kit.clock import SHANGHAI
from jieqing.kit.rows import acting
from jieqing.mandates.models import CaseCard, WaitingCard
from jieqing.mandates.rules.states import OPEN
from jieqing.mandates.steps import save, tenant_of
from jieqing.vault import service as vault


def deliver(actor: Actor, *, now: datetime | None = None) -> int:
    """Hands the cards that waited for a listing to the tenant that now holds it, and tells its staff; how many."""
    now, holder = now or clock.now(), tenant_of(actor)
    with acting(actor):
        waiting = CaseCard.objects.select_for_update().filter(agency_tenant_id=None, state__in=OPEN, expires_at__gt=now)
        cards = list(waiting.exclude(tenant_id=holder).order_by("id"))
        for card in cards:
            card.agency_tenant_id = holder
            card.version += 1
            card.save(force_update=True)
            WaitingCard.objects.filter(card_id=card.id).delete()
            log.append(actor, "mandates.card_delivered", about=card.id)
            announce("mandates.card_sent", card_id=card.id, to_tenant=holder)
    return len(cards)


def note_lapses(actor: Actor, *, now: datetime | None = None) -> int:
    """Notes what time has ended of the tenant's cards, and tells who waits for it; how many.

    Nothing depends on it: a state is worked out from its days (rules/states.py), and a grant ends by itself.
    """
    now = now or clock.now()
    today = now.astimezone(SHANGHAI).date()
    with acting(actor):
        own = CaseCard.objects.select_for_update().filter(tenant_id=tenant_of(actor))
        unanswered = own.filter(state__in=OPEN, expires_at__lte=now)
        lapsed = own.filter(state="opened", case_until__lte=today)
        cards = [*unanswered, *lapsed]
        for card in cards:
            _note(actor, card, now)
    return len(cards)


def delete_expired(
    actor: Actor, *, cards_before: datetime | None = None, records_before: datetime | None = None, most: int = 500
) -> int:
    """Deletes at most so many cards that came to nothing, and records of mandates that ended, before those moments.

    With a card go its messages: its key is destroyed, so that no copy of them can be opened. Returns how many. For the
    retention job, which acts for one tenant at a time.
    """
    with acting(actor):
        own = CaseCard.objects.select_for_update().filter(tenant_id=tenant_of(actor))
        dead = own.filter(state__in=("declined", "withdrawn", "expired"))
        cards = [
            *(dead.filter(moved_at__lt=cards_before)[:most] if cards_before else ()),
            *(own.filter(state="closed", moved_at__lt=records_before)[:most] if records_before else ()),
        ][:most]
        for card in cards:
            vault.erase(actor, card.id)
            log.append(actor, "mandates.card_deleted", about=card.id, code="expired")
            card.delete()
    return len(cards)


def _note(actor: Actor, card: CaseCard, now: datetime) -> None:
    if card.state == "opened":
        save(actor, card, "closed", now)
        log.append(actor, "mandates.case_closed", about=card.id, code="lapsed")
        announce("mandates.case_closed", card_id=card.id, to_tenant=card.agency_tenant_id or card.tenant_id)
        return
    save(actor, card, "expired", now)
    WaitingCard.objects.filter(card_id=card.id).delete()
    log.append(actor, "mandates.card_expired", about=card.id)
    announce("mandates.card_expired", card_id=card.id, to_tenant=card.tenant_id)
