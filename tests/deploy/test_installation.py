"""The parts of deploy/ put together, without a container: database by init.sh, owner migrates, web and worker apart."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.deploy.installation import NAME, Installation, installation
from tests.deploy.parts import DEPLOY

SERVING = ("database_url", "secret_key", "key_passphrase", "smtp_url", "metrics_token")
MIGRATING = ("database_url", "database_owner_url", "secret_key", "key_passphrase")
BACKING_UP = ("database_url", "database_backup_url", "secret_key", "key_passphrase")


@pytest.fixture(scope="module")
def fresh() -> Iterator[Installation]:
    # not pytest's own folder, which `nobody` cannot pass through when root runs the tests
    with tempfile.TemporaryDirectory(prefix="jieqing-test-") as name, installation(Path(name)) as made:
        yield made


@pytest.fixture(scope="module")
def serving(fresh: Installation) -> Iterator[Installation]:
    """Migrated, with web server and worker running."""
    done = fresh.run("migrate", secrets=MIGRATING)
    assert done.returncode == 0, done.stderr
    command = ("serve", "--host", "127.0.0.1", "--port", str(fresh.web_port), "--no-worker", "--workers", "1")
    with fresh.running(*command, secrets=SERVING) as web, fresh.running("worker", secrets=SERVING[:4]):
        fresh.wait(web)
        yield fresh


def test_nothing_serves_before_the_owner_has_made_the_tables(fresh: Installation) -> None:
    refused = fresh.run("serve", "--port", str(fresh.web_port), "--no-worker", secrets=SERVING)
    assert refused.returncode == 2
    assert "DATABASE_OWNER_URL" in refused.stderr


def test_an_owners_address_is_no_address_to_serve_with(fresh: Installation) -> None:
    assert fresh.run("migrate", secrets=MIGRATING).returncode == 0
    owner = (fresh.folder / "secrets/database_owner_url").read_text()
    environment = fresh.environment("secret_key", "key_passphrase", "smtp_url", DATABASE_URL=owner)
    command = [sys.executable, "-c", "from jieqing.site.cli import app; app()", "serve", "--no-worker"]
    refused = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (refused.returncode, "OWNER" in refused.stderr) == (2, True)


def test_it_serves_its_own_name_over_tls_alone(serving: Installation) -> None:
    assert serving.ask("/") == 200
    assert serving.ask("/", Host="another.example") == 400
    assert serving.ask("/", **{"X-Forwarded-Proto": "http"}) == 301


def test_health_and_figures_answer_from_inside(serving: Installation) -> None:
    environment = {"JIEQING_HEALTH_ADDRESS": f"127.0.0.1:{serving.web_port}", "JIEQING_HOSTS": NAME}
    assert subprocess.run([sys.executable, DEPLOY / "health.py"], env=environment, check=False).returncode == 0
    token = (serving.folder / "secrets/metrics_token").read_text()
    assert serving.ask("/metrics", Authorization=f"Bearer {token}") == 200
    assert serving.ask("/metrics") == 404


def test_what_serves_knows_neither_the_owners_nor_the_backups_password(serving: Installation) -> None:
    passwords = [(serving.folder / f"secrets/{role}_password").read_bytes() for role in ("jieqing", "jieqing_backup")]
    ours = [path for path in Path("/proc").glob("[0-9]*/environ") if _is_of(path, serving)]
    assert len(ours) >= 3  # serve, its web server, the worker
    for path in ours:
        environment = path.read_bytes()
        assert not any(password in environment for password in passwords)


def test_the_roles_are_what_the_roles_file_says(serving: Installation) -> None:
    url = (serving.folder / "secrets/database_url").read_text()
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        assert row == (False, False, False)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine (x int)")


def test_the_backup_of_the_timer_is_made_and_old_ones_go(serving: Installation) -> None:
    places = {"JIEQING_BACKUPS": "backups", "JIEQING_BACKUP_KEYS": "backup-keys"}
    more = {name: str(serving.folder / place) for name, place in places.items()}
    kept = serving.folder / "backups/2020-01-01T000000Z"
    kept.mkdir(parents=True)
    done = subprocess.run(
        [DEPLOY / "backup.sh"],
        env=serving.environment(*BACKING_UP, **more),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (made,) = (serving.folder / "backups").iterdir()
    assert {"database.dump", "manifest.json"} <= {path.name for path in made.iterdir()}
    assert not kept.exists()


def _is_of(path: Path, made: Installation) -> bool:
    try:
        return os.fsencode(f"JIEQING_STATE={made.folder}/state") in path.read_bytes()
    except (OSError, ProcessLookupError):
        return False
