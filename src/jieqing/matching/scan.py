"""The search: blocks in falling order of what they could bring, until the k-th found beats all that is left.

Exact for all weights: a block's bound is at least the key of each of its agencies, in whole numbers throughout. A key
is the score and, below it, the row, so that equal scores stand in order of ids and no two agencies share a key.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from jieqing.matching.blocks import Facts
from jieqing.matching.columns import ENFORCES, LITIGATES, Ints
from jieqing.matching.index import DirectoryIndex
from jieqing.matching.question import Question
from jieqing.matching.rules.firsts import First

Bools = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int32]
Numbers = Ints | Rows
ROW_BITS = 24
LAST_ROW = (1 << ROW_BITS) - 1
TIER = 1_000_000  # more than all points times the largest weights together
IMPOSSIBLE = -(1 << 30)  # a score that no points make up for
NONE = -1  # the bound of a block that can bring nothing
FIRST_BLOCKS = 8
GROWTH = 3
AREAS_OF_ONE = 5  # an agency stands under at most so many of the areas that one search visits
FLAGS: dict[First, int] = {"litigates_and_enforces": LITIGATES | ENFORCES, "enforces": ENFORCES}


@dataclass(slots=True)
class Top:
    """The best keys so far, one an agency; `floor` is what a key must beat to come in."""

    size: int
    keys: dict[int, int] = field(default_factory=dict)
    floor: int = NONE

    def take(self, keys: Ints) -> None:
        """Takes in those of the keys that come in."""
        keys = keys[keys > self.floor]
        most = self.size * AREAS_OF_ONE
        if len(keys) > most:
            keys = np.partition(keys, len(keys) - most)[-most:]
        for key in keys.tolist():
            row = LAST_ROW - (key & LAST_ROW)
            self.keys[row] = max(key, self.keys.get(row, NONE))
        best = sorted(self.keys.items(), key=lambda item: -item[1])[: self.size]
        self.keys = dict(best)
        if len(best) == self.size:
            self.floor = best[-1][1]


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of those that fit and of those that would fit but for their fee, in order.

    How many blocks were weighed by their bounds, and how many opened, is for measuring.
    """

    fit: tuple[int, ...] = ()
    refused: tuple[int, ...] = ()
    blocks_weighed: int = 0
    blocks_opened: int = 0


def search(index: DirectoryIndex, asked: Question, k: int) -> Found:
    """The first k that fit, and the first k of those that would fit but for their fee."""
    if not asked.runs or k < 1:
        return Found()
    fit, refused = Top(k), Top(k)
    blocks, near = _blocks(asked)
    if len(blocks) > FIRST_BLOCKS:
        could_fit, could_be_refused = _bounds(index, asked, blocks, near)
    else:  # so few are opened at once: to weigh them would take longer
        could_fit, could_be_refused = np.zeros_like(blocks), np.zeros_like(blocks)
    count, opened = FIRST_BLOCKS, 0
    while True:
        chosen = np.union1d(_best(could_fit, fit.floor, count), _best(could_be_refused, refused.floor, count))
        if not len(chosen):
            return Found(tuple(fit.keys), tuple(refused.keys), len(blocks), opened)
        keys, is_lawful = _keys(index, asked, blocks[chosen], near[chosen])
        fit.take(keys[is_lawful])
        refused.take(keys[~is_lawful])
        could_fit[chosen] = could_be_refused[chosen] = NONE
        opened += len(chosen)
        count *= GROWTH


def better_than(index: DirectoryIndex, asked: Question, row: int) -> int | None:
    """How many agencies that fit stand before this one; None where the index does not hold it as one that fits."""
    if not asked.runs:
        return None
    blocks, near = _blocks(asked)
    own = np.flatnonzero((index.blocks.slots[blocks] == index.slot[row]).any(1))
    keys, is_lawful = _keys(index, asked, blocks[own], near[own])
    key = int(keys[is_lawful & (keys & LAST_ROW == LAST_ROW - row)].max(initial=NONE))
    if key == NONE:
        return None
    could_fit, _ = _bounds(index, asked, blocks, near)
    ahead = np.flatnonzero(could_fit > key)
    keys, is_lawful = _keys(index, asked, blocks[ahead], near[ahead])
    return len(np.unique(keys[is_lawful & (keys > key)] & LAST_ROW))


def has_first(index: DirectoryIndex, asked: Question, first: First, row: int) -> bool:
    """Whether an agency has what comes first."""
    return bool(_has(asked, index.facts, first, index.slot[[row]])[0])


def _blocks(asked: Question) -> tuple[Ints, Ints]:
    """The numbers of the blocks to weigh, and their points of nearness."""
    blocks = np.concatenate([np.arange(run.begin, run.end) for run in asked.runs])
    return blocks, np.repeat([run.near for run in asked.runs], [run.end - run.begin for run in asked.runs])


def _bounds(index: DirectoryIndex, asked: Question, blocks: Ints, near: Ints) -> tuple[Ints, Ints]:
    """The largest key that each block could bring among those that fit, and among those refused for their fee."""
    held = index.blocks
    score = _score(asked, held.most, held.most_points, blocks, near)
    score[~_passes(asked, held.most, blocks)] = IMPOSSIBLE
    row = LAST_ROW - held.first_row[blocks]
    fit = (score + _cost_points(asked, held.most_points, blocks)) << ROW_BITS | row
    may_fit = _is_lawful(asked, held.most.limit_fen, blocks)
    may_be_refused = ~_is_lawful(asked, held.least_limit_fen, blocks)
    return np.where(may_fit, fit, NONE), np.where(may_be_refused, score << ROW_BITS | row, NONE)


def _keys(index: DirectoryIndex, asked: Question, blocks: Ints, near: Ints) -> tuple[Ints, Bools]:
    """The keys of the agencies in these blocks that meet every condition but the fee, and whether they meet that too.

    A fee that may not be asked earns no points.
    """
    slots = index.blocks.slots[blocks]
    size = slots.shape[1]
    slots = slots.ravel()
    passing = np.flatnonzero(_passes(asked, index.facts, slots))
    slots, near = slots[passing], near[passing // size]
    is_lawful = _is_lawful(asked, index.facts.limit_fen, slots)
    score = _score(asked, index.facts, index.points.table, slots, near)
    score += _cost_points(asked, index.points.table, slots) * is_lawful
    return score << ROW_BITS | (LAST_ROW - index.row_at[slots]), is_lawful


def _passes(asked: Question, facts: Facts, at: Numbers) -> Bools:
    """Whether each meets the conditions on licence, matter and amount; of a block: whether any of it may."""
    passes: Bools = facts.valid_until[at] > asked.today
    if asked.required:
        passes &= (facts.flags[at] & asked.required) != 0
    if asked.amount_fen is not None:
        passes &= facts.amount_from_fen[at] <= asked.amount_fen
        passes &= facts.amount_to_fen[at] >= asked.amount_fen
    return passes


def _is_lawful(asked: Question, limit_fen: Ints, at: Numbers) -> Bools:
    """Whether some offer may be asked on the claim; without an amount, on any claim."""
    is_lawful: Bools = limit_fen[asked.fee_class][at] >= (1 if asked.amount_fen is None else asked.amount_fen)
    return is_lawful


def _score(asked: Question, facts: Facts, points: npt.NDArray[np.uint16], at: Numbers, near: Ints) -> Ints:
    """Points times weights but for cost, and TIER for each step of what comes first; of a block: the most that it could
    reach."""
    score = near.astype(np.int64)
    for row, weight in asked.weighted:
        score += points[row][at].astype(np.int64) * weight
    for place, first in enumerate(reversed(asked.needed)):
        score += _has(asked, facts, first, at) * (TIER << place)
    return score


def _cost_points(asked: Question, points: npt.NDArray[np.uint16], at: Numbers) -> Ints:
    row, weight = asked.cost or (0, 0)
    earned: Ints = points[row][at].astype(np.int64) * weight
    return earned


def _has(asked: Question, facts: Facts, first: First, at: Numbers) -> Bools:
    if first == "nothing_in_advance":
        has: Bools = facts.no_advance_limit_fen[at] >= (asked.amount_fen or 0)
    else:
        has = (facts.flags[at] & FLAGS[first]) == FLAGS[first]
    return has


def _best(bound: Ints, floor: int, count: int) -> Ints:
    """The blocks with the highest bounds above the floor."""
    above = np.flatnonzero(bound > floor)
    if len(above) <= count:
        return above
    return above[np.argpartition(bound[above], len(above) - count)[-count:]]
