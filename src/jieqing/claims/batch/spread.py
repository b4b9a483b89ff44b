"""Pure work on chunks, in order, by other processes; they end with this one, however it ends."""

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

Chunk = TypeVar("Chunk")
Done = TypeVar("Done")
_AHEAD = 4  # chunks a process that wait, so that neither side does
_LOOK_SECONDS = 2.0


def spread(work: Callable[[Chunk], Done], chunks: Iterable[Chunk], processes: int) -> Generator[Done, None, None]:
    """`work` of each chunk, in order; by so many processes (0: by this one). Chunks are never all held.

    `work` must be importable without Django. What it raises is raised here.
    """
    if processes < 1:
        yield from map(work, chunks)
        return
    # spawned, not forked: a fork would take the parent's threads' locks and database connections with it
    with ProcessPoolExecutor(processes, get_context("spawn"), _end_with, (os.getpid(),)) as pool:
        waiting: deque[Future[Done]] = deque()
        try:
            for chunk in chunks:
                waiting.append(pool.submit(work, chunk))
                if len(waiting) >= processes * _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _end_with(parent: int) -> None:
    """A pool whose parent was killed would wait for work for ever."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
