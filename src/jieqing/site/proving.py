"""What keeps and proves the evidence log, as children that end with this process: its sequencer, the demo's witnesses.

A child that ends is started again: the house serves on while the log waits. Call `poll` from the main thread.

    <state>/witnesses/w1 … w3   a directory each, as three strangers would have on machines of their own
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from jieqing.evidence.witness.state import vkeys
from jieqing.kit.clock import ticks_ms
from jieqing.site.children import die_with_parent, free_port, stop
from jieqing.site.log_places import log_places, log_policy, log_signer, write_whole
from jieqing.site.state import state_directory
from jieqing_verify.policy import Policy, policy_text

NAMES = ("w1", "w2", "w3")
QUORUM = 2
FIRST_PAUSE_MS, LONGEST_PAUSE_MS = 5_000, 60_000
STILL_ENDING_MS = 1_000  # a witness whose house was killed holds its port for a moment


class Restarting:
    """A child process, started again when it ended: after five seconds, then after longer and longer ones."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._command, self._environment = command, environment
        self._pause_ms = FIRST_PAUSE_MS
        self._start()

    def poll(self) -> None:
        """Starts the child again if it is due; never tells of an end, for it is not one."""
        if self.process.poll() is None or ticks_ms() < self._started_ms + self._pause_ms:
            return
        lived_ms = ticks_ms() - self._started_ms
        self._pause_ms = FIRST_PAUSE_MS if lived_ms > LONGEST_PAUSE_MS else min(self._pause_ms * 2, LONGEST_PAUSE_MS)
        self._start()

    def stop(self) -> None:
        """Ends it, and it stays ended."""
        stop(self.process, (signal.SIGTERM,))

    def _start(self) -> None:
        self._started_ms = ticks_ms()
        # A process group of its own: Ctrl-C is for us, and we stop it before the database.
        self.process = subprocess.Popen(
            self._command, env=self._environment, process_group=0, preexec_fn=die_with_parent(signal.SIGTERM)
        )


@contextmanager
def sequencing(database_url: str) -> Iterator[Restarting]:
    """`jieqing sequencer` on that address (of the role jieqing_sequencer) until the end of the block."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    command = [sys.executable, "-m", "jieqing.site.sequencing"]
    child = Restarting(command, environment | {"DATABASE_SEQUENCER_URL": database_url})
    try:
        yield child
    finally:
        child.stop()


@contextmanager
def witnesses() -> Iterator[dict[str, Restarting]]:
    """The demo's three witnesses by name until the end of the block; the policy asks for two of them.

    Their keys and the policy are made at the first start. A port that somebody else has by now is chosen anew, and the
    policy's address with it; its keys never change.
    """
    policy = _demo_policy()
    with ExitStack() as stack:
        children = {}
        for name, port in _ports(policy).items():
            children[name] = Restarting(_witness_command(name, port), _bare_environment())
            stack.callback(children[name].stop)
        yield children


def _demo_policy() -> Policy:
    places = log_places()
    signer = log_signer(places.keys)
    before = log_policy(places, signer) if places.policy.exists() else None
    ports = _ports(before) if before else dict.fromkeys(NAMES, 0)
    usable = {name: port if _is_free(port) else free_port() for name, port in ports.items()}
    if usable:
        write_whole(places.policy, _policy_text(signer.vkeys(), usable))
    return log_policy(places, signer)


def _policy_text(log_vkeys: Sequence[str], ports: Mapping[str, int]) -> bytes:
    """With the keys that our witnesses have now: a restored house has new ones, for theirs are in no backup."""
    each = [
        (name, vkeys(_directory(name), f"jieqing.example/witness/{name}"), f"http://127.0.0.1:{port}/")
        for name, port in ports.items()
    ]
    return policy_text(log_vkeys, each, QUORUM)


def _ports(policy: Policy) -> dict[str, int]:
    """The ports of our own witnesses; {} for a policy that somebody wrote by hand, whose witnesses run elsewhere."""
    urls = {witness.name.rpartition("-")[0]: urlsplit(witness.url) for witness in policy.witnesses}
    if set(urls) != set(NAMES) or {url.hostname for url in urls.values()} != {"127.0.0.1"}:
        return {}
    return {name: url.port or 0 for name, url in urls.items()}


def _directory(name: str) -> Path:
    return state_directory() / "witnesses" / name


def _witness_command(name: str, port: int) -> list[str]:
    return [
        sys.executable, "-m", "jieqing.evidence.witness", "--state", str(_directory(name)),
        "--policy", str(log_places().policy), "--port", str(port), "--quiet",
    ]  # fmt: skip


def _bare_environment() -> dict[str, str]:
    """Ours without the house's secrets: a witness is a stranger."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "JIEQING_"))}


def _is_free(port: int) -> bool:
    give_up_at = ticks_ms() + STILL_ENDING_MS
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                if ticks_ms() > give_up_at:
                    return False
            else:
                return port != 0
        time.sleep(0.05)
