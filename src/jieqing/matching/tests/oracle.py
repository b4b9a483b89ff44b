"""The order computed agency by agency with plain numbers: what the index must equal, without columns or bounds."""

from jieqing.agencies.rules.catalogue import entity_kinds
from jieqing.agencies.rules.listing import Listing
from jieqing.matching.rules import parts
from jieqing.matching.rules.areas import areas_of, level_of
from jieqing.matching.rules.fees import (
    largest_fen,
    largest_without_advance_fen,
    limits_fen,
    shares_permille,
    smallest_shares,
)
from jieqing.matching.rules.filters import failures
from jieqing.matching.rules.firsts import First, firsts, tier
from jieqing.matching.rules.need import Need
from jieqing.matching.rules.parts import Means
from jieqing.matching.rules.roads import road_of
from jieqing.matching.rules.weights import Road, Weights, band_of, parts_of

Order = tuple[list[str], list[str]]


def order(listings: list[Listing], need: Need, weights: Weights, road: Road, means: Means) -> Order:
    """The ids of all that fit and of all that would fit but for their fee, each in order."""
    fit, refused = [], []
    for listing in listings:
        failed = {failure.filter for failure in failures(listing, need)}
        if road_of(listing.entity_type) == road and failed <= {"fee"}:
            (refused if failed else fit).append(listing)
    return (
        [x.id for x in sorted(fit, key=lambda x: place(x, need, weights, road, means))],
        [x.id for x in sorted(refused, key=lambda x: place(x, need, weights, road, means, cost_counts=False))],
    )


def place(
    listing: Listing, need: Need, weights: Weights, road: Road, means: Means, *, cost_counts: bool = True
) -> tuple[int, int, str]:
    """By tier, then by points times weights, then by id."""
    counted = [part for part in parts_of(road) if part != "cost" or cost_counts]
    total = sum(weights.of(part) * points(part, listing, need, means) for part in counted)
    return tier(firsts(need, road), has(listing, need)), -total, listing.id


def has(listing: Listing, need: Need) -> set[First]:
    """What of that which may come first the agency has."""
    litigates = entity_kinds()[listing.entity_type].may_litigate or listing.named_lawyer is not None
    limits = limits_fen(listing, need.matter, need.on)
    held: set[First] = set()
    if listing.does_enforcement:
        held |= {"enforces", "litigates_and_enforces"} if litigates else {"enforces"}
    if need.amount_fen is not None and need.amount_fen <= largest_without_advance_fen(listing, limits):
        held.add("nothing_in_advance")
    return held


def points(part: str, listing: Listing, need: Need, means: Means) -> int:
    """The points of one part."""
    closed, record = listing.closed_total, listing.mediations
    match part:
        case "experience":
            return parts.experience(closed if need.matter is None else listing.similar_closed.get(need.matter, 0))
        case "speed":
            return parts.speed(-1 if listing.median_days is None else listing.median_days, closed, means.days)
        case "conduct":
            taken_off = parts.marks(listing.litigation_record, listing.registration)
            return parts.conduct(listing.upheld_complaints, closed, taken_off, means.complaints_per_million)
        case "nearness":
            areas = areas_of(listing.place, listing.districts)
            return parts.nearness("unknown" if need.place is None else level_of(areas, need.place) or "unknown")
        case "readiness":
            hours = -1 if listing.reply_hours is None else listing.reply_hours
            return parts.readiness(listing.open_places, hours, int(listing.named_lawyer is not None))
        case "agreement":
            agreed, held = (record.agreed, record.held) if record else (0, 0)
            return parts.agreement(agreed, held, means.agreement_permille)
        case "performance":
            performed, agreed = (record.performed, record.agreed) if record else (0, 0)
            return parts.performance(performed, agreed, means.performance_permille)
        case _:
            return _cost(listing, need)


def _cost(listing: Listing, need: Need) -> int:
    if need.amount_fen is None:
        return 0
    limits = limits_fen(listing, need.matter, need.on)
    shares = smallest_shares(limits, shares_permille(listing, need.on))
    assert largest_fen(limits) >= need.amount_fen, "only asked of agencies whose fee is lawful"
    return parts.cost(shares[band_of(need.amount_fen)])
