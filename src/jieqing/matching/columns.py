"""The facts of a directory as columns of numbers: one row an agency, in the order of their ids."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import get_args

import numpy as np
import numpy.typing as npt

from jieqing.agencies.rules.catalogue import entity_kinds
from jieqing.agencies.rules.listing import Listing, Matter
from jieqing.matching.rules.areas import areas_of
from jieqing.matching.rules.fees import (
    NO_LIMIT_FEN,
    largest_fen,
    largest_without_advance_fen,
    limits_fen,
    shares_permille,
    smallest_shares,
)
from jieqing.matching.rules.filters import valid_until
from jieqing.matching.rules.parts import marks
from jieqing.matching.rules.roads import ENTITY_TYPES
from jieqing.matching.rules.weights import bands_fen

Ints = npt.NDArray[np.int64]
MATTERS: tuple[Matter, ...] = get_args(Matter)
ENFORCES, LITIGATES = 1 << len(MATTERS), 1 << (len(MATTERS) + 1)
NEVER = 0  # the day number of an agency that may not act: suspended, revoked or without a licence


@dataclass(frozen=True, slots=True)
class Columns:
    """Facts by column, n rows; -1 is a fact not known.

    `flags`: a bit for each matter in the order of MATTERS, then ENFORCES and LITIGATES. `valid_until`: a day number, or
    NEVER. `closed` has a row for each matter and a last one for all. `area_row` and `area` pair agencies with the areas
    of `rules.areas`, as numbers (`entries.area_key`). Fees are those of `rules.fees`, by class and row (shares: class,
    band, row); `matter_class` names the class of a matter.
    """

    entity_type: npt.NDArray[np.uint8]
    flags: npt.NDArray[np.uint32]
    valid_until: npt.NDArray[np.int32]
    amount_from_fen: Ints
    amount_to_fen: Ints
    closed: Ints
    median_days: Ints
    upheld: Ints
    marks: Ints
    open_places: Ints
    reply_hours: Ints
    is_named: Ints
    held: Ints
    agreed: Ints
    performed: Ints
    matter_class: Mapping[Matter | None, int]
    limit_fen: Ints
    no_advance_limit_fen: Ints
    shares_permille: npt.NDArray[np.uint16]
    area_row: npt.NDArray[np.int32]
    area: npt.NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.entity_type)

    def taken(self, order: Ints) -> "Columns":
        """The same facts with the rows in another order."""
        slot = np.empty(len(order), np.int32)
        slot[order] = np.arange(len(order), dtype=np.int32)
        apart = ("matter_class", "area_row", "area")
        rest = {name: getattr(self, name)[..., order] for name in self.__slots__ if name not in apart}
        return replace(self, **rest, area_row=slot[self.area_row])


def columns_of(listings: Sequence[Listing], on: date) -> Columns:
    """The columns of listings that are sorted by id; fees as the law stands on that day."""

    def column(fact: Callable[[Listing], int]) -> Ints:
        return np.fromiter((fact(listing) for listing in listings), np.int64, len(listings))

    area_row, area = _areas(listings)
    matter_class, classes = _fee_classes(listings, on)
    shares = [shares_permille(listing, on) for listing in listings]
    return Columns(
        entity_type=column(lambda x: ENTITY_TYPES.index(x.entity_type)).astype(np.uint8),
        flags=column(_flags).astype(np.uint32),
        valid_until=column(_valid_until).astype(np.int32),
        amount_from_fen=column(lambda x: x.amount_from_fen),
        amount_to_fen=column(lambda x: NO_LIMIT_FEN if x.amount_to_fen is None else x.amount_to_fen),
        closed=np.stack([*(column(_closed(m)) for m in MATTERS), column(lambda x: x.closed_total)]),
        median_days=column(lambda x: -1 if x.median_days is None else x.median_days),
        upheld=column(lambda x: x.upheld_complaints),
        marks=column(lambda x: marks(x.litigation_record, x.registration)),
        open_places=column(lambda x: x.open_places),
        reply_hours=column(lambda x: -1 if x.reply_hours is None else x.reply_hours),
        is_named=column(lambda x: x.named_lawyer is not None),
        held=column(lambda x: x.mediations.held if x.mediations else 0),
        agreed=column(lambda x: x.mediations.agreed if x.mediations else 0),
        performed=column(lambda x: x.mediations.performed if x.mediations else 0),
        matter_class=matter_class,
        limit_fen=np.array([[largest_fen(limits) for limits in rows] for rows in classes], np.int64),
        no_advance_limit_fen=np.array(
            [*map(largest_without_advance_fen, listings, classes[matter_class["private_loan"]])], np.int64
        ),
        shares_permille=np.array([[*map(smallest_shares, rows, shares)] for rows in classes], np.uint16)
        .reshape(len(classes), len(listings), len(bands_fen()))
        .transpose(0, 2, 1),
        area_row=area_row,
        area=area,
    )


def litigates(listing: Listing) -> bool:
    """Whether it can go to court: by its kind, or by a lawyer named for the case."""
    return entity_kinds()[listing.entity_type].may_litigate or listing.named_lawyer is not None


def _closed(matter: Matter) -> Callable[[Listing], int]:
    return lambda listing: listing.similar_closed.get(matter, 0)


def _flags(listing: Listing) -> int:
    taken = sum(1 << MATTERS.index(matter) for matter in set(listing.matters))
    return taken | ENFORCES * listing.does_enforcement | LITIGATES * litigates(listing)


def _valid_until(listing: Listing) -> int:
    if listing.registration in ("suspended", "revoked"):
        return NEVER
    until = valid_until(listing)
    return date.max.toordinal() + 1 if until is None else NEVER if until == date.min else until.toordinal()


def _areas(listings: Sequence[Listing]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    pairs = [(row, int("1" + code)) for row, x in enumerate(listings) for code in areas_of(x.place, x.districts)]
    table = np.array(pairs, np.int32).reshape(-1, 2)
    return table[:, 0].copy(), table[:, 1].copy()


def _fee_classes(
    listings: Sequence[Listing], on: date
) -> tuple[dict[Matter | None, int], list[tuple[tuple[int, ...], ...]]]:
    """The limits of every offer, by class: matters in which every agency's limits are the same share one.

    Where a kind of body may not take a matter at all, its fee there decides nothing; the limits for a matter not named
    stand in, so that it makes no class of its own.
    """
    classes: dict[tuple[tuple[int, ...], ...], int] = {}
    of_matter: dict[Matter | None, int] = {}
    for matter in (None, *MATTERS):
        limits = tuple(limits_fen(x, None if _is_closed(x, matter) else matter, on) for x in listings)
        of_matter[matter] = classes.setdefault(limits, len(classes))
    return of_matter, list(classes)


def _is_closed(listing: Listing, matter: Matter | None) -> bool:
    kind = entity_kinds()[listing.entity_type]
    return matter is None or matter in kind.outside or matter in kind.doubtful
