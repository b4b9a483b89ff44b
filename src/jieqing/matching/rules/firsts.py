"""What comes first for a need, before any weight: for judged claims, large claims, small loans (JQ-FEE-02, 03)."""

from collections.abc import Set
from datetime import date
from typing import Literal

from jieqing.law.pack import at
from jieqing.matching.rules.need import Need
from jieqing.matching.rules.weights import Road

First = Literal["litigates_and_enforces", "enforces", "nothing_in_advance"]
THRESHOLD: dict[First, str] = {"litigates_and_enforces": "JQ-FEE-03", "nothing_in_advance": "JQ-FEE-02"}


def firsts(need: Need, road: Road) -> tuple[First, ...]:
    """What an agency should have to stand in the first tier, the weightiest first."""
    found: list[First] = []
    if road == "recovery" and is_large(need):
        found.append("litigates_and_enforces")
    elif road == "recovery" and need.wants_enforcement:
        found.append("enforces")
    if is_small_personal_loan(need):
        found.append("nothing_in_advance")
    return tuple(found)


def is_large(need: Need) -> bool:
    """Whether the claim is over the sum from which ability to litigate and enforce comes first."""
    return need.amount_fen is not None and need.amount_fen > threshold_fen("litigates_and_enforces", need.on)


def is_small_personal_loan(need: Need) -> bool:
    """Whether it is a loan under the sum of JQ-FEE-02 in which no firm is known to take part."""
    return (
        need.matter == "private_loan"
        and need.amount_fen is not None
        and need.amount_fen < threshold_fen("nothing_in_advance", need.on)
        and need.debtor_kind in (None, "person")
        and need.creditor_kind in (None, "person")
    )


def threshold_fen(first: First, on: date) -> int:
    """The sum above which (large claims) or below which (small loans) it comes first; 0 where no sum decides."""
    return int(at(THRESHOLD[first], on)) if first in THRESHOLD else 0


def tier(needed: tuple[First, ...], has: Set[First]) -> int:
    """0 where everything that comes first is there; the weightier a lack, the higher."""
    return sum((first not in has) << place for place, first in enumerate(reversed(needed)))
