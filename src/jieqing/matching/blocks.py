"""Blocks of 64 agencies of one area and kind, alike in points, each with the most that any of them could bring."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jieqing.matching.columns import NEVER, Columns, Ints
from jieqing.matching.entries import Entries
from jieqing.matching.points import Points
from jieqing.matching.rules.fees import NO_LIMIT_FEN
from jieqing.matching.rules.roads import ENTITY_TYPES

BLOCK_ROWS = 64
KINDS = len(ENTITY_TYPES)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a search looks at, a column for each agency and a last one for nobody, who never fits.

    The same class holds the most (or the least) of each block, so that one test serves both.
    """

    flags: npt.NDArray[np.uint32]
    valid_until: npt.NDArray[np.int32]
    amount_from_fen: Ints
    amount_to_fen: Ints
    limit_fen: Ints
    no_advance_limit_fen: Ints


@dataclass(frozen=True, slots=True)
class Blocks:
    """`slots[b]` are the agencies of block b, by where they stand in memory; `first_row[b]` is the first id among them.

    `run[area]` are KINDS + 1 block numbers: where each kind of body begins, and the end; `serving[area]` counts the
    agencies of each kind, each under one area only.
    """

    slots: npt.NDArray[np.int32]
    run: dict[int, tuple[int, ...]]
    serving: dict[int, tuple[int, ...]]
    most: Facts
    least_limit_fen: Ints
    most_points: npt.NDArray[np.uint16]
    first_row: npt.NDArray[np.int32]


def facts_of(columns: Columns) -> Facts:
    """The columns that a search looks at, with nobody at the end.

    What is read of an agency lies side by side in memory, so that it comes with one cache line instead of six.
    """
    classes = len(columns.limit_fen)
    fields = [(name, np.int64) for name in ("amount_from_fen", "amount_to_fen", "no_advance_limit_fen")]
    record = np.dtype([("flags", np.uint32), ("valid_until", np.int32), *fields, ("limit_fen", np.int64, classes)])
    held = np.zeros(len(columns) + 1, record)
    for name in ("flags", "valid_until", "amount_from_fen", "amount_to_fen", "no_advance_limit_fen"):
        held[name][:-1] = getattr(columns, name)
    held["limit_fen"][:-1] = columns.limit_fen.T
    held[-1] = (0, NEVER, NO_LIMIT_FEN, 0, 0, (NO_LIMIT_FEN,) * classes)
    return Facts(**{name: held[name].T for name in Facts.__slots__})


def blocks_of(columns: Columns, facts: Facts, points: Points, entries: Entries, row: npt.NDArray[np.int32]) -> Blocks:
    """The entries in blocks, by area, kind of body and slot; the last of each kind is filled up with nobody.

    All but `row`, which gives the row of each slot, are in order of slots.
    """
    areas, area_number = np.unique(entries.area, return_inverse=True)
    group = area_number * KINDS + columns.entity_type[entries.row]
    order = np.argsort(group << 32 | entries.row)
    sizes = np.bincount(group, minlength=len(areas) * KINDS)
    in_blocks = -(-sizes // BLOCK_ROWS)
    begins = np.concatenate([[0], np.cumsum(in_blocks)])
    within = np.arange(len(order)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    slots = np.full(begins[-1] * BLOCK_ROWS, len(columns), np.int32)
    slots[np.repeat(begins[:-1] * BLOCK_ROWS, sizes) + within] = entries.row[order]
    slots = slots.reshape(-1, BLOCK_ROWS)
    widest = np.bincount(group[entries.is_widest], minlength=len(areas) * KINDS)
    return Blocks(
        slots=slots,
        run={int(a): tuple(begins[i * KINDS : i * KINDS + KINDS + 1].tolist()) for i, a in enumerate(areas)},
        serving={int(a): tuple(widest[i * KINDS : i * KINDS + KINDS].tolist()) for i, a in enumerate(areas)},
        most=_most(facts, slots),
        least_limit_fen=np.stack([of_class[slots].min(1) for of_class in facts.limit_fen]),
        most_points=np.stack([of_part[slots].max(1) for of_part in points.table]),
        first_row=row[slots].min(1),
    )


def _most(facts: Facts, slots: npt.NDArray[np.int32]) -> Facts:
    return Facts(
        flags=np.bitwise_or.reduce(facts.flags[slots], axis=1),
        valid_until=facts.valid_until[slots].max(1),
        amount_from_fen=facts.amount_from_fen[slots].min(1),
        amount_to_fen=facts.amount_to_fen[slots].max(1),
        limit_fen=np.stack([of_class[slots].max(1) for of_class in facts.limit_fen]),
        no_advance_limit_fen=facts.no_advance_limit_fen[slots].max(1),
    )
