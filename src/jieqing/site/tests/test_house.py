"""`jieqing demo` comes up, answers, stops without a trace, and comes up again with what it kept."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from jieqing.site.children import free_port
from jieqing_verify.policy import Policy

END_S = 200  # each part is given its time to end by itself; a busy machine needs more of it
COMMAND = [sys.executable, "-c", "from jieqing.site.cli import app; app()", "demo"]


class Demo:
    """A running `jieqing demo`, its address and what it said until it was ready."""

    def __init__(self, state: Path) -> None:
        env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "JIEQING_SECRET_KEY")}
        self.process = subprocess.Popen(
            [*COMMAND, "--port", str(free_port())],
            env=env | {"JIEQING_STATE": str(state), "LANG": "C.UTF-8"},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.said = ""
        for line in self.process.stdout:
            self.said += line
            if "is ready" in line:
                break
        self.address = re.search(r"is ready: (\S+)/ ", self.said)[1]

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.address + path, timeout=10) as answer:
            return answer.read().decode()

    def family(self) -> list[int]:
        """The process ids of everything that descends from it."""
        found = [self.process.pid]
        for pid in found:
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                found += map(int, task.read_text().split())
        return found[1:]

    def end(self, sign: signal.Signals) -> int:
        self.process.send_signal(sign)
        self.process.communicate(timeout=END_S)
        return self.process.returncode


def _all_gone(pids: list[int], within_s: float = 60) -> bool:
    for _tick in range(int(within_s / 0.1)):
        if not any(Path(f"/proc/{pid}").exists() for pid in pids):
            return True
        time.sleep(0.1)
    return False


def _is_sealed(state: Path, within_s: float = 60) -> bool:
    """Whether the published log of that state gets the signatures that its policy asks for."""
    policy = Policy.parse((state / "log_policy").read_bytes())
    for _tick in range(int(within_s / 0.1)):
        checkpoint = state / "log/checkpoint"
        if checkpoint.exists() and policy.judge(checkpoint.read_bytes()).is_trusted:
            return True
        time.sleep(0.1)
    return False


@pytest.fixture(scope="module")
def state() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="jieqing-test-") as name:
        yield Path(name)


def test_stops_all_children_and_keeps_its_password_over_a_restart(state: Path) -> None:
    demo = Demo(state)
    family = demo.family()
    assert "shown this once" in demo.said
    assert "ok" in demo.get("/readyz")
    assert "<html" in demo.get("/")
    assert _is_sealed(state), "the sequencer publishes, and two of three witnesses cosign"
    assert demo.end(signal.SIGTERM) == 0
    assert _all_gone(family)
    again = Demo(state)
    assert "password as before" in again.said
    assert again.end(signal.SIGINT) == 0


def test_stops_the_rest_when_the_web_server_is_killed(state: Path) -> None:
    demo = Demo(state)
    family = demo.family()
    web = next(pid for pid in family if b"granian" in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(web, signal.SIGKILL)
    demo.process.communicate(timeout=END_S)
    assert demo.process.returncode == 2
    assert _all_gone(family)


def test_leaves_no_child_behind_when_it_is_killed(state: Path) -> None:
    demo = Demo(state)
    family = demo.family()
    assert len(family) > 3, "the database with its workers, the web server with its own"
    demo.end(signal.SIGKILL)
    assert _all_gone(family)
