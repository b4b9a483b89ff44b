"""The worker as a child process that ends with this one. `worker.py` is what runs in it: it needs Django set up."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from jieqing.site.children import die_with_parent, stop

COMMAND = (sys.executable, "-c", "from jieqing.site.cli import app; app()", "worker")


@contextmanager
def working() -> "Iterator[subprocess.Popen[bytes]]":
    """`jieqing worker` until the end of the block; then it finishes the job in hand, for 20 s at most."""
    # A process group of its own: Ctrl-C is for us, and we stop it before the database.
    process = subprocess.Popen(COMMAND, process_group=0, preexec_fn=die_with_parent(signal.SIGTERM))
    try:
        yield process
    finally:
        stop(process, (signal.SIGTERM,))
