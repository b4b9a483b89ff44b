"""Tenants' secret keys as files, each encrypted under a master key that its provider holds.

    <keys>/                      0700
    <keys>/<tenant>/<version>    0600: nonce, ciphertext, tag

A file is written once, synced before its version is used, and never replaced: what was wrapped to it stays readable.
"""

import os
from pathlib import Path
from typing import Protocol
from uuid import UUID

from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.vault.ciphers.damaged import Damaged

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700


class Master(Protocol):
    """A key that encrypts the files; it may live in a token."""

    def seal(self, clear: bytes, bound: bytes) -> bytes: ...

    def open(self, sealed: bytes, bound: bytes) -> bytes: ...


def keep(folder: Path, master: Master, tenant: UUID, version: int, secret: bytes) -> None:
    """Writes a secret key. FileExistsError where that version is there already."""
    path = folder / str(tenant) / str(version)
    private_folder(folder)
    private_folder(path.parent)
    write_once(path, master.seal(secret, _bound(tenant, version)))


def fetch(folder: Path, master: Master, tenant: UUID, version: int) -> bytes:
    """Reads a secret key. Raises Refusal where it is missing, open to others, or not under this master key."""
    path = folder / str(tenant) / str(version)
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_mode & 0o077:
                raise open_to_others(path)
            sealed = file.read()
    except FileNotFoundError:
        raise _missing(tenant) from None
    try:
        return master.open(sealed, _bound(tenant, version))
    except Damaged:
        raise _not_ours(tenant) from None


def versions(folder: Path, tenant: UUID) -> list[int]:
    """The versions that are kept of a tenant's key, in order."""
    of_tenant = folder / str(tenant)
    return sorted(int(path.name) for path in of_tenant.iterdir() if path.name.isdecimal()) if of_tenant.is_dir() else []


def write_once(path: Path, content: bytes) -> None:
    """Puts a whole file there, synced, mode 0600, or raises FileExistsError; nobody ever sees half of it."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    finally:
        fresh.unlink()
    _sync(path.parent)


def private_folder(folder: Path) -> None:
    """Makes a folder for us alone."""
    if not folder.is_dir():
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        _sync(folder.parent)


def open_to_others(path: Path) -> Refusal:
    """A key that others can read is no secret: say so, and don't use it."""
    return Refusal(
        "key_file_open_to_others",
        Words("密钥文件 {path} 别人也能读，不能使用。", "Others can read the key file {path}; it is not used.").filled(
            path=path
        ),
        remedy=Words(
            "先查清谁读过，再执行 chmod 600；有疑问就轮换密钥。",
            "Find out who read it, then chmod 600; when in doubt, rotate the key.",
        ),
        field="JIEQING_KEYS",
        status=503,
    )


def _bound(tenant: UUID, version: int) -> bytes:
    return b"jieqing.tenant_key.1" + tenant.bytes + version.to_bytes(4, "big")


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _missing(tenant: UUID) -> Refusal:
    return Refusal(
        "tenant_key_missing",
        Words("密钥库里没有这个租户的密钥。", "The key store does not hold this tenant's key."),
        remedy=Words(
            "检查 JIEQING_KEYS 指的目录；恢复备份时密钥要单独恢复。",
            "Check the directory in JIEQING_KEYS; keys are restored apart from the database.",
        ),
        field="JIEQING_KEYS",
        status=503,
        about=tenant,
    )


def _not_ours(tenant: UUID) -> Refusal:
    return Refusal(
        "tenant_key_damaged",
        Words(
            "密钥文件打不开：坏了，或不是用这把主密钥加密的。",
            "A key file does not open: it is damaged, or under another master key.",
        ),
        remedy=Words("从密钥备份恢复这个文件。", "Restore the file from the backup of the keys."),
        field="JIEQING_KEYS",
        status=503,
        about=tenant,
    )
