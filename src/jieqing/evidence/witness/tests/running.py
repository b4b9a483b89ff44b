"""A witness as people run it: a process of its own, asked over HTTP."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from jieqing_verify.note import VerifierKey

PROGRAM = (sys.executable, "-m", "jieqing.evidence.witness")
NAME = "witness.example/w1"


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Running:
    """A witness process; `keys` are its two verifier keys."""

    def __init__(self, state: Path, *options: str, port: int = 0, program: Sequence[str] = PROGRAM) -> None:
        self.port = port or free_port()
        self.command = [*program, "--state", str(state), "--name", NAME]
        shown = subprocess.run([*self.command, "--print-vkeys"], capture_output=True, text=True, check=True)
        self.vkeys = tuple(shown.stdout.split())
        self.keys = tuple(map(VerifierKey.parse, self.vkeys))
        self.command += ["--port", str(self.port), *options]
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        """Starts it, and waits until it listens."""
        self.process = subprocess.Popen(self.command, stderr=subprocess.PIPE)
        for _attempt in range(600):
            assert self.process.poll() is None, self.process.stderr.read()
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise AssertionError("the witness does not listen")

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, str, bytes]:
        """Status, content type and body of an answer; status 0 where the connection broke."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body)
            answer = connection.getresponse()
            return answer.status, answer.headers["content-type"], answer.read()
        except OSError:
            return 0, "", b""
        finally:
            connection.close()

    def add(self, body: bytes) -> tuple[int, str, bytes]:
        return self.ask("POST", "/add-checkpoint", body)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> str:
        """Ends it in peace; what it logged."""
        self.process.send_signal(signal.SIGTERM)
        _out, said = self.process.communicate(timeout=20)
        return said.decode()


@contextmanager
def running_witness(state: Path, *options: str, program: Sequence[str] = PROGRAM) -> Iterator[Running]:
    """A witness until the end of the block. Options name the logs: "--log", vkey, or "--policy", file."""
    witness = Running(state, *options, program=program)
    try:
        yield witness
    finally:
        if witness.process.poll() is None:
            witness.kill()
