"""What the crash test kills, and who watches: a durable PostgreSQL on one port, programs, a monitor of the files."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Event, Thread

import psycopg

from jieqing.evidence.tests import little_log
from jieqing.evidence.tests.little_log import KEYS
from jieqing.site import postgres
from jieqing.site.children import free_port, locked
from jieqing_verify import Wrong
from jieqing_verify.merkle import consistency_path, root_of, verify_consistency
from jieqing_verify.policy import Policy, policy_text
from jieqing_verify.tiles import subtree_from, tile_path

POLICY = Policy.parse(policy_text(KEYS.vkeys(), [], 0))
PROGRAMS = Path(little_log.__file__).parent
TABLES = sorted((PROGRAMS.parent / "migrations/sql").glob("*.sql"))


class Cluster:
    """PostgreSQL with fsync, the log's tables in it, always on the same port. Started from the main thread."""

    def __init__(self, state: Path) -> None:
        self.state, self.port = state, free_port()
        self.binaries = postgres.wheel_binaries(state)
        self.start()
        with psycopg.connect(self.url("jieqing"), autocommit=True) as owner:
            for path in TABLES:
                owner.execute(path.read_text())

    def url(self, role: str) -> str:
        password = (self.state / "database" / postgres.PASSWORD_FILES[role]).read_text().strip()
        return f"postgres://{role}:{password}@127.0.0.1:{self.port}/jieqing"

    def start(self) -> None:
        self.lock = locked(self.state / "postgres.lock", wait_ms=60_000)  # until the last of its backends is gone
        run = postgres._Run(self.state, self.binaries, self.lock.fileno(), True)
        run.prepare()
        self.process = run._server(self.port)
        assert postgres._answers(self.url("jieqing_app"), self.process)

    def kill(self) -> None:
        """The postmaster; its backends see that and end."""
        self.process.kill()
        self.process.wait()
        self.lock.close()

    def kill_a_backend(self, chance) -> None:
        """One of those that serve a client; the postmaster ends the others and recovers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        backends = [pid for pid in children if b"127.0.0.1(" in Path(f"/proc/{pid}/cmdline").read_bytes()]
        if backends:
            os.kill(int(chance.choice(backends)), signal.SIGKILL)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait()
        self.lock.close()


class Program:
    """A program that is started again whenever it was killed; its standard output is kept."""

    def __init__(self, file: str, *arguments: object, output: Path) -> None:
        self.command = [sys.executable, str(PROGRAMS / file), *map(str, arguments)]
        self.output = output
        self.start()

    def start(self) -> None:
        with self.output.open("ab") as output, self.output.with_suffix(".errors").open("ab") as errors:
            self.process = subprocess.Popen(self.command, stdout=output, stderr=errors)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


class Monitor:
    """Reads the published files as any outsider would, keeps every checkpoint, and says what it could not accept."""

    def __init__(self, directory: Path) -> None:
        self.directory, self.wrong = directory, []
        self.seen: dict[int, bytes] = {}
        self.last = (0, b"")
        self.over = Event()
        self.thread = Thread(target=self._watch)
        self.thread.start()

    def end(self) -> None:
        self.over.set()
        self.thread.join()

    def _watch(self) -> None:
        note = b""
        while not self.over.is_set():
            time.sleep(0.005)
            path = self.directory / "checkpoint"
            if not path.exists() or (found := path.read_bytes()) == note:
                continue
            note = found
            try:
                self._accept(note)
            except (Wrong, OSError, AssertionError) as error:
                self.wrong.append((self.last[0], repr(error), note))

    def _accept(self, note: bytes) -> None:
        verdict = POLICY.judge(note)
        assert verdict.is_trusted
        new, (old_size, old_root) = verdict.checkpoint, self.last
        subtree = subtree_from(self._tile, new.size)
        assert root_of(new.size, subtree) == new.root, "the tiles are not those of the checkpoint"
        assert self.seen.setdefault(new.size, new.root) == new.root, "two roots of one size"
        if old_size:
            verify_consistency(old_size, new.size, consistency_path(old_size, new.size, subtree), old_root, new.root)
        self.last = (new.size, new.root)

    def _tile(self, level: int, n: int, width: int) -> bytes:
        try:
            return (self.directory / tile_path(level, n, width)).read_bytes()
        except FileNotFoundError:  # it is full by now, and the partial one went
            return (self.directory / tile_path(level, n)).read_bytes()[: 32 * width]
