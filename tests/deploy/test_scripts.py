"""The scripts: secrets that nobody else passes to, backups that go when their days are over, an answer on health."""

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.deploy.parts import DEPLOY

# Stands in for `jieqing backup`: makes both directories, or fails as it would.
STAND_IN = """#!/bin/sh
[ "$1 $2 $4" = "backup --to --keys-to" ] || exit 9
[ -z "${FAILS:-}" ] || exit 2
mkdir "$3" "$5"
"""


@pytest.fixture
def places(tmp_path: Path) -> Path:
    command = tmp_path / "bin/jieqing"
    command.parent.mkdir()
    command.write_text(STAND_IN)
    command.chmod(0o755)
    return tmp_path


def backed_up(places: Path, **more: str) -> int:
    environment = {
        "PATH": f"{places}/bin:{os.environ['PATH']}",
        "JIEQING_BACKUPS": f"{places}/data",
        "JIEQING_BACKUP_KEYS": f"{places}/keys",
    }
    return subprocess.run([DEPLOY / "backup.sh"], env=environment | more, capture_output=True, check=False).returncode


def old(places: Path, days: float) -> str:
    name = (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H%M%SZ")
    for place in ("data", "keys"):
        (places / place / name).mkdir(parents=True)
    return name


def test_a_backup_is_made_in_two_places_under_one_moment(places: Path) -> None:
    assert backed_up(places) == 0
    (data,), (keys,) = ([path.name for path in (places / place).iterdir()] for place in ("data", "keys"))
    assert data == keys
    assert abs(datetime.strptime(data, "%Y-%m-%dT%H%M%SZ").replace(tzinfo=UTC) - datetime.now(UTC)) < timedelta(
        minutes=1
    )


def test_what_is_older_than_its_days_goes_with_its_keys_and_nothing_else(places: Path) -> None:
    gone, stays = old(places, 35.1), old(places, 34.9)
    (places / "data/by-hand").mkdir()
    (places / "data/2020-01-01.tar").write_text("x")
    assert backed_up(places, JIEQING_BACKUP_DAYS="35") == 0
    assert not (places / "data" / gone).exists()
    assert not (places / "keys" / gone).exists()
    assert all((places / "data" / name).exists() for name in (stays, "by-hand", "2020-01-01.tar"))


def test_nothing_goes_when_the_backup_fails(places: Path) -> None:
    kept = old(places, 400)
    assert backed_up(places, FAILS="1") == 2
    assert (places / "data" / kept).exists()


def test_without_its_places_it_says_which(places: Path) -> None:
    told = subprocess.run([DEPLOY / "backup.sh"], env={"PATH": "/usr/bin:/bin"}, capture_output=True, check=False)
    assert told.returncode != 0
    assert b"JIEQING_BACKUPS" in told.stderr


def test_secrets_differ_are_long_and_lie_where_nobody_else_passes(tmp_path: Path) -> None:
    subprocess.run([DEPLOY / "make-secrets.sh", tmp_path / "s", "database"], check=True)
    assert (tmp_path / "s").stat().st_mode & 0o777 == 0o700
    files = {path.name: path.read_text() for path in (tmp_path / "s").iterdir()}
    made_up = [text for name, text in files.items() if not name.endswith("url")]
    assert len(set(made_up)) == len(made_up) == 8
    assert all(len(text) == 48 for text in made_up)
    assert files["database_owner_url"] == f"postgres://jieqing:{files['jieqing_password']}@database:5432/jieqing"


def test_secrets_that_are_there_are_never_overwritten(tmp_path: Path) -> None:
    again = [DEPLOY / "make-secrets.sh", tmp_path / "s", "database"]
    subprocess.run(again, check=True)
    before = (tmp_path / "s/key_passphrase").read_text()
    assert subprocess.run(again, capture_output=True, check=False).returncode != 0
    assert (tmp_path / "s/key_passphrase").read_text() == before


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1)])
def test_health_is_what_readyz_says_to_the_name_of_the_site(status: int, code: int) -> None:
    asked = []

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, self.headers["Host"]))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Site) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        address = f"127.0.0.1:{site.server_port}"
        assert health(address) == code
        site.shutdown()
    assert asked == [("/readyz", "jieqing.example")]


def test_health_is_bad_where_nobody_answers() -> None:
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as taken:
        nobody = f"127.0.0.1:{taken.server_port}"
    assert health(nobody) == 1


def health(address: str) -> int:
    environment = {"JIEQING_HEALTH_ADDRESS": address, "JIEQING_HOSTS": ".jieqing.example,other.example"}
    return subprocess.run([sys.executable, DEPLOY / "health.py"], env=environment, check=False).returncode
