"""The extra interest on judgment money that is not paid in time (CN-INT-15, 16, 17)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from jieqing.claims.rules.allocation import Payment
from jieqing.claims.rules.working import Segment, half_up, summed
from jieqing.kit.words import Words
from jieqing.law.pack import at

EXTRA = Words("加倍部分利息，每日万分之一点七五", "extra interest of 0.0175 % a day")
DAY = timedelta(days=1)
Excluded = Sequence[tuple[date, date]]


@dataclass(frozen=True, slots=True)
class ExtraSplit:
    """What one payment went to: the judgment money, then the extra interest; `over_fen` is beyond both."""

    to_money_fen: int
    to_extra_fen: int
    over_fen: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a judgment stands: a split for each payment in time order, what is left, and the dated segments."""

    splits: tuple[ExtraSplit, ...]
    money_left_fen: int
    extra_left_fen: int
    segments: tuple[Segment, ...]


def standing(
    money_fen: int, perform_by: date, payments: Iterable[Payment], excluded: Excluded = (), until: date | None = None
) -> Standing:
    """Pays the money first, then the extra interest, which bears none; what accrued is rounded at each payment.

    Days run from the day after `perform_by`, a payment's own day included; days in `excluded` [from, to) don't count.
    `until`: accrue on to that day after the last payment. Raises NotInForce before 2014-08-01.
    """
    pct_day = Decimal(at("CN-INT-15", perform_by + DAY))
    money, extra, since = money_fen, 0, perform_by
    splits: list[ExtraSplit] = []
    segments: list[Segment] = []
    for payment in sorted(payments, key=lambda each: each.on):
        grown = _segments(money, since, payment.on, pct_day, excluded)
        segments += grown
        extra += half_up(summed(grown).exact)
        since = max(since, payment.on)
        to_money = min(money, payment.fen)
        to_extra = min(extra, payment.fen - to_money)
        money, extra = money - to_money, extra - to_extra
        splits.append(ExtraSplit(to_money, to_extra, payment.fen - to_money - to_extra))
    if until is not None:
        grown = _segments(money, since, until, pct_day, excluded)
        segments += grown
        extra += half_up(summed(grown).exact)
    return Standing(tuple(splits), money, extra, tuple(segments))


def _segments(base_fen: int, since: date, until: date, pct_day: Decimal, excluded: Excluded) -> list[Segment]:
    """Without a base nothing grows."""
    if not base_fen:
        return []
    return [
        Segment(start, end, base_fen, pct_day, "day", "CN-INT-15", EXTRA)
        for start, end in _counted(since, until, excluded)
    ]


def _counted(since: date, until: date, excluded: Excluded) -> Iterator[tuple[date, date]]:
    """The days after `since` up to `until`, without the excluded ones; each pair counts its end, not its start."""
    start = since
    for first, after in sorted(excluded):
        if first - DAY > start:
            yield start, min(until, first - DAY)
        start = max(start, after - DAY)
        if start >= until:
            return
    if until > start:
        yield start, until
