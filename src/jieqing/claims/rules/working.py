"""How a figure came about, so that a judge can follow it: dated segments, base, rate, days, rule, rounding.

Arithmetic is exact (fractions of a fen); a stated sum is rounded once, half up, from the unrounded sum of its segments.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from jieqing.kit.words import Words

DAYS_A_YEAR = 365  # leap years too: what the courts' calculators and the loan market of the mainland count with


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of days with one base and one rate. `since` counts as no day, `until` does; `rate_pct` for `per`."""

    since: date
    until: date
    base_fen: int
    rate_pct: Decimal
    per: Literal["year", "day"]
    rule: str
    why: Words

    @property
    def days(self) -> int:
        """The calendar difference of the two dates; never negative."""
        return max(0, (self.until - self.since).days)

    @property
    def exact(self) -> Fraction:
        """Base × rate × days in fen, unrounded."""
        a_year = Fraction(self.base_fen) * Fraction(self.rate_pct) * self.days / 100
        return a_year / DAYS_A_YEAR if self.per == "year" else a_year

    @property
    def fen(self) -> int:
        """As it is shown: rounded half up."""
        return half_up(self.exact)


@dataclass(frozen=True, slots=True)
class Working:
    """A stated sum and how it came about. `exact` is the unrounded sum; `is_provisional` where a rate is too old.

    `paid_fen` is what payments took off the segments' sum before: `exact` is what is left.
    """

    segments: tuple[Segment, ...]
    exact: Fraction
    rules: tuple[str, ...]
    notes: tuple[Words, ...] = ()
    is_provisional: bool = False
    paid_fen: int = 0

    @property
    def fen(self) -> int:
        """The stated sum: rounded once, half up."""
        return half_up(self.exact)

    @property
    def rounding_fen(self) -> int:
        """What rounding the segments one by one would miss; shown as a line of its own where it is not 0."""
        return self.fen + self.paid_fen - sum(segment.fen for segment in self.segments) if self.segments else 0


def summed(
    segments: Iterable[Segment], *, rules: Iterable[str] = (), notes: Iterable[Words] = (), is_provisional: bool = False
) -> Working:
    """The working of segments: their unrounded sum, the rules that they rest on and more."""
    kept = tuple(segments)
    named = tuple(dict.fromkeys([*(segment.rule for segment in kept), *rules]))
    return Working(kept, sum((segment.exact for segment in kept), Fraction(0)), named, tuple(notes), is_provisional)


def stated(fen: int, *rules: str, notes: Iterable[Words] = ()) -> Working:
    """The working of a sum that was not computed: it stands on the papers."""
    return Working((), Fraction(fen), rules, tuple(notes))


def half_up(exact: Fraction) -> int:
    """Rounded half up to a whole fen; the sums of this house are not negative."""
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
