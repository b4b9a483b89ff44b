"""A witness that kills itself (SIGKILL) at one place of its work, once the file DIE_WHEN exists.

DIE_AT    before_commit · after_commit
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jieqing.evidence.witness.__main__ import main
from jieqing.evidence.witness.memory import Memory

_deciding = Memory.deciding


def _die_if_told(at: str) -> None:
    if at == os.environ["DIE_AT"] and Path(os.environ["DIE_WHEN"]).exists():
        os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def _deadly(self: Memory) -> Iterator[None]:
    with _deciding(self):
        yield
        _die_if_told("before_commit")
    _die_if_told("after_commit")


if __name__ == "__main__":
    Memory.deciding = _deadly  # type: ignore[method-assign]
    sys.exit(main())
