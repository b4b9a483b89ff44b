"""The case is opened to the agency under signed terms until a day, and closed again (CN-PI-05)."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import IntegrityError

from jieqing.claims import queries as claims
from jieqing.identity import service as identity
from jieqing.kit import clock
from jieqing.kit.actor import Actor
from jieqing.kit.clock import SHANGHAI
from jieqing.kit.rows import acting
from jieqing.mandates import refusals
from jieqing.mandates.models import CaseCard
from jieqing.mandates.rules.states import LIVE
from jieqing.mandates.service.talking import withdraw
from jieqing.mandates.steps import locked, save, standing_of, take, tenant_of

LONGEST_DAYS = 731
PURPOSE = "mandated_case"


def open_case(
    actor: Actor,
    card_id: UUID,
    version: int,
    *,
    until: date | None,
    paper_id: UUID | None,
    is_mandate_signed: bool,
    are_terms_signed: bool,
    now: datetime | None = None,
) -> int:
    """The creditor lets the agency read the claim until that day (exclusive); it ends by itself, or by `close_case`.

    `paper_id` is the signed paper among those of the claim. One agency at a time. Raises Refusal naming the field.
    """
    now = now or clock.now()
    if not is_mandate_signed:
        raise refusals.terms_unsigned("mandate")
    if not are_terms_signed:
        raise refusals.terms_unsigned("terms")
    today = now.astimezone(SHANGHAI).date()
    if until is None or not today < until <= today + timedelta(days=LONGEST_DAYS):
        raise refusals.until_unusable()
    try:
        with acting(actor):
            card = locked(actor, "creditor", card_id)
            if paper_id is None or paper_id not in {paper.id for paper in claims.papers(actor, card.claim_id)}:
                raise refusals.paper_missing()
            _end_lapsed(actor, card, now)

            def opened(card: CaseCard) -> None:
                card.case_until, card.paper_id = until, paper_id
                card.grant_id = _grant(actor, card, until, now)

            take(actor, card, "open_case", "creditor", now, version=version, change=opened)
    except IntegrityError:  # opened to another at the same moment
        raise refusals.open_elsewhere() from None
    return card.version


def close_case(actor: Actor, card_id: UUID, version: int | None, *, now: datetime | None = None) -> int:
    """Ends the agency's reading at once. `version` None: whatever stands (the house's own jobs)."""
    now = now or clock.now()
    with acting(actor):
        card = locked(actor, "creditor", card_id)
        take(actor, card, "close_case", "creditor", now, version=version)
        assert card.grant_id is not None
        identity.end_grant(actor, card.grant_id, now=now)
    return card.version


def end_for_claim(actor: Actor, claim_id: UUID, *, now: datetime | None = None) -> int:
    """Takes back every live card of a claim that is over or gone, and ends its case; how many."""
    now, ended = now or clock.now(), 0
    today = now.astimezone(SHANGHAI).date()
    with acting(actor):
        for card in CaseCard.objects.filter(tenant_id=tenant_of(actor), claim_id=claim_id, state__in=LIVE).order_by(
            "id"
        ):
            shown = standing_of(card).shown(now, today)
            if shown in LIVE:
                end = close_case if shown == "opened" else withdraw
                end(actor, card.id, None, now=now)
                ended += 1
    return ended


def _grant(actor: Actor, card: CaseCard, until: date, now: datetime) -> UUID:
    assert card.agency_tenant_id is not None  # an agency that accepted has an account
    ends_at = datetime.combine(until, time(), SHANGHAI)
    return identity.grant(actor, card.agency_tenant_id, card.claim_id, PURPOSE, ends_at, now=now)


def _end_lapsed(actor: Actor, card: CaseCard, now: datetime) -> None:
    """Another agency's case whose day has come stands as closed in its row too; one that lasts is in the way."""
    others = CaseCard.objects.select_for_update().filter(
        tenant_id=card.tenant_id, claim_id=card.claim_id, state="opened"
    )
    for other in others.exclude(id=card.id):
        if standing_of(other).shown(now, now.astimezone(SHANGHAI).date()) == "opened":
            raise refusals.open_elsewhere()
        save(actor, other, "closed", now)
