"""Late payment of a price where nothing was agreed: LPR of the first day late plus 30 to 50 % of it (CN-INT-10)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from jieqing.claims.rules.interest.default_interest import first_day_late
from jieqing.claims.rules.lpr import LprTable
from jieqing.claims.rules.working import Segment, Working, summed
from jieqing.kit.words import Words
from jieqing.law.pack import rule

PLUS_LEAST = Words("逾期第一天的LPR加30%", "LPR of the first day late plus 30 %")
PLUS_MOST = Words("逾期第一天的LPR加50%", "LPR of the first day late plus 50 %")


@dataclass(frozen=True, slots=True)
class SaleRates:
    """The rates of a breach, per cent a year: LPR × 1.30 and × 1.50, fixed for the whole time."""

    lpr_pct_year: Decimal
    low_pct_year: Decimal
    high_pct_year: Decimal
    is_provisional: bool


@cache
def _times() -> tuple[Decimal, Decimal]:
    added = rule("CN-INT-10").values[-1].value
    return 1 + Decimal(added["least"]) / 100, 1 + Decimal(added["most"]) / 100


def sale_rates(due_on: date, lpr: LprTable) -> SaleRates:
    """The rates for a price due that day; raises NotInForce for a breach before 2019-08-20 (no LPR then)."""
    rate = lpr.on(first_day_late(due_on))
    low, high = _times()
    return SaleRates(rate.pct_year, rate.pct_year * low, rate.pct_year * high, rate.is_provisional)


def sale_late(price_fen: int, due_on: date, paid_on: date, rates: SaleRates) -> tuple[Working, Working]:
    """Low and high, from the day after `due_on` to `paid_on`."""
    return (
        _working(Segment(due_on, paid_on, price_fen, rates.low_pct_year, "year", "CN-INT-10", PLUS_LEAST), rates),
        _working(Segment(due_on, paid_on, price_fen, rates.high_pct_year, "year", "CN-INT-10", PLUS_MOST), rates),
    )


def _working(segment: Segment, rates: SaleRates) -> Working:
    return summed((segment,), is_provisional=rates.is_provisional)
