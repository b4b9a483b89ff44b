"""Sums in bands: so much per cent of each part of an amount, cumulative. Offers and caps have the same shape."""

import math
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TypeAlias

# (upper limit of the part in fen or None, per cent of that part); limits rise, the last is None.
Bands: TypeAlias = tuple[tuple[int | None, Decimal], ...]


def parts(bands: Bands, base_fen: int) -> list[tuple[int, Decimal]]:
    """(fen that fall into the band, its per cent) for each band that `base_fen` reaches."""
    found, lower = [], 0
    for upper, pct in bands:
        part = (base_fen if upper is None else min(base_fen, upper)) - lower
        if part <= 0:
            break
        found.append((part, pct))
        lower += part
    return found


def exact_fen(bands: Bands, base_fen: int) -> Decimal:
    """The sum over all bands, not rounded."""
    return sum((part * pct for part, pct in parts(bands, base_fen)), Decimal(0)).scaleb(-2)


def half_up(fen: Decimal) -> int:
    """What is charged: rounded half up to the fen."""
    return int(fen.quantize(Decimal(1), ROUND_HALF_UP))


def down(fen: Decimal) -> int:
    """What a cap allows: rounded down to the fen."""
    return int(fen.quantize(Decimal(1), ROUND_DOWN))


def largest_within(offer: Bands, cap: Bands) -> int | None:
    """The largest sum up to which the offer passes the cap nowhere, in fen; None where it never does.

    Both are piecewise linear and start at 0, so it is enough to walk from bend to bend. The comparison is exact: fees
    and caps are rounded when they are stated, and an offer at the rate of the cap is allowed on every sum.
    """
    bends = sorted({upper for upper, _ in (*offer, *cap) if upper is not None})
    slack, lower = Fraction(0), 0  # cap less offer at `lower`, in hundredths of a fen
    for upper in (*bends, None):
        slope = Fraction(_pct_above(cap, lower)) - Fraction(_pct_above(offer, lower))
        reach = None if slope >= 0 else lower + math.floor(slack / -slope)
        if reach is not None and (upper is None or reach < upper):
            return reach
        if upper is not None:
            slack, lower = slack + slope * (upper - lower), upper
    return None


def _pct_above(bands: Bands, base_fen: int) -> Decimal:
    return next((pct for upper, pct in bands if upper is None or base_fen < upper), Decimal(0))
