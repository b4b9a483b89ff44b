"""A need and weights on one road, turned into what the arrays of the index are asked."""

from dataclasses import dataclass

from jieqing.matching.columns import MATTERS
from jieqing.matching.entries import COUNTRY, area_key
from jieqing.matching.index import DirectoryIndex
from jieqing.matching.rules.areas import LEVELS
from jieqing.matching.rules.firsts import First, firsts
from jieqing.matching.rules.need import Need
from jieqing.matching.rules.parts import nearness
from jieqing.matching.rules.roads import ENTITY_TYPES, open_types
from jieqing.matching.rules.weights import Road, Weights, parts_of


@dataclass(frozen=True, slots=True)
class Run:
    """Blocks [begin, end) of the index, all equally near: `near` is the points of nearness times their weight."""

    begin: int
    end: int
    near: int


@dataclass(frozen=True, slots=True)
class Question:
    """What the arrays are asked.

    `serving` counts the agencies in the runs, each once; `required` are bits of the flags; `weighted` and `cost` are
    (row of the table of points, weight); `needed` is what comes first, the weightiest first.
    """

    runs: tuple[Run, ...]
    serving: int
    required: int
    today: int
    amount_fen: int | None
    fee_class: int
    weighted: tuple[tuple[int, int], ...]
    cost: tuple[int, int] | None
    needed: tuple[First, ...]


def question(index: DirectoryIndex, need: Need, weights: Weights, road: Road) -> Question:
    """What the arrays are asked for a need on a road."""
    kinds = [ENTITY_TYPES.index(kind) for kind in open_types(road, need)]
    areas = [(area, near * weights.nearness) for area, near in _areas(need.place) if area in index.blocks.run]
    rows = {part: (index.points.row_of(part, need), weights.of(part)) for part in parts_of(road)}
    moving = {part: (row, weight) for part, (row, weight) in rows.items() if row is not None and weight}
    cost = moving.pop("cost", None)
    return Question(
        runs=tuple(run for area, near in areas for run in _runs(index.blocks.run[area], kinds, near)),
        serving=sum(index.blocks.serving[area][kind] for area, _ in areas for kind in kinds),
        required=0 if need.matter is None else 1 << MATTERS.index(need.matter),
        today=need.on.toordinal(),
        amount_fen=need.amount_fen,
        fee_class=index.points.matter_class[need.matter],
        weighted=tuple(moving.values()),
        cost=cost,
        needed=firsts(need, road),
    )


def _areas(place: str | None) -> list[tuple[int, int]]:
    """The areas to visit with their points of nearness: all that hold the place, then the parts of it."""
    if place is None:
        return [(area, nearness("unknown")) for area in (COUNTRY, -COUNTRY)]
    holding = [(area_key(place[:digits]), nearness(LEVELS[digits])) for digits in LEVELS if digits <= len(place)]
    return [*holding, (-area_key(place), nearness("part"))]


def _runs(begins: tuple[int, ...], kinds: list[int], near: int) -> list[Run]:
    """The blocks of these kinds of body in one area; kinds that stand side by side make one run."""
    runs: list[Run] = []
    for kind in kinds:
        begin, end = begins[kind], begins[kind + 1]
        if runs and runs[-1].end == begin:
            runs[-1] = Run(runs[-1].begin, end, near)
        elif begin < end:
            runs.append(Run(begin, end, near))
    return runs
