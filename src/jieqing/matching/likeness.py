"""The order in which agencies stand in memory: alike ones side by side, so that a block of them has a tight bound.

Likeness is a Morton code: the points of five parts, each cut into 16 steps, with their bits interleaved. Agencies whose
fee may be refused stand apart, since they are searched for by themselves too.
"""

import numpy as np

from jieqing.matching.columns import Columns, Ints
from jieqing.matching.points import Points
from jieqing.matching.rules.fees import NO_LIMIT_FEN
from jieqing.matching.rules.parts import FULL
from jieqing.matching.rules.roads import ENTITY_TYPES, road_of

STEP_BITS = 4


def order_by_likeness(columns: Columns, points: Points) -> Ints:
    """The rows in the order in which they are to stand: by kind of body, then alike ones together."""
    may_be_refused = (columns.limit_fen < NO_LIMIT_FEN).any(0)
    code = np.zeros(len(columns), np.int64)
    for road in ("recovery", "mediation"):
        kinds = [number for number, kind in enumerate(ENTITY_TYPES) if (road_of(kind) or "recovery") == road]
        here = np.isin(columns.entity_type, kinds)
        code[here] = _morton(points.table[points.grouping_rows(road), :-1][:, here])
    return np.lexsort((code, may_be_refused, columns.entity_type))


def _morton(points: np.ndarray) -> Ints:
    steps = (points.astype(np.int64) << STEP_BITS) // (FULL + 1)
    code = np.zeros(points.shape[1], np.int64)
    for bit in reversed(range(STEP_BITS)):
        for part in steps:
            code = code << 1 | part >> bit & 1
    return code
