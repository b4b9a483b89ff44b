"""A listing as a row of the table and back, and as JSON for the history of changes."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from jieqing.agencies.models import Agency
from jieqing.agencies.rules.folding import folded
from jieqing.agencies.rules.keys import keys, phone_digits
from jieqing.agencies.rules.listing import FeeOffer, Licence, Listing, Mediations

AS_THEY_ARE = (
    "id", "name", "registration_code", "phone", "address", "place", "entity_type", "amount_from_fen", "amount_to_fen",
    "median_days", "upheld_complaints", "open_places", "reply_hours", "named_lawyer", "does_enforcement", "custody",
    "evidence_node", "litigation_record", "registration", "is_conflict_checked", "practising_since", "staff",
)  # fmt: skip
STRUCTURED = (
    "licences", "matters", "districts", "fee_offers", "similar_closed", "verified_on", "mediations",
)  # fmt: skip
FACTS = (*AS_THEY_ARE, *STRUCTURED)


def record(listing: Listing) -> dict[str, Any]:
    """The listing's facts in JSON's types, under the names of FACTS."""
    return {
        **{fact: getattr(listing, fact) for fact in AS_THEY_ARE},
        "licences": [[x.kind, x.number, x.valid_until and x.valid_until.isoformat()] for x in listing.licences],
        "matters": list(listing.matters),
        "districts": list(listing.districts),
        "fee_offers": [_offer_record(offer) for offer in listing.fee_offers],
        "similar_closed": dict(listing.similar_closed),
        "verified_on": {key: day.isoformat() for key, day in listing.verified_on.items()},
        "mediations": listing.mediations
        and [listing.mediations.held, listing.mediations.agreed, listing.mediations.performed],
    }


def listing_of(facts: Mapping[str, Any]) -> Listing:
    """The listing of a record, or of a row's values under the names of FACTS."""
    return Listing(
        **{fact: facts[fact] for fact in AS_THEY_ARE},
        licences=tuple(
            Licence(kind, number, date.fromisoformat(until) if until else None)
            for kind, number, until in facts["licences"]
        ),
        matters=tuple(facts["matters"]),
        districts=tuple(facts["districts"]),
        fee_offers=tuple(_offer(offer) for offer in facts["fee_offers"]),
        similar_closed=MappingProxyType(facts["similar_closed"]),
        verified_on=MappingProxyType({key: date.fromisoformat(day) for key, day in facts["verified_on"].items()}),
        mediations=Mediations(*facts["mediations"]) if facts["mediations"] else None,
    )


def row(listing: Listing) -> Agency:
    """The table's row of a listing, with what it is found by."""
    return Agency(
        **record(listing),
        name_key=folded(listing.name),
        phone_digits=phone_digits(listing.phone),
        keys=list(keys(listing)),
    )


def _offer_record(offer: FeeOffer) -> dict[str, Any]:
    """Only what differs from an empty offer: a million agencies stand in memory and on disk."""
    empty = FeeOffer(offer.model)
    found = {key: getattr(offer, key) for key in FeeOffer.__slots__ if getattr(offer, key) != getattr(empty, key)}
    for key in ("pct", "travel_pct"):
        if key in found:
            found[key] = str(found[key])
    if "tiers" in found:
        found["tiers"] = [[limit, str(pct)] for limit, pct in offer.tiers]
    return {"model": offer.model, **found}


def _offer(facts: Mapping[str, Any]) -> FeeOffer:
    found = dict(facts)
    for key in ("pct", "travel_pct"):
        if key in found:
            found[key] = Decimal(found[key])
    if "tiers" in found:
        found["tiers"] = tuple((limit, Decimal(pct)) for limit, pct in found["tiers"])
    return FeeOffer(**found)
