"""A house that lives as long as a bench: PostgreSQL, keys and files beside it, tables made."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jieqing.site import house, postgres


@contextmanager
def running_house(*, is_durable: bool = False) -> Iterator[postgres.Server]:
    """The house and its server; Django is set up inside. `is_durable` waits for the disk as production does."""
    with tempfile.TemporaryDirectory(prefix="jieqing-bench-") as name:
        state = Path(name)
        state.chmod(0o711)  # `nobody` passes through when root runs this
        os.environ["JIEQING_STATE"] = name
        with postgres.running(state, is_durable=is_durable) as server:
            os.environ.update(server.environment())
            house.migrate()
            from django.db import connections  # noqa: PLC0415 - Django is set up by the line above

            yield server
            connections.close_all()
