"""Read what waits a batch ahead, while the batch before is hashed and written: half of the work is the database's."""

from concurrent.futures import Future, ThreadPoolExecutor

import psycopg

from jieqing.evidence.integrating import BATCH, Row, waiting

CHAIN = 16  # batches in a row; then from the start again, for what was committed late has a low number


class Ahead:
    """The queue, batch by batch, over a connection that nothing else uses."""

    def __init__(self, reader: psycopg.Connection, *, limit: int = BATCH) -> None:
        self.reader, self.limit = reader, limit
        self._pool = ThreadPoolExecutor(1)
        self._next: Future[list[Row]] | None = None
        self._left = 0

    def batch(self) -> list[Row]:
        """The next entries to be added, none where none wait. The batch before is committed when this is called."""
        rows = self._next.result() if self._next else []
        self._next = None
        if not rows:
            rows, self._left = waiting(self.reader, limit=self.limit), CHAIN
        self._left -= 1
        if len(rows) == self.limit and self._left:
            self._next = self._pool.submit(waiting, self.reader, after=rows[-1][0], limit=self.limit)
        return rows

    def close(self) -> None:
        """Waits for what is being read; the connection is the caller's again."""
        self._pool.shutdown(cancel_futures=True)
