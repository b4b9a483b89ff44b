"""Child processes that end with their parent, however it ends; and locks that tell whether they did."""

import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from io import BufferedWriter
from pathlib import Path

from jieqing.kit.clock import ticks_ms

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def die_with_parent(sign: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn`: the kernel sends the child `sign` when the thread that started it ends.

    It comes after Popen's change of user, which would clear it.
    """
    parent = os.getpid()

    def ask_kernel() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, sign)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return ask_kernel


def stop(process: "subprocess.Popen[bytes]", signs: Sequence[signal.Signals]) -> None:
    """Asks the child to end, by each signal in turn for 20 s; kills it if it hears none."""
    for sign in signs:
        process.send_signal(sign)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            continue
        return
    process.kill()
    process.wait()


def locked(path: Path, *, wait_ms: float) -> BufferedWriter:
    """The file, opened and locked until it is closed here and in every child that inherited it.

    Raises BlockingIOError when others still keep it after `wait_ms`.
    """
    give_up_at = ticks_ms() + wait_ms
    file = path.open("ab")
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if ticks_ms() >= give_up_at:
                file.close()
                raise
            time.sleep(0.05)
        else:
            return file


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
