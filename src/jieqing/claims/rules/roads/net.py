"""What a road leaves of what is asked, by the stated assumptions: a comparison of roads, never a forecast (JQ-RD-01).

    comes in = asked × share recovered (nothing at the low end, where the road is at risk)
    net      = comes in, less the lawyer's share, discounted for the months
             − costs that the creditor bears, − half of shared ones
             − costs that he advances and the debtor is to bear, as far as they don't come back: the share not recovered

The low end takes the low sum, the low share, the long time and the high costs; the high end the other ones.
"""

from collections.abc import Iterable

from jieqing.claims.rules.assessment import CostLine, RoadAssumption

Sums = tuple[int, int]
MONTHS_TIMES_PCT = 1200  # months a year × 100: keeps the discount in whole numbers


def comes_in(sums_fen: Sums, assumed: RoadAssumption, *, is_at_risk: bool) -> Sums:
    """What comes in of the sum asked, low and high, in fen, rounded down."""
    low, high = assumed.recovered_pct
    return 0 if is_at_risk else sums_fen[0] * low // 100, sums_fen[1] * high // 100


def net(
    received_fen: Sums,
    assumed: RoadAssumption,
    costs: Iterable[CostLine],
    *,
    lawyer_pct: int,
    discount_pct_year: int,
    is_at_risk: bool,
) -> Sums:
    """What is left, low and high, in fen (rounded down; below 0 where the costs are more). `costs` without a lawyer."""
    low_pct, high_pct = (0 if is_at_risk else assumed.recovered_pct[0]), assumed.recovered_pct[1]
    low = _worth_now(received_fen[0], lawyer_pct, assumed.months[1], discount_pct_year)
    high = _worth_now(received_fen[1], lawyer_pct, assumed.months[0], discount_pct_year)
    for line in costs:
        low -= _borne(line, line.high_fen, low_pct)
        high -= _borne(line, line.low_fen, high_pct)
    return low, high


def _worth_now(fen: int, lawyer_pct: int, months: int, discount_pct_year: int) -> int:
    """Simple discount: 1 / (1 + rate × years)."""
    return fen * (100 - lawyer_pct) * MONTHS_TIMES_PCT // (100 * (MONTHS_TIMES_PCT + discount_pct_year * months))


def _borne(line: CostLine, fen: int, recovered_pct: int) -> int:
    """The creditor's own part of a cost, rounded up."""
    match line.borne_by:
        case "creditor":
            return fen
        case "shared":
            return -(-fen // 2)
        case "debtor" if line.is_advanced:
            return -(-fen * (100 - recovered_pct) // 100)
    return 0
