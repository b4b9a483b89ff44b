"""The manifest of a pack, read strictly: every key, every type, every bound; anything else is refused.

Nothing in a manifest is signed. What it says is either checked against what is signed (see pack.py) or shown as not
checked. A refusal names the top-level key that is wrong, so that the browser page can say the same.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NoReturn, TypeVar

from jieqing_verify import canonical
from jieqing_verify.report import wrong
from jieqing_verify.spelling import from_base64
from jieqing_verify.wrong import Wrong

FORMAT = "jieqing-pack/1"
LARGEST = 16 * 1024 * 1024
T = TypeVar("T")
KEYS = ("made_at", "origin", "subject", "entries", "policy", "timestamps", "receipts", "recordings", "files", "summary")

HEX32 = re.compile(r"[0-9a-f]{64}")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z")
DAY = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")


@dataclass(frozen=True, slots=True)
class Entry:
    index: int
    entry: str  # this and the following: paths
    proof: str
    opened: str | None
    erased_on: str | None


@dataclass(frozen=True, slots=True)
class Stamp:
    size: int
    checkpoint: str
    token: str
    consistency: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Recording:
    entry: int
    sha256: str
    file: str | None


@dataclass(frozen=True, slots=True)
class Manifest:
    origin: str
    subject_id: str
    entries: tuple[Entry, ...]  # by rising index
    policy: str
    timestamps: tuple[Stamp, ...]
    receipts: tuple[str, ...]
    recordings: tuple[Recording, ...]
    files: dict[str, str]  # path → SHA-256 in hex
    summary: str | None

    def evidence(self) -> Iterator[str]:
        """The paths of what is read as evidence: small files, each under a bound."""
        yield self.policy
        for row in self.entries:
            yield from (row.entry, row.proof, *([row.opened] if row.opened is not None else []))
        for stamp in self.timestamps:
            yield from (stamp.checkpoint, stamp.token)
        yield from self.receipts

    def attached(self) -> Iterator[str]:
        """The paths of what is only hashed: recordings, the summary."""
        yield from (row.file for row in self.recordings if row.file is not None)
        if self.summary is not None:
            yield self.summary


def parse(text: bytes) -> Manifest:
    """The manifest of `text`, which is no longer than LARGEST; raises Wrong."""
    try:
        value = canonical.parse(text)
    except Wrong as refusal:
        raise wrong("manifest_not_canonical") from refusal
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise wrong("format_unknown")
    if value.keys() != {"format", *KEYS}:
        _refuse("manifest")
    _text(value["made_at"], "made_at", MOMENT)
    subject = _object(value["subject"], "subject", {"kind", "id"})
    _text(subject["kind"], "subject", re.compile(r"[a-z_]{1,40}"))
    listed = Manifest(
        origin=_text(value["origin"], "origin", re.compile(r"[!-~]{1,255}")),
        subject_id=_text(subject["id"], "subject", UUID),
        entries=_entries(value["entries"]),
        policy=_path(value["policy"], "policy"),
        timestamps=tuple(_each(value["timestamps"], "timestamps", _stamp)),
        receipts=tuple(_each(value["receipts"], "receipts", _receipt)),
        recordings=tuple(_each(value["recordings"], "recordings", _recording)),
        files=_files(value["files"]),
        summary=None if value["summary"] is None else _path(value["summary"], "summary"),
    )
    evidence = list(listed.evidence())
    if len(evidence) != len(set(evidence)):  # one file named a hundred thousand times would be read as often
        _refuse("files")
    return listed


def _entries(value: object) -> tuple[Entry, ...]:
    rows = tuple(_each(value, "entries", _entry))
    if any(row.index >= after.index for row, after in pairwise(rows)):
        _refuse("entries")
    return rows


def _entry(value: object, where: str) -> Entry:
    row = _object(value, where, {"index", "entry", "proof", "opened", "erased_on"})
    return Entry(
        _int(row["index"], where),
        _path(row["entry"], where),
        _path(row["proof"], where),
        None if row["opened"] is None else _path(row["opened"], where),
        None if row["erased_on"] is None else _text(row["erased_on"], where, DAY),
    )


def _stamp(value: object, where: str) -> Stamp:
    row = _object(value, where, {"size", "checkpoint", "token", "consistency", "authority"})
    _text(row["authority"], where)
    return Stamp(
        _int(row["size"], where),
        _path(row["checkpoint"], where),
        _path(row["token"], where),
        tuple(_each(row["consistency"], where, _hash)),
    )


def _receipt(value: object, where: str) -> str:
    row = _object(value, where, {"kind", "file"})
    if row["kind"] != "evm":
        _refuse(where)
    return _path(row["file"], where)


def _recording(value: object, where: str) -> Recording:
    row = _object(value, where, {"entry", "what", "sha256", "file"})
    _text(row["what"], where)
    file = None if row["file"] is None else _path(row["file"], where)
    return Recording(_int(row["entry"], where), _text(row["sha256"], where, HEX32), file)


def _files(value: object) -> dict[str, str]:
    if not isinstance(value, dict) or "manifest.json" in value:
        _refuse("files")
    return {_path(path, "files"): _text(digest, "files", HEX32) for path, digest in value.items()}


def _each(value: object, where: str, read: Callable[[object, str], T]) -> Iterator[T]:
    if not isinstance(value, list):
        _refuse(where)
    return (read(item, where) for item in value)


def _object(value: object, where: str, keys: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict) or value.keys() != keys:
        _refuse(where)
    return value


def _int(value: object, where: str) -> int:
    if type(value) is not int or not 0 <= value <= canonical.LARGEST_NUMBER:  # True is an int to Python, not to JSON
        _refuse(where)
    return value


def _text(value: object, where: str, pattern: re.Pattern[str] | None = None) -> str:
    if not isinstance(value, str) or (pattern is not None and not pattern.fullmatch(value)):
        _refuse(where)
    return value


def _path(value: object, where: str) -> str:
    """A path as zipped.py allows it; any other could not be in the archive."""
    return _text(value, where, re.compile(r"[A-Za-z0-9._/-]{1,160}"))


def _hash(value: object, where: str) -> bytes:
    try:
        return from_base64(_text(value, where), length=32)
    except Wrong:
        _refuse(where)


def _refuse(where: str) -> NoReturn:
    raise wrong("manifest_malformed", where=where)
