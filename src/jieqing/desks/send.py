"""Choose an agency for a saved claim: the three that fit, with reasons and true cost, each with "send a card"."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jieqing.claims.queries import SavedClaim
from jieqing.desks import page
from jieqing.desks.directory import directory_index
from jieqing.kit.clock import now, ticks_ms, today
from jieqing.kit.doors import actor_of, only
from jieqing.kit.refusal import Refusal
from jieqing.mandates import queries as cards
from jieqing.mandates.rules.states import LIVE
from jieqing.mandates.rules.telling import title_words
from jieqing.mandates.service.sending import sendable
from jieqing.matching.queries import match
from jieqing.matching.rules.need import Need
from jieqing.matching.rules.weights import weights_of


@only("creditor")
@require_safe
def view(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """The agencies that fit the claim as it is saved; nothing of it leaves the house before a card is sent."""
    actor, on = actor_of(request), today()
    try:
        claim = sendable(actor, claim_id)
    except Refusal as no:
        if no.status == 404:
            raise
        return render(request, "desks/send.html", {"claim_id": claim_id, "refusal": no}, status=no.status)
    live = {row.agency_id: row for row in cards.sent(actor, now(), claim_id=claim_id) if row.shown in LIVE}
    shown = fitting(claim, on)
    choices = {
        part: [(card, live.get(card.listing.id)) for card in shown.get(part, ())] for part in ("cards", "mediation")
    }
    head = {"claim_id": claim_id, "title": title_words(claim.debtor_kind, claim.debt_kind), "claim": claim}
    return render(request, "desks/send.html", {**head, "page": shown, **choices})


def fitting(claim: SavedClaim, on: date) -> dict[str, Any]:
    """The agencies that fit, as on the page of a result (`desks.page.agencies_part`)."""
    started, need = ticks_ms(), need_of(claim, on)
    found = match(directory_index(on), need, weights_of({}))
    return {**page.agencies_part(found, need, {}, ticks_ms() - started), "amount_fen": claim.amount_fen}


def need_of(claim: SavedClaim, on: date) -> Need:
    """The facts of a saved claim that choose an agency, as `desks.queries.need_of` takes them from a text."""
    return Need(
        on=on,
        matter=claim.debt_kind,  # type: ignore[arg-type]  # one catalogue: claims/intake/data/fields.yaml
        amount_fen=claim.amount_fen or None,
        place=claim.place_code or claim.creditor_place_code,
        debtor_kind=claim.debtor_kind,  # type: ignore[arg-type]
        creditor_kind=claim.creditor_kind,  # type: ignore[arg-type]
        wants_enforcement=claim.lawsuit == "judged",
    )
