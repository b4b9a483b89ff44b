"""Many cases in, their figures out, in the order in which they came: on one core, several, or a Ray cluster.

Only pure work is spread: no worker reads a database, a clock or a key.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import islice
from multiprocessing import get_context

from jieqing.claims.rules.assess import assess
from jieqing.claims.rules.assessment import Assumptions
from jieqing.claims.rules.case import Case, Event
from jieqing.claims.rules.figures import Figures, figures_of
from jieqing.claims.rules.lpr import LprTable

CHUNK = 2_000
_AHEAD = 4  # chunks a worker that wait, so that neither side does


@dataclass(frozen=True, slots=True)
class Basis:
    """What every case of a batch is computed on."""

    on: date
    lpr: LprTable
    assumptions: Assumptions


Item = tuple[Case, tuple[Event, ...]]


def assess_many(items: Iterable[Item], basis: Basis, *, processes: int = 1) -> Iterator[Figures]:
    """The figures of each case, in order. With more processes, chunks are sent out and never all held."""
    if processes <= 1:
        for case, events in items:
            yield _figures(case, events, basis)
        return
    # spawned, not forked: a fork would take the parent's threads' locks and database connections with it
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        waiting: deque[Future[list[Figures]]] = deque()
        for chunk in chunks(items):
            waiting.append(pool.submit(figures_of_chunk, chunk, basis))
            if len(waiting) >= processes * _AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


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
