"""Default interest, penalty and other fees of a private loan together, under one cap (CN-INT-05)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from jieqing.claims.rules.interest.caps import Cap, stretches
from jieqing.claims.rules.working import Segment, Working, stated, summed
from jieqing.kit.words import Words

DEFAULT = Words("约定的逾期利息", "agreed default interest")
PENALTY = Words("约定的每日违约金", "agreed penalty a day")


@dataclass(frozen=True, slots=True)
class LateCharges:
    """All that was agreed for lateness: a rate a year, a penalty a day (per cent), sums that don't grow."""

    default_rate_pct_year: Decimal | None = None
    penalty_pct_day: Decimal | None = None
    penalty_fen: int = 0
    other_fees_fen: int = 0


@dataclass(frozen=True, slots=True)
class UnderCap:
    """What the papers claim, what the cap leaves, and the difference of the two as stated."""

    days: int
    claimed: Working
    cap: Working

    @property
    def allowed_fen(self) -> int:
        """The lower of the two."""
        return min(self.claimed.fen, self.cap.fen)

    @property
    def excess_fen(self) -> int:
        """What may not be asked."""
        return self.claimed.fen - self.allowed_fen


def under_total_cap(
    principal_fen: int, due_on: date, paid_on: date, charges: LateCharges, held: Sequence[Cap]
) -> UnderCap:
    """The sum of all late charges against the caps on the principal for the days late."""
    rates: tuple[tuple[Decimal | None, Literal["year", "day"], Words], ...] = (
        (charges.default_rate_pct_year, "year", DEFAULT),
        (charges.penalty_pct_day, "day", PENALTY),
    )
    claimed = [
        Segment(due_on, paid_on, principal_fen, pct, per, "CN-INT-05", why)
        for pct, per, why in rates
        if pct is not None
    ]
    fixed = stated(charges.penalty_fen + charges.other_fees_fen)
    of_days = summed(claimed, rules=("CN-INT-05",))
    days = max(0, (paid_on - due_on).days)
    return UnderCap(
        days=days,
        claimed=Working(of_days.segments, of_days.exact + fixed.exact, of_days.rules),
        cap=cap_on(principal_fen, due_on, paid_on, held),
    )


def cap_on(principal_fen: int, due_on: date, paid_on: date, held: Sequence[Cap]) -> Working:
    """The most that late charges may come to: the caps on the principal for the days late."""
    segments = [
        Segment(since, until, principal_fen, cap.pct_year, "year", "CN-INT-05", cap.why)
        for since, until, cap in stretches(held, due_on, paid_on, is_late=True)
    ]
    return summed(segments, rules=("CN-INT-05",), is_provisional=any(cap.is_provisional for cap in held))
