"""What a fee offer costs on a claim, and what the law allows, per outcome on what is realised."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from jieqing.agencies.rules.listing import FeeOffer
from jieqing.kit.refusal import Reason

Verdict = Literal["ALLOW", "HOLD", "BLOCK"]


@dataclass(frozen=True, slots=True)
class Cost:
    """The agency's fees and extras in three outcomes, in fen (court fees apart).

    `cap_*_fen` is the legal cap on the success fee of that outcome: 0 where none may be asked, None where no cap is known.
    `verdict` is over all three outcomes; `reasons` say what fired.
    """

    offer: FeeOffer
    nothing_fen: int
    half_fen: int
    all_fen: int
    cap_half_fen: int | None
    cap_all_fen: int | None
    verdict: Verdict
    reasons: tuple[Reason, ...]
    basis: tuple[str, ...]


def cost(offer: FeeOffer, *, entity_type: str, name: str, matter: str | None, claim_fen: int, on: date) -> Cost:
    """What the offer costs on this claim when nothing, half and all of it is recovered, and whether it may be asked."""
    raise NotImplementedError


def lawful_up_to_fen(offer: FeeOffer, *, entity_type: str, name: str, matter: str | None, on: date) -> int | None:
    """The largest claim on which the offer may be asked in every outcome (0: on none; None: no limit)."""
    raise NotImplementedError
