"""Why an agency stands where it stands, in words with its own numbers (CN-AG-20: of a law firm nothing but facts)."""

from collections.abc import Iterator, Set
from decimal import Decimal

from jieqing.agencies.rules.listing import Listing
from jieqing.kit.money import yuan_text
from jieqing.kit.refusal import Reason
from jieqing.law.divisions import divisions
from jieqing.matching.rules.areas import Level, areas_of, level_of
from jieqing.matching.rules.fees import is_fee_lawful, limits_fen, paid_fen
from jieqing.matching.rules.firsts import First, threshold_fen
from jieqing.matching.rules.need import Need
from jieqing.matching.rules.parts import Means
from jieqing.matching.rules.phrases import phrase, place_name
from jieqing.matching.rules.weights import figure


def level(listing: Listing, place: str | None) -> Level | None:
    """How near the agency serves the place; None where no place is given or it is not served."""
    return None if place is None else level_of(areas_of(listing.place, listing.districts), place)


def about_first(needed: tuple[First, ...], has: Set[First], need: Need) -> Iterator[Reason]:
    """What brought it into the first tier, or keeps it out."""
    for first in needed:
        limit = yuan_text(threshold_fen(first, need.on))
        yield phrase(f"{'first' if first in has else 'lacks'}_{first}", limit=limit)


def reason(part: str, listing: Listing, need: Need, means: Means) -> Iterator[Reason]:
    """The facts of one part, and what they mean for the order where that is not plain."""
    match part:
        case "experience":
            yield _experience(listing, need)
        case "speed":
            yield _speed(listing, means)
        case "conduct":
            yield from _conduct(listing)
        case "nearness":
            yield _nearness(listing, need)
        case "readiness":
            yield _readiness(listing)
        case "cost":
            yield _cost(listing, need)
        case "agreement" | "performance":
            yield _mediations(part, listing)


def _experience(listing: Listing, need: Need) -> Reason:
    closed = listing.closed_total if need.matter is None else listing.similar_closed.get(need.matter, 0)
    if not closed:
        return phrase("closed_none")
    if need.matter is None:
        return phrase("closed_any", closed=closed)
    return phrase("closed_similar_one") if closed == 1 else phrase("closed_similar", closed=closed)


def _speed(listing: Listing, means: Means) -> Reason:
    if listing.median_days is None:
        return phrase("median_days_unknown", mean=means.days)
    if listing.closed_total < figure("speed", "prior_cases"):
        return phrase("median_days_few", days=listing.median_days, closed=listing.closed_total, mean=means.days)
    return phrase("median_days", days=listing.median_days)


def _conduct(listing: Listing) -> Iterator[Reason]:
    yield phrase("complaints", closed=listing.closed_total, upheld=listing.upheld_complaints)
    if listing.litigation_record != "none_found":
        yield phrase({"found": "record_found", "not_checked": "record_not_checked"}[listing.litigation_record])
    if listing.registration == "not_checked":
        yield phrase("registration_not_checked")


def _nearness(listing: Listing, need: Need) -> Reason:
    served = level(listing, need.place)
    if need.place is None or served is None:
        return phrase("place_unknown")
    return phrase(f"serves_{served}", area=_area(served, need.place))


def _area(served: Level, place: str) -> str:
    """The name of the place, or of the city or province that holds it where the whole of that is served."""
    division = divisions().get(place)
    if division is not None and served == "city" and division.city:
        return division.city
    return division.province if division is not None and served == "province" else place_name(place)


def _readiness(listing: Listing) -> Reason:
    if not listing.open_places:
        return phrase("no_open_place")
    if listing.reply_hours is None:
        return phrase("open_places_reply_unstated", places=listing.open_places)
    return phrase("open_places", places=listing.open_places, hours=listing.reply_hours)


def _cost(listing: Listing, need: Need) -> Reason:
    """By the offer that costs least when all comes in, of those that may be asked on this claim."""
    if need.amount_fen is None:
        return phrase("amount_unknown")
    limits = limits_fen(listing, need.matter, need.on)
    lawful = (o for o, limit in zip(listing.fee_offers, limits, strict=True) if is_fee_lawful(limit, need.amount_fen))
    paid = min(paid_fen(listing, offer, need.amount_fen, need.on) for offer in lawful)
    if not paid:  # to call a law firm's work free is forbidden, also when others do it (CN-AG-20)
        return phrase("cost_in_writing" if listing.entity_type == "law_firm" else "cost_nothing")
    percent = (Decimal(paid * 100) / need.amount_fen).quantize(Decimal("0.1"))
    return phrase("cost_all", fee=yuan_text(paid), percent=percent)


def _mediations(part: str, listing: Listing) -> Reason:
    record = listing.mediations
    if record is None or not record.held:
        return phrase("mediations_none")
    if part == "agreement":
        return phrase("mediations_held", held=record.held, agreed=record.agreed)
    return phrase("agreements_kept", agreed=record.agreed, performed=record.performed)
