"""Many cases in, their figures out, in the order in which they came: on one core, several, or a Ray cluster.

Only pure work is spread: no worker reads a database, a clock or a key.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice

from jieqing.claims.batch.spread import spread
from jieqing.claims.rules.assess import assess
from jieqing.claims.rules.assessment import Assumptions
from jieqing.claims.rules.case import Case, Event
from jieqing.claims.rules.figures import Figures, figures_of
from jieqing.claims.rules.lpr import LprTable

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Basis:
    """What every case of a batch is computed on."""

    on: date
    lpr: LprTable
    assumptions: Assumptions


Item = tuple[Case, tuple[Event, ...]]


def assess_many(items: Iterable[Item], basis: Basis, *, processes: int = 1) -> Iterator[Figures]:
    """The figures of each case, in order. With more processes, chunks are sent out and never all held."""
    work = partial(figures_of_chunk, basis=basis)
    for figures in spread(work, chunks(items), processes if processes > 1 else 0):
        yield from figures


def figures_of_chunk(chunk: list[Item], basis: Basis) -> list[Figures]:
    """The work that is spread."""
    return [_figures(case, events, basis) for case, events in chunk]


def chunks(items: Iterable[Item], size: int = CHUNK) -> Iterator[list[Item]]:
    """The items, so many at a time."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def _figures(case: Case, events: tuple[Event, ...], basis: Basis) -> Figures:
    return figures_of(assess(case, events, basis.on, basis.lpr, basis.assumptions))
