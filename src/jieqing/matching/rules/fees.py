"""What an agency's offers mean for the order: up to which claim one may be asked, and what it costs in each band."""

from datetime import date

from jieqing.agencies.rules.listing import FeeOffer, Listing, Matter
from jieqing.mandates.rules.facts import Facts
from jieqing.mandates.rules.fees import lawful_up_to_fen, outcome
from jieqing.matching.rules.parts import NO_OFFER
from jieqing.matching.rules.weights import bands_fen

NO_LIMIT_FEN = 2**62
PERMILLE = 1000


def limits_fen(listing: Listing, matter: Matter | None, on: date) -> tuple[int, ...]:
    """For each offer the largest claim on which it may be asked in every outcome: 0 on none, NO_LIMIT_FEN on all."""
    asked = {"entity_type": listing.entity_type, "name": listing.name, "matter": matter, "on": on}
    found = (lawful_up_to_fen(offer, **asked) for offer in listing.fee_offers)  # type: ignore[arg-type]
    return tuple(NO_LIMIT_FEN if limit is None else min(limit, NO_LIMIT_FEN) for limit in found)


def largest_fen(limits: tuple[int, ...]) -> int:
    """The largest claim on which some offer may be asked."""
    return max(limits, default=0)


def largest_without_advance_fen(listing: Listing, limits: tuple[int, ...]) -> int:
    """The same of the offers that ask nothing before the work ends."""
    without = (limit for offer, limit in zip(listing.fee_offers, limits, strict=True) if not offer.prepaid)
    return max(without, default=0)


def shares_permille(listing: Listing, on: date) -> tuple[tuple[int, ...], ...]:
    """For each offer its share of the claim when all comes in, in permille rounded up, at the lower end of a band."""
    return tuple(
        tuple(min(NO_OFFER - 1, -(-paid_fen(listing, offer, claim, on) * PERMILLE // claim)) for claim in bands_fen())
        for offer in listing.fee_offers
    )


def smallest_shares(limits: tuple[int, ...], shares: tuple[tuple[int, ...], ...]) -> tuple[int, ...]:
    """For each band the smallest share among the offers that may be asked there, or NO_OFFER."""
    return tuple(
        min((share[band] for limit, share in zip(limits, shares, strict=True) if claim <= limit), default=NO_OFFER)
        for band, claim in enumerate(bands_fen())
    )


def is_fee_lawful(limit_fen: int, amount_fen: int | None) -> bool:
    """Whether some offer may be asked on the claim; without an amount, whether on any claim at all."""
    return limit_fen > 0 if amount_fen is None else amount_fen <= limit_fen


def paid_fen(listing: Listing, offer: FeeOffer, claim_fen: int, on: date) -> int:
    """What the agency is paid when all of the claim comes in."""
    return outcome(Facts(entity_type=listing.entity_type, offer=offer, on=on), claim_fen, None).total_fen
