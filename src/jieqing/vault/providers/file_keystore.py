"""The key store for one machine: tenants' keys as files under a master key that Argon2id makes of a passphrase.

    <keys>/master.json   0600: the parameters of Argon2id (RFC 9106), its salt, and a check that the passphrase is right

The passphrase comes from JIEQING_KEY_PASSPHRASE; `jieqing demo` and `serve` keep one in the state directory, which
protects the keys where they are copied without it (a backup), not from whoever holds the machine.
"""

import base64
import json
import os
import threading
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.vault.ciphers.damaged import Damaged
from jieqing.vault.ciphers.international import International
from jieqing.vault.providers import key_files

# RFC 9106 section 4, second recommendation (3 passes, 64 MiB), but one lane: with more, OpenSSL takes threads of its
# own, and two derivations at a time in one process wait for each other for ever.
ARGON2ID = {"iterations": 3, "lanes": 1, "memory_cost": 64 * 1024}
_one_at_a_time = threading.Lock()
CHECK = b"jieqing.master.1"


@dataclass(frozen=True, slots=True)
class FileKeystore:
    """Keys in files under `folder`. Every method raises Refusal where passphrase or files are not usable."""

    folder: Path
    kind: str = "file"

    def keep(self, tenant: UUID, version: int, secret: bytes) -> None:
        """Stores the secret half of a version, durably, before it returns."""
        key_files.keep(self.folder, self._master(), tenant, version, secret)

    def fetch(self, tenant: UUID, version: int) -> bytes:
        """The secret half of a version."""
        return key_files.fetch(self.folder, self._master(), tenant, version)

    def versions(self, tenant: UUID) -> list[int]:
        """The versions that are kept, in order."""
        return key_files.versions(self.folder, tenant)

    def check(self) -> None:
        """Raises Refusal where the passphrase is missing or wrong, or the files lie open."""
        self._master()

    def _master(self) -> "_Master":
        passphrase = os.environ.get("JIEQING_KEY_PASSPHRASE", "")
        if not passphrase:
            raise _passphrase_missing()
        head = self.folder / "master.json"
        if not head.exists():
            key_files.private_folder(self.folder)
            _begin(head, passphrase)
        if head.stat().st_mode & 0o077:
            raise key_files.open_to_others(head)
        with _one_at_a_time:
            return _unlocked(head.read_text(encoding="ascii"), passphrase)


class _Master:
    """The master key, for as long as the process lives."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def seal(self, clear: bytes, bound: bytes) -> bytes:
        return International().seal(self._key, clear, bound)

    def open(self, sealed: bytes, bound: bytes) -> bytes:
        return International().open(self._key, sealed, bound)


def _begin(head: Path, passphrase: str) -> None:
    salt = os.urandom(16)
    check = _Master(_derive(passphrase, salt, ARGON2ID)).seal(CHECK, CHECK)
    content = {"argon2id": ARGON2ID, "salt": _text(salt), "check": _text(check)}
    with suppress(FileExistsError):  # another process began at the same moment: its salt stands
        key_files.write_once(head, json.dumps(content).encode("ascii"))


@lru_cache(maxsize=2)
def _unlocked(head: str, passphrase: str) -> _Master:
    """Once a process: Argon2id takes a fifth of a second and 64 MiB, which is the point of it."""
    read = json.loads(head)
    master = _Master(_derive(passphrase, base64.b64decode(read["salt"]), read["argon2id"]))
    try:
        master.open(base64.b64decode(read["check"]), CHECK)
    except Damaged:
        raise _passphrase_wrong() from None
    return master


def _derive(passphrase: str, salt: bytes, cost: dict[str, int]) -> bytes:
    lanes, passes, kib = cost["lanes"], cost["iterations"], cost["memory_cost"]
    return Argon2id(salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=kib).derive(passphrase.encode())


def _text(binary: bytes) -> str:
    return base64.b64encode(binary).decode("ascii")


def _passphrase_missing() -> Refusal:
    return Refusal(
        "key_passphrase_missing",
        Words("没有密钥库的口令。", "There is no passphrase for the key store."),
        remedy=Words(
            "设置 JIEQING_KEY_PASSPHRASE；jieqing serve 会自己保存一个。",
            "Set JIEQING_KEY_PASSPHRASE; `jieqing serve` keeps one of its own.",
        ),
        field="JIEQING_KEY_PASSPHRASE",
        status=503,
    )


def _passphrase_wrong() -> Refusal:
    return Refusal(
        "key_passphrase_wrong",
        Words("密钥库的口令不对。", "The passphrase is not that of the key store."),
        remedy=Words(
            "用建库时的口令；没有它，封存的内容谁也打不开。请查密钥备份旁边保存的口令。",
            "Use the passphrase the store was made with; without it nobody can open what is sealed. "
            "Look for it beside the backup of the keys.",
        ),
        field="JIEQING_KEY_PASSPHRASE",
        status=503,
    )
