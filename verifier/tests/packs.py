"""Evidence packs with real keys: an honest one, and the parts from which lying ones are made (lies.py).

`python -m verifier.tests.packs DIR` writes the whole corpus as files, with expectations.json: what the verifier says of
each. The browser page is held against it.
"""

import hashlib
import json
import sys
import uuid
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from verifier.tests.archive import Member, zipped
from verifier.tests.authorities import Root

from jieqing_verify import canonical, entry, merkle, note
from jieqing_verify.checkpoint import Checkpoint
from jieqing_verify.entry import Opening
from jieqing_verify.keys import Cosigner, LogSigner
from jieqing_verify.pack import verify_pack
from jieqing_verify.policy import policy_text
from jieqing_verify.proof import TlogProof
from jieqing_verify.spelling import to_base64
from jieqing_verify.stamping import Stamper

ORIGIN = "jieqing.example/log"
BEGAN_AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
OWNER, CLAIM, OTHER_CLAIM = (str(uuid.UUID(int=number, version=4)) for number in (0x11, 0x22, 0x33))
SIZE, SIZE_BEFORE, SIZE_AFTER = 60, 40, 64  # of the tree: the proofs', an earlier one, a later one
RECORDED, WHO_ALONE, BARE, ERASED, SAVED, CLOSED = 12, 17, 23, 31, 3, 44  # the entries that the pack shows
SHOWN = (SAVED, RECORDED, WHO_ALONE, BARE, ERASED, CLOSED)
# A call of one second as it comes from a telephone line (8 kHz, 8 bit), and one that is kept elsewhere
RECORDING = b"RIFF" + (8036).to_bytes(4, "little") + b"WAVEfmt " + bytes(range(250)) * 32
KEPT_ELSEWHERE = hashlib.sha256(b"the other call").hexdigest()
SUMMARY = b"%PDF-1.7\n% what is proved, and what is not\n%%EOF\n"


@dataclass(frozen=True)
class Written:
    """One entry: the leaf's octets, and all that opens it."""

    leaf: bytes
    opening: Opening


@dataclass
class Log:
    """A log with its keys, its witnesses and its entries."""

    signer: LogSigner = field(default_factory=lambda: LogSigner.generate(ORIGIN))
    witnesses: tuple[Cosigner, ...] = field(
        default_factory=lambda: tuple(Cosigner.generate(f"witness.example/w{number}") for number in (1, 2, 3))
    )
    entries: list[Written] = field(default_factory=lambda: [written(index) for index in range(SIZE_AFTER)])

    @property
    def policy(self) -> bytes:
        each = [(f"w{number}", one.vkeys(), "") for number, one in enumerate(self.witnesses, start=1)]
        return policy_text(self.signer.vkeys(), each, min(2, len(each)))

    def subtree(self, level: int, index: int) -> bytes:
        if level == 0:
            return merkle.leaf_hash(self.entries[index].leaf)
        return merkle.node_hash(self.subtree(level - 1, 2 * index), self.subtree(level - 1, 2 * index + 1))

    def checkpoint(self, size: int) -> Checkpoint:
        return Checkpoint(ORIGIN, size, merkle.root_of(size, self.subtree))

    def note(self, size: int, *, witnesses: Sequence[Cosigner] | None = None) -> bytes:
        """The checkpoint of a size, signed by the log and by witnesses (all, unless told)."""
        checkpoint, at_s = self.checkpoint(size), int(BEGAN_AT.timestamp()) + 3 * 3600
        seen = self.witnesses if witnesses is None else witnesses
        return self.signer.sign(checkpoint, at_s) + b"".join(one.cosign(checkpoint, at_s + 2) for one in seen)

    def proof(self, index: int, checkpoint_note: bytes, size: int = SIZE) -> bytes:
        hashes_up = merkle.inclusion_path(index, size, self.subtree)
        return TlogProof(index, tuple(hashes_up), checkpoint_note).text()

    def consistency(self, one: int, other: int) -> list[str]:
        return [to_base64(step) for step in merkle.consistency_path(*sorted((one, other)), self.subtree)]


def written(index: int, *, owner: str = OWNER, actor: str = "user:17") -> Written:
    """The entry of that index in the story: a claim saved, called about, paid."""
    salt = hashlib.sha256(b"salt %d" % index).digest()
    about = CLAIM if index in SHOWN else OTHER_CLAIM
    body = None if index == BARE else canonical.dump(_body(index))
    committed = None if body is None else entry.commitment_digest(salt, body)
    leaf = entry.leaf(
        id=str(uuid.UUID(int=1000 + index, version=4)),
        at=BEGAN_AT + timedelta(minutes=index, microseconds=123456),
        event={SAVED: "claims.claim_saved", RECORDED: "calls.call_ended"}.get(index, "claims.claim_changed"),
        code="",
        clock="host:synced",
        device="node-1a2b3c4d",
        owner=owner,
        actor=actor,
        about=about,
        salt=salt[:16],
        commitment=committed,
        sealed=None if body is None else hashlib.sha256(body).digest(),
    )
    return Written(leaf, Opening(salt[:16], owner, actor, about, None if body is None else salt, body))


def _body(index: int) -> Any:
    if index == RECORDED:
        heard = hashlib.sha256(RECORDING).hexdigest()
        return {"what": "通话录音", "seconds": 1, "recordings": [{"sha256": heard}, {"sha256": KEPT_ELSEWHERE}]}
    return {"what": "货款", "principal_fen": 1_280_000 + index, "is_disputed": False, "note": None}


@dataclass
class Parts:
    """What a pack is made of; `zip` writes the hashes and packs it. A liar changes parts before, or octets after."""

    manifest: dict[str, Any]
    files: dict[str, bytes]

    def copy(self) -> "Parts":
        return Parts(deepcopy(self.manifest), dict(self.files))

    def listed(self) -> dict[str, Any]:
        """The manifest with the hash of every file."""
        return {**self.manifest, "files": {path: hashlib.sha256(data).hexdigest() for path, data in self.files.items()}}

    def members(self, manifest: bytes | None = None) -> list[Member]:
        text = canonical.dump(self.listed()) if manifest is None else manifest
        return [Member(b"manifest.json", text), *(Member(path.encode(), data) for path, data in self.files.items())]

    def zip(self, manifest: bytes | None = None) -> bytes:
        return zipped(self.members(manifest))


@dataclass(frozen=True)
class Authority:
    """Time-stamping authorities under one root: one signs with ECDSA, the other with RSA."""

    root: Root
    ecdsa: Stamper
    rsa: Stamper

    @property
    def pem(self) -> bytes:
        return self.root.certificate.public_bytes(Encoding.PEM)


@cache
def authority(name: str = "示例时间戳机构") -> Authority:
    root = Root(f"{name} Root")
    kinds = (root.authority(kind, name=f"{name} {kind}") for kind in ("p256", "rsa2048"))
    return Authority(root, *kinds)


@cache
def log() -> Log:
    return Log()


@cache
def _honest() -> Parts:
    return parts(log())


def honest() -> Parts:
    """The parts of a pack in which all is true: a new copy each time."""
    return _honest().copy()


def parts(book: Log, size: int = SIZE, shown: Sequence[int] = SHOWN) -> Parts:
    """A pack of some entries of a log, with proofs to its tree of `size`."""
    checkpoint_note, files = book.note(size), {"policy.txt": book.policy}
    rows = []
    for index in shown:
        made = book.entries[index]
        files[f"entries/{index}.json"] = made.leaf
        files[f"proofs/{index}.tlog-proof"] = book.proof(index, checkpoint_note, size)
        opened = None if index == CLOSED else f"opened/{index}.json"
        if opened is not None:
            is_hidden = index in (WHO_ALONE, ERASED)
            files[opened] = (replace(made.opening, body=None, body_salt=None) if is_hidden else made.opening).text()
        erased_on = "2026-11-01" if index == ERASED else None
        rows.append(
            {
                "index": index,
                "entry": f"entries/{index}.json",
                "proof": f"proofs/{index}.tlog-proof",
                "opened": opened,
                "erased_on": erased_on,
            }
        )
    stamps = [_stamped(book, files, at, size) for at in (SIZE_BEFORE, size, SIZE_AFTER)]
    for at in (17, SIZE_BEFORE):
        files[f"receipts/{at}.json"] = receipt(book, at)
    files["recordings/call.wav"], files["summary.pdf"] = RECORDING, SUMMARY
    heard = hashlib.sha256(RECORDING).hexdigest()
    manifest = {
        "format": "jieqing-pack/1",
        "made_at": "2026-03-03T01:00:00Z",
        "origin": ORIGIN,
        "subject": {"kind": "claim", "id": CLAIM},
        "entries": rows,
        "policy": "policy.txt",
        "timestamps": stamps,
        "receipts": [{"kind": "evm", "file": f"receipts/{at}.json"} for at in (17, SIZE_BEFORE)],
        "recordings": [
            {"entry": RECORDED, "what": "第一次通话", "sha256": heard, "file": "recordings/call.wav"},
            {"entry": RECORDED, "what": "第二次通话", "sha256": KEPT_ELSEWHERE, "file": None},
        ],
        "summary": "summary.pdf",
    }
    return Parts(manifest, files)


def _stamped(book: Log, files: dict[str, bytes], at: int, size: int) -> dict[str, Any]:
    signed = book.note(at, witnesses=())
    files[f"timestamps/{at}.checkpoint"] = signed
    files[f"timestamps/{at}.tsr"] = stamp(note.parse(signed).text, at)
    return {
        "size": at,
        "checkpoint": f"timestamps/{at}.checkpoint",
        "token": f"timestamps/{at}.tsr",
        "consistency": book.consistency(at, size),
        "authority": "示例时间戳机构",
    }


def stamp(text: bytes, serial: int, stamper: Stamper | None = None) -> bytes:
    """A reply over a checkpoint's text; the tree of 40 is stamped with RSA, the others with ECDSA."""
    chosen = stamper or (authority().rsa if serial == SIZE_BEFORE else authority().ecdsa)
    return chosen.stamp(text, BEGAN_AT + timedelta(hours=4), serial)


def receipt(book: Log, size: int, /, **changed: object) -> bytes:
    said = {
        "kind": "evm",
        "chain_id": 31337,
        "contract": "0x" + "5f" * 20,
        "tx": "0x" + "a1" * 32,
        "block": 1204,
        "at": "2026-03-02T05:00:00Z",
        "size": size,
        "root": book.checkpoint(size).root.hex(),
    }
    return canonical.dump({**said, **changed})  # type: ignore[dict-item]


def main(folder: Path) -> None:
    """Writes every pack of the corpus, the keys, the root, and expectations.json."""
    from verifier.tests.lies import corpus

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "policy.txt").write_bytes(log().policy)
    (folder / "tsa-root.pem").write_bytes(authority().pem)
    expected = {}
    for name, octets, codes in corpus():
        (folder / name).write_bytes(octets)
        expected[name] = {"must": list(codes), **json.loads(verify_pack(octets).as_json())}
    (folder / "expectations.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    from verifier.tests.packs import main as write  # the module that lies.py knows: another one would have other keys

    write(Path(sys.argv[1]))
