"""Whether this form of fee may be asked, and under which cap: CN-AG-02a, 07, 08, 09, 10 and JQ-FEE-01."""

from collections.abc import Iterator
from decimal import Decimal

from jieqing.agencies.rules.listing import FeeOffer
from jieqing.mandates.rules.bands import Bands
from jieqing.mandates.rules.facts import Facts, value_on
from jieqing.mandates.rules.findings import Finding, finding

NOTHING: Bands = ((None, Decimal(0)),)


def success_bands(offer: FeeOffer) -> Bands:
    """The part of the fee that depends on the result, as bands; no bands where there is none."""
    if offer.model == "success_pct":
        return ((None, offer.pct or Decimal(0)),)
    return offer.tiers if offer.model == "success_tiers" else ()


def is_contingent(offer: FeeOffer) -> bool:
    """Whether a part of the fee depends on the result."""
    return bool(success_bands(offer))


def is_free(offer: FeeOffer) -> bool:
    """Whether nothing at all is charged."""
    by_model = {"fixed": offer.fixed_fen, "hourly": offer.hourly_fen}.get(offer.model)
    rates = (pct for _, pct in success_bands(offer))
    return not any((by_model, offer.base_fen, offer.extras_fen, *rates))


def cap_bands(facts: Facts) -> Bands | None:
    """The legal cap on the fee as bands: zero where none may be asked, None where no cap is known."""
    if facts.entity_type == "peoples_mediation":
        return NOTHING
    if facts.entity_type != "law_firm" or not is_contingent(facts.offer):
        return None
    if is_excluded(facts):
        return NOTHING
    cap = value_on("CN-AG-09", facts.on)
    return cap and tuple((upper, Decimal(pct)) for upper, pct in cap["bands"])


def is_excluded(facts: Facts) -> bool:
    """Whether contingency fees are forbidden in this kind of matter (CN-AG-10)."""
    return facts.matter in (value_on("CN-AG-10", facts.on) or ())


def form(facts: Facts) -> Iterator[Finding]:
    """What stands against this form of fee, whatever the sum."""
    offer, kind = facts.offer, facts.entity_type
    if kind == "peoples_mediation" and not is_free(offer):
        yield finding("mediation_is_free")
    if kind in (value_on("CN-AG-02a", facts.on) or ()) and not is_free(offer):
        yield finding("may_not_charge")
    if is_contingent(offer):
        yield from _contingent_form(facts)
    limit = Decimal(value_on("JQ-FEE-01", facts.on))
    if offer.travel_pct > limit:
        yield finding("travel_over_limit", limit=limit, travel=offer.travel_pct)


def _contingent_form(facts: Facts) -> Iterator[Finding]:
    if facts.entity_type in (value_on("CN-AG-07", facts.on) or ()):
        yield finding("success_fee_to_mediator")
    if facts.entity_type == "grassroots_legal_service" and is_excluded(facts):
        yield finding("perhaps_no_success_fee_here")
    if facts.entity_type != "law_firm":
        return
    if is_excluded(facts):
        yield finding("no_success_fee_here")
    cap = value_on("CN-AG-09", facts.on)
    if cap is None:
        yield finding("cap_unknown", on=facts.on)
    elif cap["needs_separate_contract_with_notice"] and not facts.offer.separate_contract_with_notice:
        yield finding("no_separate_contract")
