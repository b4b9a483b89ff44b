"""The points of every agency in every part, as columns: what `rules.parts` gives for the facts of a directory."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jieqing.agencies.rules.listing import Matter
from jieqing.matching.columns import MATTERS, Columns, Ints
from jieqing.matching.rules import parts
from jieqing.matching.rules.need import Need
from jieqing.matching.rules.parts import MILLION, Means
from jieqing.matching.rules.roads import ENTITY_TYPES, road_of
from jieqing.matching.rules.weights import Road, band_of, bands_fen, figure

STATIC = ("speed", "conduct", "readiness", "agreement", "performance")
FIRST_EXPERIENCE = len(STATIC)
ALL_MATTERS = FIRST_EXPERIENCE + len(MATTERS)
FIRST_COST = ALL_MATTERS + 1
LINE = 32  # points in a cache line of 64 bytes


@dataclass(frozen=True, slots=True)
class Points:
    """`table` has a row for each part and a column for each agency, then one of zeros that stands for nobody.

    Experience has a row for each matter, then one for all; cost one for each class of matters and band of amounts.
    """

    table: npt.NDArray[np.uint16]
    matter_class: Mapping[Matter | None, int]

    def taken(self, order: Ints) -> "Points":
        """The same points with the agencies in another order; nobody stays last."""
        with_nobody = np.append(order, self.table.shape[1] - 1)
        return Points(_by_agency(self.table, with_nobody), self.matter_class)

    def row_of(self, part: str, need: Need) -> int | None:
        """The row that holds a part for this need; None where the part moves nothing or hangs on the area."""
        if part == "experience":
            return ALL_MATTERS if need.matter is None else FIRST_EXPERIENCE + MATTERS.index(need.matter)
        if part == "cost":
            return None if need.amount_fen is None else self.cost_row(need.matter, band_of(need.amount_fen))
        return None if part == "nearness" else STATIC.index(part)

    def cost_row(self, matter: Matter | None, band: int) -> int:
        """The row that holds the cost of a matter in a band."""
        return FIRST_COST + self.matter_class[matter] * len(bands_fen()) + band

    def grouping_rows(self, road: Road) -> tuple[int, ...]:
        """The rows by which agencies of a road are put side by side: alike in these, they share a block."""
        middle = self.cost_row(None, len(bands_fen()) // 2)
        own = {"recovery": (ALL_MATTERS, STATIC.index("speed")), "mediation": tuple(map(STATIC.index, STATIC[3:]))}
        return (*own[road], STATIC.index("conduct"), STATIC.index("readiness"), middle)


def means_of(columns: Columns) -> Means:
    """The means of a directory: days and complaints by case closed on the road of recovery, agreements by mediation."""
    closed = columns.closed[-1]
    recovery = np.isin(columns.entity_type, [ENTITY_TYPES.index(t) for t in ENTITY_TYPES if road_of(t) == "recovery"])
    counted = closed * (recovery & (columns.median_days >= 0))
    return Means(
        days=_mean(counted * columns.median_days, counted, figure("speed", "unknown_days")),
        complaints_per_million=_mean(
            MILLION * columns.upheld * recovery, closed * recovery, figure("conduct", "unknown_per_million")
        ),
        agreement_permille=_mean(1000 * columns.agreed, columns.held, figure("agreement", "unknown_permille")),
        performance_permille=_mean(1000 * columns.performed, columns.agreed, figure("performance", "unknown_permille")),
    )


def points_of(columns: Columns, means: Means) -> Points:
    """The points of a directory."""
    c, closed = columns, columns.closed[-1]
    rows: list[Ints] = [
        parts.speed(c.median_days, closed, means.days),
        parts.conduct(c.upheld, closed, c.marks, means.complaints_per_million),
        parts.readiness(c.open_places, c.reply_hours, c.is_named),
        parts.agreement(c.agreed, c.held, means.agreement_permille),
        parts.performance(c.performed, c.agreed, means.performance_permille),
        *(parts.experience(of_matter) for of_matter in c.closed),
        *(parts.cost(share.astype(np.int64)) for of_class in c.shares_permille for share in of_class),
    ]
    table = np.zeros((len(rows), len(columns) + 1), np.uint16)
    for row, points in enumerate(rows):
        table[row, :-1] = points
    return Points(table, columns.matter_class)


def _by_agency(table: npt.NDArray[np.uint16], order: Ints) -> npt.NDArray[np.uint16]:
    """The table with an agency's points side by side in memory, so that one cache line brings them instead of five."""
    held = np.zeros((len(order), -(-len(table) // LINE) * LINE), np.uint16)
    for row, points in enumerate(table):
        held[:, row] = points[order]
    return held.T[: len(table)]


def _mean(total: Ints, of: Ints, unknown: int) -> int:
    count = int(of.sum())
    return int(total.sum()) // count if count else unknown
