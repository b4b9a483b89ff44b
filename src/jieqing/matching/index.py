"""The index of a directory: everything that a search needs, in memory, built in one go.

Nothing in it depends on the day of the question but the law on fees; `holds_on` says for which days that stands.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

import numpy as np
import numpy.typing as npt

from jieqing.agencies.rules.listing import Listing
from jieqing.law.pack import rules
from jieqing.matching.blocks import Blocks, Facts, blocks_of, facts_of
from jieqing.matching.columns import Columns, columns_of
from jieqing.matching.entries import entries_of
from jieqing.matching.likeness import order_by_likeness
from jieqing.matching.points import Points, means_of, points_of
from jieqing.matching.rules.parts import Means


@dataclass(frozen=True, slots=True)
class DirectoryIndex:
    """An index of `size` agencies, in rows by order of their ids; `listing(row)` and `row(id)` reach the directory.

    In memory alike agencies stand side by side: `facts`, `points` and `blocks` go by slots; `slot[row]` and
    `row_at[slot]` lead from one to the other. `law_from` and `law_until` (exclusive) bound the days on which no rule on
    agents and fees changed.
    """

    on: date
    law_from: date
    law_until: date
    size: int
    slot: npt.NDArray[np.int32]
    row_at: npt.NDArray[np.int32]
    facts: Facts
    points: Points
    means: Means
    blocks: Blocks
    listing: Callable[[int], Listing]
    row: Callable[[str], int | None]

    @classmethod
    def build(cls, listings: Sequence[Listing], on: date) -> "DirectoryIndex":
        """The index of these listings; ids must differ (ValueError). Fees are judged by the law of that day."""
        in_order = tuple(sorted(listings, key=attrgetter("id")))
        rows = {listing.id: row for row, listing in enumerate(in_order)}
        if len(rows) != len(in_order):
            raise ValueError("two listings share an id")
        return cls.of_columns(columns_of(in_order, on), on, in_order.__getitem__, rows.get)

    @classmethod
    def of_columns(
        cls, columns: Columns, on: date, listing: Callable[[int], Listing], row: Callable[[str], int | None]
    ) -> "DirectoryIndex":
        """The index of a directory too large to hold as listings: `listing` and `row` look them up where they are."""
        means, size = means_of(columns), len(columns)
        points = points_of(columns, means)
        order = order_by_likeness(columns, points)
        columns, points = columns.taken(order), points.taken(order)
        row_at = np.append(order, size).astype(np.int32)
        facts = facts_of(columns)
        blocks = blocks_of(columns, facts, points, entries_of(columns), row_at)
        slot = np.argsort(order).astype(np.int32)
        return cls(on, *_law_around(on), size, slot, row_at, facts, points, means, blocks, listing, row)

    def holds_on(self, day: date) -> bool:
        """Whether the fees in the index are judged by the law of that day."""
        return self.law_from <= day < self.law_until

    @property
    def bytes(self) -> int:
        """The memory of its arrays, in bytes."""
        held = (self.facts, self.points, self.blocks, self.blocks.most)
        values = (getattr(part, name) for part in held for name in part.__slots__)
        arrays = [self.slot, self.row_at, *(value for value in values if isinstance(value, np.ndarray))]
        return sum(array.nbytes for array in arrays)


def _law_around(on: date) -> tuple[date, date]:
    """The days around `on` between which no rule on agents and fees (agents.yaml, fees.yaml) took or lost force."""
    turns = {
        day
        for rule in rules().values()
        if rule.id.startswith(("CN-AG-", "JQ-FEE-"))
        for dated in rule.values
        for day in (dated.valid_from, dated.valid_until)
        if day
    }
    return max((d for d in turns if d <= on), default=date.min), min((d for d in turns if d > on), default=date.max)
