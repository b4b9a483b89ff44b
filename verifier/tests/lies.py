"""Packs that lie, each in one way, and the code with which the verifier must say so.

First the lies of people who hold the pack and nothing else; then those of a log that works with its witnesses; then
archives and manifests that would hurt a careless reader.
"""

import hashlib
import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from cryptography.x509.oid import ExtendedKeyUsageOID
from verifier.tests.archive import STORED, Member, central, local, zipped
from verifier.tests.authorities import Root
from verifier.tests.packs import (
    CLOSED,
    ERASED,
    RECORDED,
    SAVED,
    SHOWN,
    SIZE,
    SIZE_BEFORE,
    Log,
    Parts,
    authority,
    honest,
    log,
    parts,
    receipt,
    stamp,
    written,
)

from jieqing_verify import canonical, note
from jieqing_verify.keys import Cosigner, LogSigner
from jieqing_verify.proof import TlogProof

Lie = tuple[str, bytes, tuple[str, ...]]  # file name, octets, codes that the report must hold
Change = Callable[[Parts], None]


def corpus() -> Iterator[Lie]:
    """Every pack by a name of its own. No code: all of it is true."""
    yield "honest.zip", honest().zip(), ()
    yield "honest-stored.zip", zipped(replace(one, method=STORED) for one in honest().members()), ()
    yield "honest-with-a-bomb-inside.zip", _with_inner_bomb(), ()
    yield "honest-without-witnesses.zip", parts(Log(log().signer, (), log().entries)).zip(), ()
    yield "honest-closed.zip", _closed().zip(), ()
    yield "honest-stamped-strangely.zip", _stamped_strangely().zip(), ()
    yield from _changed_parts()
    yield from _forged_notes()
    yield from _false_logs()
    yield from _false_stamps()
    yield from _archives()
    yield from _manifests()


def truths() -> Iterator[Lie]:
    return (one for one in corpus() if not one[2])


def lies() -> Iterator[Lie]:
    return (one for one in corpus() if one[2])


def _with_inner_bomb() -> bytes:
    """An archive in the archive is only hashed, never opened."""
    pack = honest()
    inner = zipped([Member(b"zeros", b"", size=2**32 - 2, packed=Member(b"", bytes(1 << 20)).octets)])
    pack.files["recordings/more.zip"] = inner
    return pack.zip()


def _closed() -> Parts:
    """Nothing is opened, so that little can be said."""
    pack = parts(log(), shown=(CLOSED,))
    pack.manifest["recordings"] = [{**pack.manifest["recordings"][0], "entry": CLOSED}]
    return pack


def _stamped_strangely() -> Parts:
    """A time stamp by an algorithm that the verifier does not read."""
    pack, strange = honest(), Root().authority("p521")
    pack.files[f"timestamps/{SIZE_BEFORE}.tsr"] = stamp(log().checkpoint(SIZE_BEFORE).text(), SIZE_BEFORE, strange)
    return pack


def _changed(name: str, codes: tuple[str, ...], *changes: Change) -> Lie:
    pack = honest()
    for change in changes:
        change(pack)
    return f"{name}.zip", pack.zip(), codes


def _file(path: str, data: bytes | None = None, *, old: bytes = b"", new: bytes = b"") -> Change:
    """Puts other octets into a file, or replaces a part of it, which must be there."""

    def change(pack: Parts) -> None:
        if data is None and old not in pack.files[path]:
            raise AssertionError(f"{path} has no {old!r}")
        pack.files[path] = pack.files[path].replace(old, new, 1) if data is None else data

    return change


def _said(*where: str | int, to: object) -> Change:
    """Says something else at a place of the manifest."""

    def change(pack: Parts) -> None:
        at: Any = pack.manifest
        for step in where[:-1]:
            at = at[step]
        at[where[-1]] = to

    return change


def _row(index: int) -> int:
    return SHOWN.index(index)


def _changed_parts() -> Iterator[Lie]:
    book, saved = log(), f"entries/{SAVED}.json"
    careless = honest()
    manifest = canonical.dump(careless.listed())
    careless.files[saved] = careless.files[saved].replace(b"claim_saved", b"claim_saven")
    yield "changed-byte.zip", careless.zip(manifest), ("file_differs",)
    careful = _file(saved, old=b"claim_saved", new=b"claim_saven")
    yield _changed("changed-byte-with-its-hash", ("entry_not_in_log",), careful)
    yield _changed("changed-hour", ("entry_not_in_log",), _file(saved, old=b"T01:03", new=b"T02:03"))
    yield _changed("entry-with-a-space", ("entry_malformed",), _file(saved, old=b'"code":', new=b'"code": '))
    yield _changed("other-leaf", ("entry_not_in_log",), _file(saved, book.entries[5].leaf))
    other = _file(f"proofs/{SAVED}.tlog-proof", honest().files[f"proofs/{RECORDED}.tlog-proof"])
    yield _changed("other-proof", ("index_differs",), other)
    renumbered = _file(f"proofs/{SAVED}.tlog-proof", old=b"index 3\n", new=b"index 2\n")
    yield _changed("renumbered", ("entry_not_in_log",), renumbered, _said("entries", 0, "index", to=2))
    far = _file(f"proofs/{SAVED}.tlog-proof", old=b"index 3\n", new=b"index 9007199254740991\n")
    yield _changed("index-outside-the-tree", ("index_differs",), far)
    yield _changed("proof-of-nothing", ("proof_malformed",), _file(f"proofs/{SAVED}.tlog-proof", b"c2sp.org\n"))
    own = book.proof(SAVED, book.note(SIZE))
    yield _changed("two-checkpoints", ("checkpoint_differs",), _file(f"proofs/{SAVED}.tlog-proof", own))
    yield _changed("no-entries", ("no_entries",), _said("entries", to=[]), _said("recordings", to=[]))
    yield from _changed_openings()
    yield _changed("policy-of-other-witnesses", ("quorum_missing",), _file("policy.txt", _policy_of_strangers()))
    yield _changed("policy-of-another-log", ("log_unknown",), _file("policy.txt", _policy_of_another_log()))
    for kind, place in (("ed25519", 0), ("mldsa44", 1)):
        yield _changed(f"policy-of-{kind}-alone", ("log_one_key",), _file("policy.txt", _policy_of_one_key(place)))
    yield _changed("policy-garbled", ("policy_malformed",), _file("policy.txt", b"quorum all-of-them\n"))
    yield _changed("policy-of-none", ("policy_malformed",), _file("policy.txt", b""))
    yield _changed("other-origin", ("origin_differs",), _said("origin", to="another.example/log"))
    yield from _changed_attachments()


def _changed_openings() -> Iterator[Lie]:
    book, path = log(), f"opened/{SAVED}.json"
    other = honest().files[f"opened/{RECORDED}.json"]
    yield _changed("opened-of-another-entry", ("opened_wrong",), _file(path, other))
    yield _changed("opened-other-sum", ("opened_wrong",), _file(path, old=b"1280003", new=b"9280003"))
    yield _changed("opened-other-actor", ("opened_wrong",), _file(path, old=b"user:17", new=b"user:18"))
    yield _changed(
        "opened-other-salt", ("opened_wrong",), _file(path, replace(book.entries[SAVED].opening, salt=bytes(16)).text())
    )
    yield _changed("opened-with-a-space", ("opened_malformed",), _file(path, old=b'"owner":', new=b'"owner": '))
    yield _changed(
        "opened-body-where-none-is",
        ("opened_wrong",),
        _file("opened/23.json", replace(book.entries[23].opening, body=b"{}", body_salt=bytes(32)).text()),
    )
    whole = _file(f"opened/{ERASED}.json", book.entries[ERASED].opening.text())
    yield _changed("erased-but-opened", ("erased_but_opened",), whole)
    other_claim = "44444444-4444-4444-8444-444444444444"
    yield _changed("subject-of-another-claim", ("subject_differs",), _said("subject", "id", to=other_claim))
    strange = parts(book, shown=(*SHOWN[:-1], 45))
    yield "entry-of-another-claim.zip", strange.zip(), ("subject_differs",)


def _changed_attachments() -> Iterator[Lie]:
    book = log()
    yield _changed("recording-swapped", ("recording_differs",), _file("recordings/call.wav", b"RIFF another call"))
    swapped = hashlib.sha256(b"RIFF another call").hexdigest()
    both = (_file("recordings/call.wav", b"RIFF another call"), _said("recordings", 0, "sha256", to=swapped))
    yield _changed("recording-swapped-with-its-hash", ("recording_not_in_entry",), *both)
    yield _changed("recording-of-no-entry", ("recording_unknown",), _said("recordings", 0, "entry", to=59))
    yield _changed("recording-of-another-entry", ("recording_not_in_entry",), _said("recordings", 0, "entry", to=SAVED))
    path = f"receipts/{SIZE_BEFORE}.json"
    yield _changed(
        "receipt-of-another-root", ("receipt_contradicts",), _file(path, receipt(book, SIZE_BEFORE, root="ab" * 32))
    )
    yield _changed("receipt-of-a-huge-size", ("receipt_malformed",), _file(path, receipt(book, SIZE_BEFORE, size=-1)))
    yield _changed("receipt-with-more", ("receipt_malformed",), _file(path, receipt(book, SIZE_BEFORE, note="x")))
    yield _changed("receipt-of-text", ("receipt_malformed",), _file(path, b"stored, believe me"))


def _policy_of_strangers() -> bytes:
    """The log's true keys, other witnesses: none of those that signed counts."""
    strangers = tuple(Cosigner.generate(f"witness.example/w{number}") for number in (1, 2, 3))
    return Log(log().signer, strangers, []).policy


def _policy_of_another_log() -> bytes:
    return Log(LogSigner.generate("another.example/log"), log().witnesses, []).policy


def _policy_of_one_key(place: int) -> bytes:
    """The log's own policy, but for the other of its two keys."""
    lines = log().policy.splitlines(keepends=True)
    keys = [one for one in lines if one.startswith(b"log ")]
    return b"".join(one for one in lines if one not in keys or one == keys[place])


def _with_note(checkpoint_note: bytes, pack: Parts | None = None) -> Parts:
    """A pack whose proofs all lead to this note."""
    pack = pack or honest()
    for path in pack.files:
        if path.startswith("proofs/"):
            proof = TlogProof.parse(pack.files[path])
            pack.files[path] = replace(proof, checkpoint_note=checkpoint_note).text()
    return pack


def _forged_notes() -> Iterator[Lie]:
    book = log()
    true = book.note(SIZE)
    signed = note.parse(true)
    false_root = Log(
        book.signer, book.witnesses, [*book.entries[:30], written(30, actor="user:99"), *book.entries[31:]]
    )
    other_text = false_root.checkpoint(SIZE).text()
    yield "other-root.zip", _with_note(note.format(other_text, signed.signatures)).zip(), ("log_signature_wrong",)
    kinds = [
        "log-ed25519",
        "log-mldsa44",
        *(f"w{number}-{kind}" for number in (1, 2, 3) for kind in ("ed25519", "mldsa44")),
    ]
    for at, kind in enumerate(kinds):
        code = "log_signature_wrong" if at < 2 else "witness_signature_wrong"
        lines = list(signed.signatures)
        lines[at] = replace(lines[at], blob=lines[at].blob[:-1] + bytes((lines[at].blob[-1] ^ 1,)))
        yield f"forged-{kind}.zip", _with_note(note.format(signed.text, lines)).zip(), (code,)
    for at, kind in enumerate(kinds[:2]):
        rest = [one for number, one in enumerate(signed.signatures) if number != at]
        yield f"unsigned-{kind}.zip", _with_note(note.format(signed.text, rest)).zip(), ("log_signature_missing",)
    twice = note.format(signed.text, [*signed.signatures, signed.signatures[0]])
    yield "signed-twice.zip", _with_note(twice).zip(), ("log_signature_wrong",)
    yield from _few_witnesses(signed)
    strange = true.replace(f"{SIZE}\n".encode(), f"0{SIZE}\n".encode(), 1)
    yield "checkpoint-with-a-zero.zip", _with_note(strange).zip(), ("checkpoint_malformed",)
    yield "checkpoint-unsigned.zip", _with_note(signed.text).zip(), ("checkpoint_malformed",)
    larger = true.replace(f"{SIZE}\n".encode(), f"{SIZE + 1}\n".encode(), 1)
    yield "checkpoint-of-another-size.zip", _with_note(larger).zip(), ("log_signature_wrong",)


def _few_witnesses(signed: note.Note) -> Iterator[Lie]:
    book, lines = log(), signed.signatures
    own, (w1, w2, w3) = lines[:2], (lines[2:4], lines[4:6], lines[6:8])
    one = note.format(signed.text, (*own, *w1))
    yield "one-witness.zip", _with_note(one).zip(), ("quorum_missing",)
    none = note.format(signed.text, own)
    yield "no-witness.zip", _with_note(none).zip(), ("quorum_missing",)
    halves = note.format(signed.text, (*own, *w1, w2[0], w3[1]))
    yield "half-witnesses.zip", _with_note(halves).zip(), ("quorum_missing",)
    two = note.format(signed.text, (*own, *w1, *w3))
    yield "honest-two-witnesses.zip", _with_note(two).zip(), ()
    strangers = [Cosigner.generate(cosigner.name) for cosigner in book.witnesses]
    yield "strange-witnesses.zip", _with_note(book.note(SIZE, witnesses=strangers)).zip(), ("quorum_missing",)
    more = book.note(SIZE, witnesses=[*book.witnesses, Cosigner.generate("stranger.example")])
    yield "honest-with-a-stranger.zip", _with_note(more).zip(), ()


def _false_logs() -> Iterator[Lie]:
    """The log and its witnesses lie together; what was stamped before gives them away."""
    book = log()
    rewritten = [*book.entries[:30], written(30, actor="user:99"), *book.entries[31:]]
    other = Log(book.signer, book.witnesses, rewritten)
    pack = parts(other)
    before = honest()
    for path in (f"timestamps/{SIZE_BEFORE}.checkpoint", f"timestamps/{SIZE_BEFORE}.tsr"):
        pack.files[path] = before.files[path]
    yield "rewritten-log.zip", pack.zip(), ("log_forked",)
    short = parts(Log(book.signer, book.witnesses, [*rewritten[:35], *book.entries[35:]]), size=35, shown=SHOWN[:4])
    del short.manifest["timestamps"][1:]
    for path in (f"timestamps/{SIZE_BEFORE}.checkpoint", f"timestamps/{SIZE_BEFORE}.tsr"):
        short.files[path] = before.files[path]
    yield "rolled-back-log.zip", short.zip(), ("log_forked",)
    yield _changed("consistency-of-nothing", ("log_forked",), _said("timestamps", 0, "consistency", to=[]))
    more = [*book.consistency(SIZE_BEFORE, SIZE), b64encode(bytes(32)).decode()]
    yield _changed("consistency-with-more", ("log_forked",), _said("timestamps", 0, "consistency", to=more))
    same = [b64encode(bytes(32)).decode()]
    yield _changed("consistency-where-sizes-agree", ("log_forked",), _said("timestamps", 1, "consistency", to=same))


def _false_stamps() -> Iterator[Lie]:
    book, tsr = log(), f"timestamps/{SIZE_BEFORE}.tsr"
    kept = f"timestamps/{SIZE_BEFORE}.checkpoint"
    before = honest().files
    yield _changed("swapped-time-stamp", ("timestamp_wrong",), _file(tsr, before[f"timestamps/{SIZE}.tsr"]))
    flipped = bytearray(before[tsr])
    flipped[-5] ^= 1
    yield _changed("forged-time-stamp", ("timestamp_wrong",), _file(tsr, bytes(flipped)))
    yield _changed("later-time-stamp", ("timestamp_wrong",), _file(tsr, old=b"20260302050000Z", new=b"20250302050000Z"))
    yield _changed("time-stamp-of-text", ("timestamp_wrong",), _file(tsr, b"stamped, believe me"))
    server = authority().root.authority(usages=(ExtendedKeyUsageOID.SERVER_AUTH,))
    token = stamp(book.checkpoint(SIZE_BEFORE).text(), SIZE_BEFORE, server)
    yield _changed("time-stamp-by-a-web-server", ("timestamp_wrong",), _file(tsr, token))
    unsigned = note.format(
        book.checkpoint(SIZE_BEFORE).text(), note.parse(before[f"timestamps/{SIZE}.checkpoint"]).signatures
    )
    yield _changed("stamped-checkpoint-unsigned", ("timestamp_checkpoint_wrong",), _file(kept, unsigned))
    half = note.parse(before[kept])
    one_key = note.format(half.text, half.signatures[:1])
    yield _changed("stamped-checkpoint-half-signed", ("timestamp_checkpoint_wrong",), _file(kept, one_key))
    yield _changed("stamped-checkpoint-of-text", ("timestamp_checkpoint_wrong",), _file(kept, b"40 entries\n"))
    yield _changed("stamp-of-another-size", ("timestamp_size_differs",), _said("timestamps", 0, "size", to=41))


def _archives() -> Iterator[Lie]:
    pack = honest()
    members, data = pack.members(), pack.zip()

    def one(**changed: Any) -> bytes:
        """The honest archive with its last file written otherwise."""
        return zipped([*members[:-1], replace(members[-1], **changed)])

    more = {
        "slip": (b"../../.bashrc", "zip_path"),
        "slip-inside": (b"entries/../../x", "zip_path"),
        "slip-absolute": (b"/etc/passwd", "zip_path"),
        "slip-backslash": (b"..\\x", "zip_path"),
        "slip-drive": (b"C:x", "zip_path"),
        "slip-nul": (b"x\0.json", "zip_path"),
        "slip-empty": (b"", "zip_path"),
        "slip-dot": (b".hidden", "zip_path"),
        "slip-here": (b"./policy.txt", "zip_path"),
        "slip-twice": (b"entries//3.json", "zip_path"),
        "slip-folder": (b"entries/", "zip_path"),
        "slip-newline": (b"x\n", "zip_path"),
        "slip-long": (b"x" * 161, "zip_path"),
        "look-alike": ("pоlicy.txt".encode(), "zip_path"),
        "right-to-left": ("x\u202efdp.exe".encode(), "zip_path"),
        "not-unicode": (b"\xff\xfe", "zip_path"),
        "duplicate": (b"policy.txt", "zip_duplicate"),
        "duplicate-manifest": (b"manifest.json", "zip_duplicate"),
        "duplicate-in-capitals": (b"Policy.TXT", "zip_duplicate"),
        "unlisted": (b"notes.txt", "file_unlisted"),
    }
    for name, (path, code) in more.items():
        yield f"zip-{name}.zip", zipped([*members, Member(path, b"x")]), (code,)
    yield "zip-missing.zip", zipped(members[:-1]), ("file_missing",)
    yield "zip-link.zip", one(data=b"/etc/passwd", attributes=0o120777 << 16), ("zip_link",)
    yield "zip-device.zip", one(attributes=0o020666 << 16), ("zip_link",)
    yield "zip-dos-folder.zip", one(attributes=0x10), ("zip_link",)
    yield "zip-encrypted.zip", one(flags=1), ("zip_encrypted",)
    yield "zip-encrypted-strongly.zip", one(flags=0x41), ("zip_encrypted",)
    yield "zip-bzip2.zip", one(method=12), ("zip_method",)
    yield "zip-descriptor.zip", one(flags=8), ("zip_layout",)
    yield "zip-zip64.zip", one(extra=b"\1\0\x10\0" + bytes(16)), ("zip_layout",)
    yield "zip-unicode-path.zip", one(extra=b"up\5\0\1\0\0\0\0"), ("zip_layout",)
    yield "zip-file-comment.zip", one(comment=b"hello"), ("zip_layout",)
    yield "zip-comment.zip", zipped(members, comment=b"hello"), ("zip_layout",)
    yield "zip-head.zip", zipped(members, head=b"#!/bin/sh\n"), ("zip_layout",)
    yield "zip-tail.zip", zipped(members, tail=b"hello"), ("zip_layout",)
    yield "zip-two.zip", data + data, ("zip_layout",)
    yield "zip-gap.zip", one(before=b"hidden"), ("zip_layout",)
    yield "zip-order.zip", zipped(members, is_reversed=True), ("zip_layout",)
    yield "zip-other-local-name.zip", one(local_name=b"summary.PDF"), ("zip_layout",)
    yield "zip-other-local-size.zip", one(local_size=1), ("zip_layout",)
    yield "zip-overlap.zip", zipped([*members, replace(members[1], name=b"x", local_offset=0)]), ("zip_layout",)
    yield "zip-fewer-counted.zip", zipped(members, count=len(members) - 1), ("zip_layout",)
    yield "zip-more-counted.zip", zipped(members, count=len(members) + 1), ("zip_layout",)
    yield "zip-claimed-comment.zip", zipped(members, comment_bytes=5), ("zip_layout",)
    yield from _two_readings(members)
    yield "zip-many-counted.zip", zipped(members, count=60_000), ("zip_too_big",)
    yield "zip-cut.zip", data[:-1], ("zip_layout",)
    yield "zip-half.zip", data[: len(data) // 2], ("zip_not_zip",)
    yield "zip-empty.zip", b"", ("zip_not_zip",)
    yield "zip-of-nothing.zip", zipped([]), ("manifest_missing",)
    yield "zip-not.zip", b"%PDF-1.7 no archive at all, but long enough for one", ("zip_not_zip",)
    yield from _bombs(members)


def _two_readings(members: list[Member]) -> Iterator[Lie]:
    """Archives in which one reader would find other files than another: what is hidden is well formed itself."""
    *others, last = members
    pack = honest()
    pack.files = {"recordings/x": local(last) + last.octets, **pack.files}
    first, carrier, *rest = pack.members()
    stored = replace(carrier, method=STORED)
    begins = len(local(first) + first.octets + local(stored))
    yield (
        "zip-header-in-a-file.zip",
        zipped([first, stored, *rest[:-1], replace(rest[-1], local_offset=begins)]),
        ("zip_layout",),
    )
    at = len(zipped(members)) - len(_directory(members)) - 22 - len(local(last) + last.octets)
    hidden = central(last, at)
    *before, bearer = others
    for name, bearing in {"extra": {"central_extra": hidden}, "comment": {"comment": hidden}}.items():
        listed = [*before, replace(bearer, **bearing), replace(last, is_listed=False)]  # type: ignore[arg-type]
        yield f"zip-entry-in-a-{name}.zip", zipped(listed, count=len(members)), ("zip_layout",)


def _directory(members: list[Member]) -> bytes:
    return b"".join(central(one, 0) for one in members)


def _bombs(members: list[Member]) -> Iterator[Lie]:
    last = members[-1]
    zeros = Member(b"", bytes(1 << 22)).octets
    yield "bomb-declared.zip", zipped([*members, Member(b"x", b"", size=3 << 30, packed=zeros)]), ("zip_too_big",)
    quarter = [Member(b"x%d" % number, b"", size=100 << 20, packed=zeros) for number in range(3)]
    yield "bomb-in-parts.zip", zipped([*members, *quarter]), ("zip_too_big",)
    yield "bomb-undeclared.zip", zipped([*members[:-1], replace(last, packed=zeros)]), ("zip_damaged",)
    yield "zip-short.zip", zipped([*members[:-1], replace(last, size=len(last.data) + 1)]), ("zip_damaged",)
    yield "zip-checksum.zip", zipped([*members[:-1], replace(last, crc=1)]), ("zip_damaged",)
    yield "zip-garbled.zip", zipped([*members[:-1], replace(last, packed=b"\xff" * 40)]), ("zip_damaged",)
    followed = replace(last, packed=last.octets + b"more")
    yield "zip-followed.zip", zipped([*members[:-1], followed]), ("zip_damaged",)
    unended = replace(last, packed=last.octets[:-1])
    yield "zip-unended.zip", zipped([*members[:-1], unended]), ("zip_damaged",)
    stored = replace(last, method=STORED, size=len(last.data) + 9)
    yield "zip-stored-short.zip", zipped([*members[:-1], stored]), ("zip_layout",)
    large = honest()
    large.files["policy.txt"] += b"#" * (2 << 20) + b"\n"
    yield "large-policy.zip", large.zip(), ("file_too_big",)


def _manifests() -> Iterator[Lie]:
    pack = honest()
    text = canonical.dump(pack.listed())
    spelt: dict[str, tuple[bytes, str]] = {
        "with-a-space": (text.replace(b":", b": ", 1), "manifest_not_canonical"),
        "with-a-newline": (text + b"\n", "manifest_not_canonical"),
        "with-a-mark": (b"\xef\xbb\xbf" + text, "manifest_not_canonical"),
        "key-twice": (b'{"origin":"another.example/log",' + text[1:], "manifest_not_canonical"),
        "out-of-order": (
            json.dumps(dict(reversed(pack.listed().items())), separators=(",", ":")).encode(),
            "manifest_not_canonical",
        ),
        "not-a-number": (text.replace(b'"index":3', b'"index":NaN', 1), "manifest_not_canonical"),
        "float": (text.replace(b'"index":3', b'"index":3.0', 1), "manifest_not_canonical"),
        "exponent": (text.replace(b'"index":3', b'"index":3e0', 1), "manifest_not_canonical"),
        "negative-zero": (text.replace(b'"index":3', b'"index":-0', 1), "manifest_not_canonical"),
        "overflow": (text.replace(b'"index":3', b'"index":9007199254740993', 1), "manifest_not_canonical"),
        "thousands-of-digits": (text.replace(b'"index":3', b'"index":' + b"9" * 5000, 1), "manifest_not_canonical"),
        "deep": (b"[" * 100_000 + b"]" * 100_000, "manifest_not_canonical"),
        "deep-inside": (
            text.replace(b'"erased_on":null', b'"erased_on":' + b'{"a":' * 5000 + b"1" + b"}" * 5000, 1),
            "manifest_not_canonical",
        ),
        "not-utf8": (text.replace(b'"what":"', b'"what":"\xff', 1), "manifest_not_canonical"),
        "surrogate": (text.replace(b'"what":"', b'"what":"\\ud800', 1), "manifest_not_canonical"),
        "escaped": (text.replace(b'"origin"', b'"\\u006frigin"', 1), "manifest_not_canonical"),
        "cut": (text[:-1], "manifest_not_canonical"),
        "empty": (b"", "manifest_not_canonical"),
        "list": (b"[]", "format_unknown"),
        "text": (b'"jieqing-pack/1"', "format_unknown"),
        "no-format": (b"{}", "format_unknown"),
        "huge": (b'"' + b"x" * (16 << 20) + b'"', "manifest_too_big"),
    }
    for name, (changed, code) in spelt.items():
        yield f"manifest-{name}.zip", pack.zip(changed), (code,)
    yield "manifest-missing.zip", zipped(pack.members()[1:]), ("manifest_missing",)
    yield from _manifest_values()


def _manifest_values() -> Iterator[Lie]:
    first = ("entries", 0)
    values: dict[str, tuple[Change, str]] = {
        "format": (_said("format", to="jieqing-pack/2"), "format_unknown"),
        "surplus": (_said("note", to=None), "manifest_malformed"),
        "no-origin": (_said("origin", to=""), "manifest_malformed"),
        "made-at": (_said("made_at", to="yesterday"), "manifest_malformed"),
        "subject": (_said("subject", "id", to=CLOSED), "manifest_malformed"),
        "index-true": (_said(*first, "index", to=True), "manifest_malformed"),
        "index-text": (_said(*first, "index", to="3"), "manifest_malformed"),
        "index-negative": (_said(*first, "index", to=-3), "manifest_malformed"),
        "index-twice": (_said("entries", 1, "index", to=SAVED), "manifest_malformed"),
        "path-up": (_said(*first, "entry", to="../../etc/passwd"), "file_missing"),
        "path-for-two": (_said("entries", 1, "entry", to="entries/3.json"), "manifest_malformed"),
        "path-list": (_said(*first, "entry", to=["x"]), "manifest_malformed"),
        "path-manifest": (_said(*first, "entry", to="manifest.json"), "file_missing"),
        "erased-never": (_said(*first, "erased_on", to="2026-13-01"), "manifest_malformed"),
        "hash-short": (_said("recordings", 0, "sha256", to="ab"), "manifest_malformed"),
        "hash-capitals": (_said("recordings", 0, "sha256", to="AB" * 32), "manifest_malformed"),
        "consistency-short": (_said("timestamps", 0, "consistency", to=["AAAA"]), "manifest_malformed"),
        "consistency-loose": (_said("timestamps", 0, "consistency", to=["A" * 42 + "B="]), "manifest_malformed"),
        "receipt-kind": (_said("receipts", 0, "kind", to="paper"), "manifest_malformed"),
        "summary-elsewhere": (_said("summary", to="report.pdf"), "file_missing"),
        "control-marks": (_said("recordings", 0, "file", to="\x1b[2J"), "manifest_malformed"),
    }
    for name, (change, code) in values.items():
        yield _changed(f"manifest-{name}", (code,), change)
