"""Interest of a private loan after its due day: the agreed default rate, else the term's, else LPR (CN-INT-04)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from jieqing.claims.rules.interest.caps import Cap, capped
from jieqing.claims.rules.lpr import LprTable
from jieqing.claims.rules.working import Segment, Working, summed
from jieqing.kit.words import Words

AT_LPR = Words("没约定利率，按逾期第一天的一年期LPR", "no rate was agreed: the one-year LPR of the first day late")


@dataclass(frozen=True, slots=True)
class LateRate:
    """The rate of a late loan before any cap; `is_agreed` False where it is the LPR of the first day late."""

    pct_year: Decimal
    is_agreed: bool
    is_provisional: bool = False


def first_day_late(due_on: date) -> date:
    """The day after the due day: the breach."""
    return due_on + timedelta(days=1)


def late_rate(due_on: date, term_pct: Decimal | None, default_pct: Decimal | None, lpr: LprTable) -> LateRate:
    """The agreed default rate, else the rate of the term, else the LPR of the first day late, fixed.

    A loan agreed to be free (term at 0) says nothing of lateness, so it bears LPR. Raises NotInForce for LPR before
    2019-08-20.
    """
    if default_pct is not None:
        return LateRate(default_pct, True)
    if term_pct:
        return LateRate(term_pct, True)
    rate = lpr.on(first_day_late(due_on))
    return LateRate(rate.pct_year, False, rate.is_provisional)


def default_interest(principal_fen: int, due_on: date, paid_on: date, rate: LateRate, held: Sequence[Cap]) -> Working:
    """Late interest from the day after `due_on` to `paid_on`; an agreed rate stands under the caps."""
    if not rate.is_agreed:
        segment = Segment(due_on, paid_on, principal_fen, rate.pct_year, "year", "CN-INT-04", AT_LPR)
        return summed((segment,) if segment.days else (), rules=("CN-INT-04",), is_provisional=rate.is_provisional)
    segments = capped(principal_fen, due_on, paid_on, rate.pct_year, held, rule_id="CN-INT-04", is_late=True)
    return summed(segments, rules=("CN-INT-04",), is_provisional=any(cap.is_provisional for cap in held))
