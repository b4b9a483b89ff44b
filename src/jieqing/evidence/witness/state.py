"""A witness's directory: one process at a time; a key that never meets another memory than its own.

witness.lock     held while the witness runs
key.json (0600)  both private keys and the name
memory.sqlite3   what was cosigned last of each log
"""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from jieqing.evidence.witness.memory import Memory
from jieqing.kit.clock import ticks_ms
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing_verify.keys import Cosigner
from jieqing_verify.note import is_key_name

WAIT_MS = 5_000  # one that was just killed still ends


@dataclass(frozen=True, slots=True)
class State:
    """The open directory of a running witness."""

    cosigner: Cosigner
    memory: Memory


def vkeys(directory: Path, name: str | None) -> tuple[str, str]:
    """Both verifier keys of the witness of that directory, made where there is none yet; it may be running."""
    if (directory / "key.json").exists():
        return _cosigner(directory / "key.json", name).vkeys()
    with opened(directory, name) as state:
        return state.cosigner.vkeys()


@contextmanager
def opened(directory: Path, name: str | None) -> Iterator[State]:
    """The witness of that directory, made where there is none yet; raises Refusal where it may not run.

    A key without its memory may have signed what nobody here remembers: it must not sign again.
    """
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(directory / "witness.lock"):
        key, remembered = directory / "key.json", directory / "memory.sqlite3"
        if key.exists() and not remembered.exists():
            raise _memory_lost(directory)
        cosigner = _cosigner(key, name)
        memory = Memory(remembered)
        if not key.exists():  # after the memory: a start that was cut short leaves no key without one
            _write_secret(key, json.dumps(cosigner.dump()))
        try:
            yield State(cosigner, memory)
        finally:
            memory.close()


def _cosigner(key: Path, name: str | None) -> Cosigner:
    if key.exists():
        cosigner = Cosigner.load(json.loads(key.read_text()))
        if name not in (None, cosigner.name):
            raise _other_name(cosigner.name)
        return cosigner
    if name is None or not is_key_name(name) or len(name.encode()) > 255:
        raise _no_name()
    return Cosigner.generate(name)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    give_up_at = ticks_ms() + WAIT_MS
    with path.open("ab") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if ticks_ms() > give_up_at:
                    raise _already_running(path.parent) from None
                time.sleep(0.05)
        yield


def _write_secret(path: Path, text: str) -> None:
    """Readable by this user alone, whole, and on the disk when it returns."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)  # of a start that was cut short; in a container every start has the same number
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _memory_lost(directory: Path) -> Refusal:
    return Refusal(
        "memory_lost",
        Words(
            "{path} 里有密钥，却没有它的记录：不知道它签过什么，不能再用。",
            "{path} holds a key without its memory: what it has signed is not known, so it must not sign again.",
        ).filled(path=directory),
        remedy=Words(
            "另选一个空目录和新名称，生成新密钥，并把新公钥告诉日志的运营者。",
            "Choose an empty directory and a new name, make a new key, and give its vkeys to the log's operator.",
        ),
        field="state",
    )


def _already_running(directory: Path) -> Refusal:
    return Refusal(
        "already_running",
        Words("已有一个见证程序在使用 {path}。", "A witness already runs on {path}.").filled(path=directory),
        remedy=Words("先停止那一个。", "Stop that one first."),
        field="state",
        status=409,
    )


def _no_name() -> Refusal:
    return Refusal(
        "no_name",
        Words("还没有密钥：先给见证方起一个名称。", "There is no key yet: the witness needs a name first."),
        remedy=Words(
            "用 --name 指定，例如 lawyers.example/witness（不含空格和加号）。",
            "Give one with --name, such as lawyers.example/witness (no space, no plus).",
        ),
        field="name",
    )


def _other_name(name: str) -> Refusal:
    return Refusal(
        "other_name",
        Words("这个目录的密钥属于 {name}。", "The key in this directory is that of {name}.").filled(name=name),
        remedy=Words("不写 --name，或另选目录。", "Leave --name out, or choose another directory."),
        field="name",
    )
