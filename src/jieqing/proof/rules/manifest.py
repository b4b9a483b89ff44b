"""A pack, `jieqing-pack/1`: a ZIP whose manifest lists every other file. The same contents give the same bytes.

manifest.json            canonical JSON: what is there, and the SHA-256 of each file
entries/N.json           the leaf of entry N, as it stands in the log
proofs/N.tlog-proof      that it stands there (C2SP tlog-proof), to one checkpoint shared by all
opened/N.json            who did it, about what, and its body: what the leaf only commits to
policy.txt               whose signatures count (C2SP tlog-policy)
timestamps/M.checkpoint, timestamps/M.tsr      a checkpoint, and an authority's stamp on it (RFC 3161)
receipts/M.json          that the root of a checkpoint was put on a chain
summary.pdf              the same in words, for people
"""

import base64
import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from jieqing_verify import canonical
from jieqing_verify.entry import Opening

FORMAT = "jieqing-pack/1"
DAY_OF_EVERY_FILE = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP knows: a pack has one date, in its manifest
MOST_ENTRIES = 6_000  # three files each; verifiers open 20,000


@dataclass(frozen=True, slots=True)
class Proved:
    """An entry with its proof (the text of a .tlog-proof). `opened` None: its holder shows no more than the leaf."""

    index: int
    leaf: bytes
    proof: bytes
    opened: Opening | None
    erased_on: date | None


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time stamp over the checkpoint of `size`; `consistency` between that and the proofs' checkpoint, or ()."""

    size: int
    checkpoint: bytes
    token: bytes
    consistency: tuple[bytes, ...]
    authority: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """That the root of the checkpoint of `size` stands on a chain: JSON."""

    size: int
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Recording:
    """A file whose SHA-256 (hex) stands in the opened body of entry `index`; `what` says what it is."""

    index: int
    what: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Contents:
    """All that goes into a pack."""

    origin: str
    made_at: datetime
    subject_kind: str
    subject: UUID
    entries: tuple[Proved, ...]
    policy: bytes
    stamps: tuple[Stamp, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    recordings: tuple[Recording, ...] = ()
    summary: bytes | None = None


def packed(contents: Contents) -> bytes:
    """The pack as a ZIP."""
    files = _files(contents)
    manifest = canonical.dump(_manifest(contents, files))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, content in {"manifest.json": manifest, **files}.items():
            info = zipfile.ZipInfo(path, DAY_OF_EVERY_FILE)
            info.create_system, info.external_attr = 3, 0o100644 << 16  # a plain file, on whatever system
            info.compress_type = zipfile.ZIP_STORED if path.endswith(".pdf") else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return written.getvalue()


def _files(contents: Contents) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for entry in contents.entries:
        files[f"entries/{entry.index}.json"] = entry.leaf
        files[f"proofs/{entry.index}.tlog-proof"] = entry.proof
        if entry.opened:
            files[f"opened/{entry.index}.json"] = entry.opened.text()
    files["policy.txt"] = contents.policy
    for number, stamp in enumerate(contents.stamps):
        files[_of_stamp(number, stamp, "checkpoint")] = stamp.checkpoint
        files[_of_stamp(number, stamp, "tsr")] = stamp.token
    for number, receipt in enumerate(contents.receipts):
        files[_of_receipt(number, receipt)] = receipt.content
    if contents.summary is not None:
        files["summary.pdf"] = contents.summary
    return files


def _manifest(contents: Contents, files: Mapping[str, bytes]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made_at": contents.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "origin": contents.origin,
        "subject": {"kind": contents.subject_kind, "id": str(contents.subject)},
        "entries": [_entry(entry) for entry in contents.entries],
        "policy": "policy.txt",
        "timestamps": [
            {
                "size": stamp.size,
                "checkpoint": _of_stamp(number, stamp, "checkpoint"),
                "token": _of_stamp(number, stamp, "tsr"),
                "consistency": [base64.b64encode(node).decode() for node in stamp.consistency],
                "authority": stamp.authority,
            }
            for number, stamp in enumerate(contents.stamps)
        ],
        "receipts": [
            {"kind": receipt.kind, "file": _of_receipt(number, receipt)}
            for number, receipt in enumerate(contents.receipts)
        ],
        "recordings": [
            {"entry": each.index, "what": each.what, "sha256": each.sha256, "file": None}
            for each in contents.recordings
        ],
        "files": {path: hashlib.sha256(content).hexdigest() for path, content in files.items()},
        "summary": "summary.pdf" if contents.summary is not None else None,
    }


def _entry(entry: Proved) -> dict[str, Any]:
    return {
        "index": entry.index,
        "entry": f"entries/{entry.index}.json",
        "proof": f"proofs/{entry.index}.tlog-proof",
        "opened": f"opened/{entry.index}.json" if entry.opened else None,
        "erased_on": entry.erased_on.isoformat() if entry.erased_on else None,
    }


def _of_stamp(number: int, stamp: Stamp, ending: str) -> str:
    return f"timestamps/{stamp.size}-{number}.{ending}"  # two authorities may have stamped one checkpoint


def _of_receipt(number: int, receipt: Receipt) -> str:
    return f"receipts/{receipt.size}-{number}.json"
