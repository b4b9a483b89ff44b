"""Interest that joined the principal in new papers, and the simple cap on the final total (CN-INT-07)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from jieqing.claims.rules.interest.caps import Cap, stretches
from jieqing.claims.rules.working import DAYS_A_YEAR, half_up


@dataclass(frozen=True, slots=True)
class Stage:
    """A stretch of a rolled-over loan at one rate; at its end the interest joins the principal."""

    start: date
    end: date
    rate_pct_year: Decimal


@dataclass(frozen=True, slots=True)
class RolledOver:
    """The final totals, principal included: as the papers have it, at the cap, and what may be asked."""

    claimed_total_fen: int
    cap_total_fen: int
    allowed_total_fen: int


def rolled_over(principal_fen: int, stages: Sequence[Stage], held: Sequence[Cap]) -> RolledOver:
    """What a loan came to over its stages, against first principal + cap on it for the whole time.

    Interest of a stage above the cap does not become principal (民间借贷司法解释 27(1)). Rounded once, at the end.
    """
    claimed = allowed = Fraction(principal_fen)
    for stage in stages:
        claimed += claimed * _share(Fraction(stage.rate_pct_year), (stage.end - stage.start).days)
        allowed += allowed * sum(
            (
                _share(Fraction(min(stage.rate_pct_year, cap.pct_year)), (until - since).days)
                for since, until, cap in stretches(held, stage.start, stage.end, is_late=False)
            ),
            Fraction(0),
        )
    whole_time = stretches(held, stages[0].start, stages[-1].end, is_late=False)
    most = Fraction(principal_fen) * (
        1 + sum((_share(Fraction(cap.pct_year), (until - since).days) for since, until, cap in whole_time), Fraction(0))
    )
    return RolledOver(half_up(claimed), half_up(most), half_up(min(claimed, allowed, most)))


def _share(pct_year: Fraction, days: int) -> Fraction:
    return pct_year * days / (100 * DAYS_A_YEAR)
