"""All claims of a creditor in one view, from their current figures: sums, ages, days left, roads, who owes most.

Pure. Nothing here names anybody: debtors are groups of claims whose sealed names are equal.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from jieqing.claims.rules.ageing import bucket_of, buckets
from jieqing.claims.rules.days_left import BANDS, band_of

LETTERS = 6
MOST_DEBTORS = 8
SOON_DAYS = 180
RESTS_DAYS = 30  # a debtor who was written to in these days is not written to again


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one claim that is not over. Sums in fen; None is not known. `written_on`: the last demand."""

    claim: UUID
    aged_from_on: date | None
    sum_fen: int
    asked_low_fen: int
    asked_high_fen: int
    limitation: str
    last_day_on: date | None
    last_day_if_on: date | None
    road: str
    net_low_fen: int | None
    net_high_fen: int | None
    is_provisional: bool
    written_on: date | None


@dataclass(frozen=True, slots=True)
class Share:
    """One bar: so many claims that come to so much; `key` is what a link asks for."""

    key: str
    count: int
    sum_fen: int
    net_low_fen: int = 0
    net_high_fen: int = 0


@dataclass(frozen=True, slots=True)
class Debtor:
    """What one debtor owes in all. `claims` the largest first."""

    claims: tuple[UUID, ...]
    sum_fen: int


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter worth sending now: it restarts the clock before it runs out."""

    claim: UUID
    last_day_on: date
    days_left: int
    sum_fen: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything as of a day. `top_pct` is the share of the largest debtor, in whole per cent."""

    on: date
    count: int
    sum_fen: int
    asked_low_fen: int
    asked_high_fen: int
    is_provisional: bool
    ages: tuple[Share, ...]
    days_left: tuple[Share, ...]
    roads: tuple[Share, ...]
    debtors: tuple[Debtor, ...]
    debtor_count: int
    top_pct: int
    letters: tuple[Letter, ...]


def overview(rows: Sequence[Row], same_debtor: Iterable[Sequence[UUID]], on: date) -> Overview:
    """The view of all rows. `same_debtor`: claims whose debtor's name is equal; one in no group stands alone."""
    debtors = _debtors(rows, same_debtor)
    total = sum(row.sum_fen for row in rows)
    return Overview(
        on=on,
        count=len(rows),
        sum_fen=total,
        asked_low_fen=sum(row.asked_low_fen for row in rows),
        asked_high_fen=sum(row.asked_high_fen for row in rows),
        is_provisional=any(row.is_provisional for row in rows),
        ages=_shares(rows, lambda row: bucket_of(row.aged_from_on, on).id, buckets()),
        days_left=_shares(rows, lambda row: band_of(row.limitation, row.last_day_on, on), BANDS),
        roads=tuple(sorted(_shares(rows, lambda row: row.road, ()), key=lambda share: (-share.sum_fen, share.key))),
        debtors=debtors[:MOST_DEBTORS],
        debtor_count=len(debtors),
        top_pct=debtors[0].sum_fen * 100 // total if total else 0,
        letters=letters(rows, on),
    )


def letters(rows: Iterable[Row], on: date) -> tuple[Letter, ...]:
    """The letters to send this week: the clock runs out within half a year and nobody wrote of late; soonest first."""
    open_ones = [
        Letter(row.claim, row.last_day_on, (row.last_day_on - on).days, row.sum_fen)
        for row in rows
        if row.limitation == "open" and row.last_day_on and 0 <= (row.last_day_on - on).days <= SOON_DAYS
        if row.written_on is None or (on - row.written_on).days > RESTS_DAYS
    ]
    return tuple(sorted(open_ones, key=lambda each: (each.days_left, -each.sum_fen, str(each.claim)))[:LETTERS])


def _shares(rows: Iterable[Row], key_of: Callable[[Row], str], order: Iterable[str]) -> tuple[Share, ...]:
    """One share a key, in the order given; without an order every key that occurs."""
    sums: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in rows:
        kept = sums[key_of(row)]
        for place, more in enumerate((1, row.sum_fen, row.net_low_fen or 0, row.net_high_fen or 0)):
            kept[place] += more
    return tuple(Share(key, *sums[key]) for key in (tuple(order) or tuple(sums)) if key in sums)


def _debtors(rows: Iterable[Row], same_debtor: Iterable[Sequence[UUID]]) -> tuple[Debtor, ...]:
    first = {claim: group[0] for group in same_debtor for claim in group}
    owed: defaultdict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        owed[first.get(row.claim, row.claim)].append(row)
    found = [
        Debtor(
            tuple(row.claim for row in sorted(each, key=lambda row: (-row.sum_fen, str(row.claim)))),
            sum(row.sum_fen for row in each),
        )
        for each in owed.values()
    ]
    return tuple(sorted(found, key=lambda debtor: (-debtor.sum_fen, str(debtor.claims[0]))))
