"""The conditions, one by one: which of them an agency fails for a need, by name and with the basis (JQ-MATCH-04)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from jieqing.agencies.rules.catalogue import entity_kinds, matter_kinds
from jieqing.agencies.rules.listing import Licence, Listing
from jieqing.kit.money import yuan_text
from jieqing.kit.refusal import Reason
from jieqing.law.pack import NotInForce, at
from jieqing.mandates.rules.fees import costs
from jieqing.matching.rules.areas import areas_of, level_of
from jieqing.matching.rules.fees import is_fee_lawful, largest_fen, limits_fen
from jieqing.matching.rules.need import Need
from jieqing.matching.rules.phrases import phrase, place_name
from jieqing.matching.rules.roads import closed_to

Filter = Literal["entity_type", "matter", "district", "amount", "licence", "registration", "fee"]
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Failure:
    """A condition that an agency fails, and why."""

    filter: Filter
    reason: Reason


def failures(listing: Listing, need: Need) -> tuple[Failure, ...]:
    """Every condition that the agency fails for this need; empty where it fits."""
    return tuple(_failures(listing, need))


def _failures(listing: Listing, need: Need) -> Iterator[Failure]:
    if reason := closed_to(listing.entity_type, need):
        yield Failure("entity_type", reason)
    if need.matter is not None and need.matter not in listing.matters:
        yield Failure("matter", phrase("matter_not_taken", matter=matter_kinds()[need.matter].name))
    if need.place is not None and level_of(areas_of(listing.place, listing.districts), need.place) is None:
        yield Failure("district", phrase("place_not_served", place=place_name(need.place)))
    if need.amount_fen is not None and (reason := _amount(listing, need.amount_fen)):
        yield Failure("amount", reason)
    if reason := _licence(listing, need.on):
        yield Failure("licence", reason)
    if listing.registration in ("suspended", "revoked"):
        yield Failure("registration", phrase(f"registration_{listing.registration}"))
    if not is_fee_lawful(largest_fen(limits_fen(listing, need.matter, need.on)), need.amount_fen):
        yield from (Failure("fee", reason) for reason in fee_refusals(listing, need))


def valid_until(listing: Listing) -> date | None:
    """The first day on which no licence of its kind holds any more; None where one names no end; date.min without one.

    A transition entry ends, whatever it says itself, with the day that its rule names (CN-AG-03).
    """
    kinds = {kind.id: kind.until for kind in entity_kinds()[listing.entity_type].licences}
    ends = [_end(licence, kinds[licence.kind]) for licence in listing.licences if licence.kind in kinds]
    return None if None in ends else max((end for end in ends if end), default=date.min)


def fee_refusals(listing: Listing, need: Need) -> tuple[Reason, ...]:
    """Why none of its offers may be asked on this claim, each reason once."""
    if not listing.fee_offers:
        return (phrase("no_fee_stated"),)
    claim_fen = need.amount_fen or max(listing.amount_from_fen, 100)
    found = costs(
        listing.fee_offers,
        entity_type=listing.entity_type,
        name=listing.name,
        matter=need.matter,
        claim_fen=claim_fen,
        on=need.on,
    )
    return tuple(dict.fromkeys(reason for cost in found for reason in cost.reasons))


def _end(licence: Licence, rule_id: str) -> date | None:
    last_day = _last_day(rule_id) if rule_id else None
    ends = [end for end in (licence.valid_until, last_day and last_day + DAY) if end]
    return min(ends, default=None)


def _last_day(rule_id: str) -> date | None:
    try:
        day: date = at(rule_id, date.max)
    except NotInForce:
        return None
    return day


def _amount(listing: Listing, amount_fen: int) -> Reason | None:
    lower, upper = listing.amount_from_fen, listing.amount_to_fen
    if amount_fen < lower:
        return phrase("amount_below", lower=yuan_text(lower))
    if upper is not None and amount_fen > upper:
        return phrase("amount_above", upper=yuan_text(upper))
    return None


def _licence(listing: Listing, on: date) -> Reason | None:
    until, kind = valid_until(listing), entity_kinds()[listing.entity_type]
    if until is None or on < until:
        return None
    if until == date.min:
        return phrase("licence_missing", basis=kind.basis[0], licence=kind.licences[0].name)
    return phrase("licence_expired", basis=kind.basis[0], licence=kind.licences[0].name, until=until - DAY)
