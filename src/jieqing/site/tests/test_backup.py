"""What backup and restore refuse, why, and with which remedy; and that a refusal leaves nothing behind."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from jieqing.files import service as files
from jieqing.files.providers.local_folder import LocalFolder
from jieqing.files.store import Key
from jieqing.files.tests import samples
from jieqing.files.tests.cast import CLAIM, JIA
from jieqing.kit.refusal import Refusal
from jieqing.site import backup, log_places, pg_programs, restore
from jieqing.site.manifest import Manifest, read_manifest
from jieqing.site.postgres import packaged_binaries
from jieqing.vault import service as vault

URLS = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_BACKUP_URL")


def _of(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


class House:
    """The tests' own database with an attachment in it, and places to save it to."""

    def __init__(self, away: Path, settings: Any) -> None:
        self.away, self.settings = away, settings
        self.data, self.keys = away / "data", away / "keys"
        self.store = LocalFolder(settings.JIEQING_FILES)
        self.row = files.put(JIA, CLAIM, samples.png(), filename="借条.png")

    def save(self) -> Manifest:
        return backup.make_backup(self.data, self.keys)

    def edit(self, **changes: object) -> None:
        path = self.data / "manifest.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | changes))


@pytest.fixture
def house(transactional_db: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> House:
    settings.JIEQING_FILES = str(tmp_path / "files")
    settings.KEY_STORE_DIRECTORY = str(tmp_path / "key-store")
    monkeypatch.setenv("JIEQING_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("DATABASE_BACKUP_URL", _of(os.environ["DATABASE_BACKUP_URL"], connection.settings_dict["NAME"]))
    vault.new_tenant(JIA)
    return House(tmp_path, settings)


@pytest.fixture
def fresh(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A saved house, and its empty successor: a database, a store and a key store. Gives the owner's address."""
    house.save()
    name = f"restored_{connection.settings_dict['NAME']}"
    before = os.environ["DATABASE_OWNER_URL"]
    with psycopg.connect(before, autocommit=True) as owner:
        owner.execute(f"DROP DATABASE IF EXISTS {name}")
        owner.execute(f"CREATE DATABASE {name}")
    for url in URLS:
        monkeypatch.setenv(url, _of(os.environ[url], name))
    house.settings.JIEQING_FILES = str(house.away / "new-files")
    house.settings.KEY_STORE_DIRECTORY = str(house.away / "new-key-store")
    yield os.environ["DATABASE_OWNER_URL"]
    with psycopg.connect(before, autocommit=True) as owner:
        owner.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _refused(call: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as refused:
        call()
    return refused.value


def _tables(url: str) -> int:
    with psycopg.connect(url) as owner:
        return len(owner.execute(backup.TABLES).fetchall())


def test_saves_each_thing_in_its_place_and_nothing_else(house: House) -> None:
    made = house.save()
    assert read_manifest(house.data) == made
    assert made.counts["public.files_storedfile"] == 1
    assert set(made.contents) == {"database.dump", "files/" + "/".join(Key(house.row.tenant_id, house.row.id).parts)}
    assert f"keys/{JIA.tenant}/1" in made.keys
    assert sorted(path.name for path in house.data.iterdir()) == ["database.dump", "files", "manifest.json"]
    assert sorted(path.name for path in house.away.iterdir() if path.name.startswith(".")) == []


def test_the_logs_keys_go_with_the_keys_and_come_back(house: House, tmp_path: Path) -> None:
    places = log_places.log_places()
    signer = log_places.log_signer(places.keys)
    policy = log_places.log_policy(places, signer).text
    made = house.save()
    assert {"log_keys.json", "log_policy"} <= set(made.keys)
    assert not {name for name in made.contents if name.startswith("log_")}
    back = log_places.LogPlaces.inside(tmp_path / "other")
    back.keys.parent.mkdir()
    backup.copy_log_keys(log_places.LogPlaces.inside(house.keys), back)
    assert log_places.log_signer(back.keys).vkeys() == signer.vkeys()
    assert back.keys.stat().st_mode & 0o777 == 0o600
    assert back.policy.read_bytes() == policy
    back.policy.write_bytes(b"quorum none\n")
    backup.copy_log_keys(log_places.LogPlaces.inside(house.keys), back)
    assert back.policy.read_bytes() == b"quorum none\n", "what is there already stays"


def test_says_when_the_logs_keys_could_not_be_saved(house: House, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "counts", lambda _connection: {"evidence.checkpoint": 1})
    house.save()
    assert "JIEQING_LOG_KEYS" in capsys.readouterr().err


def test_keys_never_lie_with_the_data(house: House) -> None:
    for keys in (house.data, house.data / "keys", house.away):
        assert _refused(lambda: backup.make_backup(house.data, keys)).code == "keys_beside_data"  # noqa: B023
    link = house.away / "link"
    link.symlink_to(house.away / "data")
    assert _refused(lambda: backup.make_backup(house.data, link / "keys")).code == "keys_beside_data"


@pytest.mark.parametrize("option", ["--to", "--keys-to"])
def test_refuses_a_directory_that_is_used_or_has_no_parent(house: House, option: str) -> None:
    used = house.away / "used"
    used.mkdir()
    (used / "letter").write_text("mine")
    for place, code in ((used, "directory_not_empty"), (house.away / "no" / "where", "directory_missing")):
        places = (place, house.keys) if option == "--to" else (house.data, place)
        refusal = _refused(lambda: backup.make_backup(*places))  # noqa: B023
        assert (refusal.code, refusal.field) == (code, option)
    assert (used / "letter").read_text() == "mine"


def test_refuses_a_directory_where_it_may_not_write(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write anywhere
    assert _refused(house.save).code == "directory_not_writable"


def test_refuses_without_a_role_that_reads_every_row(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_BACKUP_URL")
    assert _refused(house.save).field == "DATABASE_BACKUP_URL"


def test_a_dump_by_a_role_that_row_level_security_holds_fails_and_leaves_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = _of(os.environ["DATABASE_OWNER_URL"], connection.settings_dict["NAME"])
    monkeypatch.setenv("DATABASE_BACKUP_URL", owner)
    refusal = _refused(house.save)
    assert refusal.code == "pg_dump_failed"
    assert "@" not in refusal.message.en, "no address, no password"
    assert not house.data.exists()
    assert not house.keys.exists()


def test_says_which_attachments_the_store_had_lost_or_damaged(house: House, capsys: Any) -> None:
    other = files.put(JIA, CLAIM, samples.pdf(), filename="x.pdf")
    path = house.store.folder.joinpath(*Key(other.tenant_id, other.id).parts)
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    house.store.delete(Key(house.row.tenant_id, house.row.id))
    assert house.save().failed == {str(house.row.id): "missing", str(other.id): "damaged"}
    assert "2" in capsys.readouterr().err


def test_a_removal_while_it_runs_is_no_loss(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    dump = pg_programs.dump

    def remove_meanwhile(*arguments: Any, **options: Any) -> None:
        dump(*arguments, **options)
        files.remove(JIA, house.row.id)

    monkeypatch.setattr(pg_programs, "dump", remove_meanwhile)
    made = house.save()
    assert (made.failed, made.counts["public.files_storedfile"]) == ({}, 1)


def test_what_is_added_while_it_runs_is_in_neither_tables_nor_counts(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    dump = pg_programs.dump

    def add_meanwhile(*arguments: Any, **options: Any) -> None:
        files.put(JIA, CLAIM, samples.pdf(), filename="x.pdf")
        dump(*arguments, **options)

    monkeypatch.setattr(pg_programs, "dump", add_meanwhile)
    assert house.save().counts["public.files_storedfile"] == 1
    told = subprocess.run(
        [packaged_binaries() / "pg_restore", "--data-only", "--table=files_storedfile", "--file=-",
         house.data / "database.dump"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert told.count(str(JIA.tenant)) == 1


def _restore(house: House) -> None:
    restore.restore_backup(house.data, house.keys)


SPOILT: list[tuple[str, Callable[[House], object]]] = [
    ("backup_missing", lambda house: (house.data / "manifest.json").unlink()),
    ("backup_missing", lambda house: (house.data / "manifest.json").write_text("{")),
    ("backup_missing", lambda house: house.edit(contents={"../../etc/passwd": "00"})),
    ("backup_missing", lambda house: house.edit(surprise=1)),
    ("backup_form_unknown", lambda house: house.edit(form=2, version="3.0.0")),
    ("backup_incomplete", lambda house: (house.data / "database.dump").unlink()),
    ("backup_altered", lambda house: (house.data / "database.dump").open("ab").write(b"x")),
    ("backup_altered", lambda house: next((house.data / "files").rglob("*-*-*-*-*/*/*")).write_bytes(b"x")),
    ("keys_missing", lambda house: shutil.rmtree(house.keys)),
    ("backup_incomplete", lambda house: shutil.rmtree(house.keys / "keys")),
    ("backup_altered", lambda house: next((house.keys / "keys").rglob("1")).write_bytes(b"x")),
    ("tables_newer", lambda house: house.edit(migrations=["claims.9999_of_tomorrow"], version="7.0.0")),
    ("upgrade_skips_a_version", lambda house: house.edit(version="0.0.9")),
]


def test_refuses_a_backup_that_is_not_whole_or_not_for_this_version(house: House, fresh: str) -> None:
    whole = (house.data, house.keys)
    for n, (code, spoil) in enumerate(SPOILT):
        house.data, house.keys = (shutil.copytree(each, house.away / f"{n}-{each.name}") for each in whole)
        spoil(house)
        refusal = _refused(lambda: _restore(house))
        assert (n, refusal.code, bool(refusal.remedy.en)) == (n, code, True)
    assert _tables(fresh) == 0
    assert not (house.away / "new-files").exists()
    assert not (house.away / "new-key-store").exists()


def test_onto_a_newer_schema_says_which_version_to_install(house: House, fresh: str) -> None:
    house.edit(migrations=["claims.9999_of_tomorrow"], version="7.0.0")
    assert "7.0.0" in _refused(lambda: _restore(house)).remedy.en


def test_refuses_a_database_a_store_and_a_key_store_that_are_used(house: House, fresh: str) -> None:
    strange = Key(uuid4(), uuid4())
    store = LocalFolder(house.settings.JIEQING_FILES)
    store.put(strange, [b"x"], 1)
    assert _refused(lambda: _restore(house)).code == "store_not_empty"
    store.delete(strange)
    key = Path(house.settings.KEY_STORE_DIRECTORY) / "master.json"
    key.parent.mkdir(exist_ok=True)
    key.write_text("of others")
    assert _refused(lambda: _restore(house)).code == "keys_not_empty"
    assert key.read_text() == "of others"
    key.unlink()
    with psycopg.connect(fresh) as owner:
        owner.execute("CREATE TABLE of_others (n int)")
    assert _refused(lambda: _restore(house)).code == "database_not_empty"


def test_refuses_a_server_without_the_roles_and_addresses_that_lack(
    house: House, fresh: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restore, "ROLES", (*restore.ROLES, "jieqing_of_tomorrow"))
    assert "jieqing_of_tomorrow" in _refused(lambda: _restore(house)).message.en
    with monkeypatch.context() as patched:
        patched.delenv("DATABASE_OWNER_URL")
        assert _refused(lambda: _restore(house)).field == "DATABASE_OWNER_URL"


def test_a_restore_that_was_cut_short_can_be_run_again(
    house: House, fresh: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(pg_programs, "load", _power_fails)
        with pytest.raises(ConnectionError):
            _restore(house)
    assert _tables(fresh) == 0
    reached: list[str] = []
    monkeypatch.setattr(restore, "_compare_counts", lambda saved: reached.append("counts"))
    monkeypatch.setattr(restore.house, "migrate", lambda: None)
    monkeypatch.setattr(restore, "open_a_value", lambda url: True)
    _restore(house)
    assert reached == ["counts"]
    assert _tables(fresh) > 10


def _power_fails(*_arguments: object) -> None:
    raise ConnectionError


def test_counts_that_differ_are_named(house: House, fresh: str) -> None:
    counted = read_manifest(house.data).counts
    house.edit(counts=dict(counted) | {"public.files_storedfile": 2})
    refusal = _refused(lambda: _restore(house))
    assert refusal.code == "counts_differ"
    assert "public.files_storedfile: 1 ≠ 2" in refusal.message.en


def test_a_dump_that_breaks_off_leaves_no_table(house: House, fresh: str, monkeypatch: pytest.MonkeyPatch) -> None:
    breaks_off = house.away / "pg_restore"
    breaks_off.write_text("#!/bin/sh\necho 'CREATE TABLE half (n int);'\necho 'no more to read' >&2\nexit 1\n")
    breaks_off.chmod(0o700)
    path_of = pg_programs._path_of
    monkeypatch.setattr(
        pg_programs, "_path_of", lambda name, url: str(breaks_off) if "_" in name else path_of(name, url)
    )
    refusal = _refused(lambda: _restore(house))
    assert (refusal.code, "no more to read" in refusal.message.en) == ("pg_restore_failed", True)
    assert _tables(fresh) == 0


def test_a_database_that_objects_is_left_without_tables(house: House, fresh: str) -> None:
    with psycopg.connect(fresh) as owner:
        owner.execute("CREATE SCHEMA house")
    refusal = _refused(lambda: _restore(house))
    assert (refusal.code, "already exists" in refusal.message.en) == ("psql_failed", True)
    assert _tables(fresh) == 0
