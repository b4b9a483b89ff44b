"""Work that is spread comes back in order, raises here what it raised there, and does not outlive who asked for it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jieqing.claims.batch.spread import spread

ASKS = """
import os, sys, time
from jieqing.claims.batch.spread import spread
if __name__ == "__main__":
    from jieqing.claims.batch.tests import test_spread
    for pid in spread(test_spread.own_id, [0] * 3, 1):
        print(pid, flush=True)
        time.sleep(600)
"""


def doubled(number: int) -> int:
    if number == 13:
        raise ValueError("thirteen")
    return number * 2


def own_id(_: int) -> int:
    return os.getpid()


@pytest.mark.parametrize("processes", [0, 1, 2])
def test_what_is_spread_comes_back_in_order(processes: int) -> None:
    assert list(spread(doubled, range(12), processes)) == [number * 2 for number in range(12)]


@pytest.mark.parametrize("processes", [0, 1])
def test_a_fault_there_is_a_fault_here(processes: int) -> None:
    with pytest.raises(ValueError, match="thirteen"):
        list(spread(doubled, [1, 13, 2], processes))


def test_one_may_stop_listening() -> None:
    found = spread(doubled, range(1000), 1)
    assert next(found) == 0
    found.close()


def test_the_processes_end_with_the_one_that_was_killed() -> None:
    asking = subprocess.Popen([sys.executable, "-c", ASKS], stdout=subprocess.PIPE, text=True)
    assert asking.stdout is not None
    child = int(asking.stdout.readline())
    asking.send_signal(signal.SIGKILL)
    asking.wait()
    for _ in range(300):
        if not _is_alive(child):
            return
        time.sleep(0.1)
    os.kill(child, signal.SIGKILL)
    pytest.fail("the process of a killed parent is still there")


def _is_alive(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except FileNotFoundError:
        return False
    return stat.rsplit(")", 1)[1].split()[0] != "Z"
