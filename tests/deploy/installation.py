"""An installation as deploy/ makes it, on this machine and without a container: its own PostgreSQL, set up by
postgres/init.sh; secrets as files; tables brought up by their owner; web server and worker apart.
"""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from jieqing.site.children import free_port
from jieqing.site.postgres import account, wheel_binaries
from tests.deploy.parts import DEPLOY, made_secrets
from tests.house.rooms import REPOSITORY

JIEQING = REPOSITORY / ".venv/bin/jieqing"
ROLES = REPOSITORY / "src/jieqing/site/roles.sql"
NAME = "jieqing.example"


@dataclass
class Installation:
    """Where things are, and how to start them."""

    folder: Path
    binaries: Path
    database_port: int = field(default_factory=free_port)
    web_port: int = field(default_factory=free_port)

    def environment(self, *secrets: str, **more: str) -> dict[str, str]:
        """What a process of ours is given: settings, and those secrets as files."""
        names = {
            "database_url": "DATABASE_URL", "database_owner_url": "DATABASE_OWNER_URL",
            "database_backup_url": "DATABASE_BACKUP_URL", "secret_key": "JIEQING_SECRET_KEY",
            "key_passphrase": "JIEQING_KEY_PASSPHRASE", "smtp_url": "JIEQING_SMTP_URL",
            "metrics_token": "JIEQING_METRICS_TOKEN",
        }  # fmt: skip
        given = {f"{names[secret]}_FILE": str(self.folder / "secrets" / secret) for secret in secrets}
        state = str(self.folder / "state")
        settings = {"JIEQING_HOSTS": NAME, "JIEQING_URL": f"https://{NAME}", "JIEQING_HTTPS": "1"}
        path = f"{JIEQING.parent}:/usr/bin:/bin"
        return {"PATH": path, "LANG": "C.UTF-8", "JIEQING_STATE": state} | settings | given | more

    def run(self, *arguments: str, secrets: tuple[str, ...]) -> "subprocess.CompletedProcess[str]":
        """A command of ours to its end."""
        environment = self.environment(*secrets)
        return subprocess.run(
            [JIEQING, *arguments], env=environment, capture_output=True, text=True, timeout=120, check=False
        )

    @contextmanager
    def running(self, *arguments: str, secrets: tuple[str, ...]) -> "Iterator[subprocess.Popen[bytes]]":
        """A command of ours that goes on, until the end of the block."""
        log = self.folder / f"{arguments[0]}.log"
        with log.open("wb") as out:
            process = subprocess.Popen([JIEQING, *arguments], env=self.environment(*secrets), stdout=out, stderr=out)
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(40)

    def ask(self, path: str, **headers: str) -> int:
        """The status of a page as the proxy asks for it; 0 where nobody answers."""
        connection = HTTPConnection("127.0.0.1", self.web_port, timeout=20)
        try:
            connection.request("GET", path, headers={"Host": NAME, "X-Forwarded-Proto": "https"} | headers)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    def wait(self, process: "subprocess.Popen[bytes]") -> None:
        """Returns when /readyz says yes."""
        for _ in range(600):
            assert process.poll() is None, (self.folder / "serve.log").read_text()
            if self.ask("/readyz") == 200:
                return
            time.sleep(0.1)
        raise AssertionError((self.folder / "serve.log").read_text())


@contextmanager
def installation(folder: Path) -> Iterator[Installation]:
    """A fresh one, with its database running and its roles made; nothing of ours has been started yet."""
    folder.chmod(0o711)
    made = Installation(folder, wheel_binaries(folder))
    made_secrets(folder / "secrets")
    _point(made)
    with ExitStack() as stack:
        stack.enter_context(_server(made))
        environment = {
            "PATH": f"{made.binaries}:/usr/bin:/bin", "PGHOST": "127.0.0.1", "PGPORT": str(made.database_port),
            "JIEQING_ROLES": str(ROLES), "JIEQING_SECRETS": str(folder / "secrets"), "PGPASSWORD": "superuser",
        }  # fmt: skip
        subprocess.run([DEPLOY / "postgres/init.sh"], env=environment, check=True, capture_output=True)
        yield made


def _point(made: Installation) -> None:
    """The addresses name this database's port, and the mail server one that nobody asks."""
    for path in (made.folder / "secrets").glob("database*_url"):
        text = path.read_text().replace(":5432/", f":{made.database_port}/")
        path.unlink()
        path.write_text(text)
    (made.folder / "secrets/smtp_url").write_text("smtp+plain://127.0.0.1:9")


@contextmanager
def _server(made: Installation) -> Iterator[None]:
    """PostgreSQL as its image would start it: a superuser with a password, scram for everybody."""
    whom: dict[str, Any] = {"cwd": "/", "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}}
    data = made.folder / "data"
    data.mkdir(mode=0o700)
    password = made.folder / "superuser"
    password.write_text("superuser")
    password.chmod(0o644)
    if os.geteuid() == 0:
        nobody = account("nobody")
        os.chown(data, nobody.pw_uid, nobody.pw_gid)
        whom |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    initdb = [made.binaries / "initdb", "-D", data, "-U", "postgres", "-A", "scram-sha-256", "--no-sync"]
    subprocess.run([*initdb, f"--pwfile={password}"], check=True, capture_output=True, **whom)
    options = ("-cunix_socket_directories=", "-clisten_addresses=127.0.0.1", f"-cport={made.database_port}")
    command = [made.binaries / "postgres", "-D", data, "-cfsync=off", *options]
    with (made.folder / "postgres.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, **whom)
    try:
        ready = [made.binaries / "pg_isready", "-h", "127.0.0.1", "-p", str(made.database_port)]
        for _ in range(200):
            if subprocess.run(ready, capture_output=True, check=False).returncode == 0:
                break
            time.sleep(0.1)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
