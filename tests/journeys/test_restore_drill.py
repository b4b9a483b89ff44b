"""The drill: a house is saved while it is open, and brought back on a fresh machine with everything in its place."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from jieqing.site.backup import counts
from jieqing.site.postgres import packaged_binaries
from tests.house.rooms import REPOSITORY
from tests.journeys.drill import NAMES

JIEQING = [sys.executable, "-c", "from jieqing.site.cli import app; app()"]
DRILL = [sys.executable, "-m", "tests.journeys.drill"]
MARKER = "RESULT "


@pytest.fixture
def away() -> Iterator[Path]:
    """A place where the database's user may pass, whoever runs the tests."""
    with tempfile.TemporaryDirectory(prefix="jieqing-test-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


def _environment(state: Path) -> dict[str, str]:
    ours = ("DATABASE_", "JIEQING_", "DJANGO_")
    env = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return env | {"JIEQING_STATE": str(state), "LANG": "C.UTF-8"}


def _jieqing(state: Path, *arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [*JIEQING, *map(str, arguments)]
    return subprocess.run(command, env=_environment(state), capture_output=True, text=True, timeout=240, check=False)


@contextmanager
def _open_house(state: Path) -> Iterator[dict[str, Any]]:
    """A house that was just filled, open until the end of the block; gives what it kept."""
    process = subprocess.Popen(
        [*DRILL, "keep"], env=_environment(state), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        cwd=REPOSITORY,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        told = next(line for line in process.stdout if line.startswith(MARKER))
        yield json.loads(told.removeprefix(MARKER))
    finally:
        process.communicate(timeout=60)


def _look(state: Path, told: dict[str, Any]) -> dict[str, Any]:
    done = subprocess.run(
        [*DRILL, "look"], env=_environment(state), input=json.dumps(told), capture_output=True, text=True, timeout=120,
        cwd=REPOSITORY, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    said = next(line for line in done.stdout.splitlines() if line.startswith(MARKER))
    return dict(json.loads(said.removeprefix(MARKER)))


def test_a_house_saved_while_open_comes_back_whole_and_opens(away: Path) -> None:
    data, keys, old, new = away / "data", away / "keys", away / "old", away / "new"
    with _open_house(old) as told:
        saved = _jieqing(old, "backup", "--to", data, "--keys-to", keys)
        assert saved.returncode == 0, saved.stderr
        assert "4 attachments" in saved.stdout

    restored = _jieqing(new, "restore", "--from", data, "--keys-from", keys)
    assert restored.returncode == 0, restored.stderr
    assert "the same counts" in restored.stdout
    assert "opens with these keys" in restored.stdout
    found = _look(new, told)
    assert found["opened"] == told["kept"]
    assert (found["names"], found["strangers"]) == (list(NAMES), 0)
    assert found["agencies"] > 200

    once_more = _jieqing(new, "restore", "--from", data, "--keys-from", keys)
    assert (once_more.returncode, "not empty" in once_more.stderr) == (2, True)
    _nothing_lies_open(data)
    _modes(data, keys)


def test_every_table_is_counted(db: None) -> None:
    """What is not counted could be lost unseen."""
    from django.db import connection

    name = connection.settings_dict["NAME"]
    with psycopg.connect(os.environ["DATABASE_BACKUP_URL"], dbname=name) as reader:
        counted = set(counts(reader))
    assert {"public.files_storedfile", "vault.data_key", "evidence.entry", "house.version"} <= counted
    with connection.cursor() as cursor:
        tables = {f"public.{table}" for table in connection.introspection.table_names(cursor)}
    assert tables <= counted


def _nothing_lies_open(data: Path) -> None:
    dumped = subprocess.run(
        [packaged_binaries() / "pg_restore", "--file=-", data / "database.dump"], capture_output=True, check=True
    ).stdout
    assert b"files_storedfile" in dumped
    kept = dumped + b"".join(path.read_bytes() for path in (data / "files").rglob("*") if path.is_file())
    for word in ("送货单", "丙说月底还三万", "借条.png"):
        assert word.encode() not in kept
        assert word.encode().hex().encode() not in kept


def _modes(*folders: Path) -> None:
    for folder in folders:
        for path in (folder, *folder.rglob("*")):
            assert path.stat().st_mode & 0o077 == 0, path
