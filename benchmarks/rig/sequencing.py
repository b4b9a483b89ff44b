"""The sequencer's own work, without its pauses and without what it does beside."""

import os
from contextlib import closing
from datetime import UTC, datetime

import psycopg

from jieqing_verify.keys import LogSigner


def place_all(keys: LogSigner) -> int:
    """Gives all that waits its place, reading a batch ahead as the sequencer does; how many entries."""
    from jieqing.evidence.ahead import Ahead  # noqa: PLC0415 - after Django is set up
    from jieqing.evidence.integrating import add, load_tree  # noqa: PLC0415

    with _connected() as connection, _connected() as reader, closing(Ahead(reader)) as ahead:
        tree = load_tree(connection)
        first = tree.edge.size
        while rows := ahead.batch():
            tree = add(connection, tree, keys, datetime.now(UTC), rows)
    return tree.edge.size - first


def _connected() -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(os.environ["DATABASE_SEQUENCER_URL"], autocommit=True, options="-c timezone=UTC")
