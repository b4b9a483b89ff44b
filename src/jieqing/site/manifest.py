"""The list that lies in a backup: what it holds, with a SHA-256 digest of everything, and what its tables counted."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

FORM = 1
NAME = "manifest.json"
DUMP = "database.dump"
FILES = "files"
KEYS = "keys"


@dataclass(frozen=True, slots=True)
class Manifest:
    """`migrations` are "app.name"; `counts` rows by "schema.table"; `contents` and `keys` digests by relative path.

    `failed` are attachments that the store had lost or damaged before the backup: id -> 'missing' or 'damaged'.
    """

    form: int
    version: str
    made_at: str
    migrations: tuple[str, ...]
    counts: Mapping[str, int]
    contents: Mapping[str, str]
    keys: Mapping[str, str]
    failed: Mapping[str, str]

    def write(self, folder: Path) -> None:
        """Writes itself into that folder."""
        write_private(folder / NAME, json.dumps(asdict(self), ensure_ascii=False, indent=1).encode())


def write_private(path: Path, content: bytes) -> None:
    """Writes a file that only we can read, synced."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the backup in that folder. Raises Refusal when there is none that this version understands."""
    try:
        read: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _no_backup(folder) from error
    if not isinstance(read, dict) or read.get("form") != FORM:
        raise _unknown_form(folder, read.get("version", "?") if isinstance(read, dict) else "?")
    try:
        manifest = Manifest(**read | {"migrations": tuple(read["migrations"])})
    except (TypeError, KeyError) as error:
        raise _no_backup(folder) from error
    for name in (*manifest.contents, *manifest.keys):
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            raise _no_backup(folder)
    return manifest


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 in hex of every file below the folder but the manifest, by relative path."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / NAME)
    return {path.relative_to(folder).as_posix(): _digest(path) for path in paths}


def check_digests(folder: Path, expected: Mapping[str, str], *, option: str) -> None:
    """Raises Refusal when a file is missing from the folder or is not the one that was saved."""
    for name, digest in expected.items():
        path = folder / name
        if not path.is_file():
            raise _incomplete(path, option)
        if _digest(path) != digest:
            raise _altered(path, option)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _no_backup(folder: Path) -> Refusal:
    return Refusal(
        "backup_missing",
        Words("{path} 里没有完整的备份。", "There is no whole backup in {path}.").filled(path=folder),
        remedy=Words(
            "--from 写 jieqing backup --to 生成的那个目录（里面有 manifest.json）。",
            "Give --from the directory that jieqing backup --to made (it holds manifest.json).",
        ),
        field="--from",
    )


def _unknown_form(folder: Path, version: str) -> Refusal:
    return Refusal(
        "backup_form_unknown",
        Words(
            "{path} 里的备份是版本 {version} 做的，这里读不了它的格式。",
            "The backup in {path} was made by version {version}, in a form that this version does not read.",
        ).filled(path=folder, version=version),
        remedy=Words("用版本 {version} 来恢复。", "Restore it with version {version}.").filled(version=version),
        field="--from",
    )


def _incomplete(path: Path, option: str) -> Refusal:
    return Refusal(
        "backup_incomplete",
        Words("备份不完整：缺少 {path}。", "The backup is incomplete: {path} is missing.").filled(path=path),
        remedy=Words("从另一份拷贝补上，或换一个备份。", "Take it from another copy, or use another backup."),
        field=option,
    )


def _altered(path: Path, option: str) -> Refusal:
    return Refusal(
        "backup_altered",
        Words("{path} 和备份时不一样了。", "{path} is not what was saved.").filled(path=path),
        remedy=Words(
            "它坏了或被改过：从另一份拷贝补上，或换一个备份。",
            "It is damaged or was altered: take it from another copy, or use another backup.",
        ),
        field=option,
    )
