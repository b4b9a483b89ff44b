"""What a pack shows, piece by piece, held against the checkpoint that was found true: entries and what opens them,
time stamps, chain receipts, recordings. One piece's fault leaves the others' verdicts as they are."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NoReturn, TypeVar

from cryptography.x509 import Certificate

from jieqing_verify import canonical
from jieqing_verify.checkpoint import Checkpoint, parse_checkpoint
from jieqing_verify.entry import Leaf, Opening
from jieqing_verify.manifest import Entry, Manifest, Recording, Stamp
from jieqing_verify.merkle import leaf_hash, verify_consistency, verify_inclusion
from jieqing_verify.policy import Policy
from jieqing_verify.proof import TlogProof
from jieqing_verify.receipt import Receipt
from jieqing_verify.report import Line, line, moment, refused, wrong
from jieqing_verify.tiles import ENTRY_BYTES
from jieqing_verify.timestamp import verify_timestamp
from jieqing_verify.wrong import Wrong
from jieqing_verify.zipped import Zipped

Piece = TypeVar("Piece")
STAMP_FAULTS = {"timestamp_algorithm": "timestamp_unsupported", "timestamp_untrusted": "timestamp_untrusted"}


@dataclass
class Ground:
    """What is settled before the pieces are looked at, and what they add while they are."""

    files: Zipped
    manifest: Manifest
    policy: Policy
    checkpoint: Checkpoint
    roots: Sequence[Certificate]
    opened: dict[int, Opening] = field(default_factory=dict)  # by index: those that agree with their entry
    known: dict[int, bytes] = field(default_factory=dict)  # size → root of every checkpoint found true

    @cached_property
    def indices(self) -> frozenset[int]:
        return frozenset(row.index for row in self.manifest.entries)

    @cached_property
    def strings(self) -> dict[int, frozenset[str]]:
        """By index: every string in the opened body of an entry to which a recording is said to belong."""
        wanted = {row.entry for row in self.manifest.recordings} & self.opened.keys()
        return {index: frozenset(_strings(_json(self.opened[index].body or b""))) for index in wanted}


def verdicts(ground: Ground, proofs: Sequence[TlogProof]) -> Iterator[Line]:
    """`proofs` stand in the order of the manifest's entries."""
    ground.known[ground.checkpoint.size] = ground.checkpoint.root
    for row, proof in zip(ground.manifest.entries, proofs, strict=True):
        yield from _each_line(_entry, ground, (row, proof))
    yield _subject(ground)
    for stamp in ground.manifest.timestamps:
        yield from _each_line(_stamp, ground, stamp)
    for path in ground.manifest.receipts:
        yield from _each_line(_receipt, ground, path)
    for recording in ground.manifest.recordings:
        yield from _each_line(_recording, ground, recording)
    yield from _rest(ground.manifest)


def _each_line(look: Callable[[Ground, Piece], Iterator[Line]], ground: Ground, piece: Piece) -> Iterator[Line]:
    try:
        yield from look(ground, piece)
    except Wrong as refusal:
        yield refused(refusal)


def _entry(ground: Ground, piece: tuple[Entry, TlogProof]) -> Iterator[Line]:
    row, proof = piece
    if proof.index != row.index:
        raise wrong("index_differs", index=row.index, found=proof.index)
    text = ground.files.read(row.entry)
    try:
        leaf = Leaf.parse(text[: ENTRY_BYTES + 1])
    except Wrong as refusal:
        raise wrong("entry_malformed", index=row.index) from refusal
    try:
        verify_inclusion(row.index, ground.checkpoint.size, leaf_hash(text), proof.hashes, ground.checkpoint.root)
    except Wrong as refusal:
        raise wrong("entry_not_in_log", index=row.index) from refusal
    yield line("entry_in_log", index=row.index, event=leaf.event, **moment(leaf.at))
    yield from _opened(ground, row, leaf)


def _opened(ground: Ground, row: Entry, leaf: Leaf) -> Iterator[Line]:
    """Who did it, about what, and with what content, as far as the pack opens it."""
    index = row.index
    if row.opened is not None:
        opening = _opening(ground.files.read(row.opened), index, leaf)
        if opening.body is not None and row.erased_on is not None:
            raise wrong("erased_but_opened", index=index, on=row.erased_on)
        if opening.about != ground.manifest.subject_id:
            raise wrong("subject_differs", index=index, found=opening.about or "")
        ground.opened[index] = opening
        bare = "opened_bare" if leaf.commitment is None else "opened_who"
        yield line("opened_ok" if opening.body is not None else bare, index=index, actor=opening.actor)
    elif row.erased_on is None:
        yield line("not_opened", index=index)
    if row.erased_on is not None:
        yield line("erased", index=index, on=row.erased_on)


def _opening(text: bytes, index: int, leaf: Leaf) -> Opening:
    try:
        opening = Opening.parse(text)
    except Wrong as refusal:
        raise wrong("opened_malformed", index=index) from refusal
    try:
        opening.verify(leaf)
    except Wrong as refusal:
        raise wrong("opened_wrong", index=index) from refusal
    return opening


def _subject(ground: Ground) -> Line:
    if ground.opened:
        return line("subject_same", count=len(ground.opened), id=ground.manifest.subject_id)
    return line("subject_unchecked", id=ground.manifest.subject_id)


def _stamp(ground: Ground, stamp: Stamp) -> Iterator[Line]:
    checkpoint, text = _stamped_checkpoint(ground, stamp)
    old, new = sorted((checkpoint, ground.checkpoint), key=lambda one: one.size)
    try:
        verify_consistency(old.size, new.size, stamp.consistency, old.root, new.root)
    except Wrong as refusal:
        raise wrong("log_forked", size=stamp.size) from refusal
    ground.known[checkpoint.size] = checkpoint.root
    try:
        stamped = verify_timestamp(ground.files.read(stamp.token), text, ground.roots)
    except Wrong as refusal:
        code = STAMP_FAULTS.get(refusal.code, "timestamp_wrong")
        yield line(code, size=stamp.size, because=refusal.code)
        return
    code = "timestamp_ok" if stamped.is_rooted else "timestamp_unrooted"
    yield line(code, size=stamp.size, authority=stamped.authority, **moment(stamped.at))


def _stamped_checkpoint(ground: Ground, stamp: Stamp) -> tuple[Checkpoint, bytes]:
    """The checkpoint under a time stamp and its text, signed by the log; witnesses are not asked for here."""
    note = ground.files.read(stamp.checkpoint)
    try:
        checkpoint, signed = parse_checkpoint(note)
        is_signed = ground.policy.judge(note).log_signed
    except Wrong as refusal:
        raise wrong("timestamp_checkpoint_wrong", size=stamp.size) from refusal
    if not is_signed or checkpoint.origin != ground.checkpoint.origin:
        raise wrong("timestamp_checkpoint_wrong", size=stamp.size)
    if checkpoint.size != stamp.size:
        raise wrong("timestamp_size_differs", size=stamp.size, found=checkpoint.size)
    return checkpoint, signed.text


def _receipt(ground: Ground, path: str) -> Iterator[Line]:
    try:
        receipt = Receipt.parse(ground.files.read(path))
    except Wrong as refusal:
        raise wrong("receipt_malformed", path=path) from refusal
    if ground.known.get(receipt.size, receipt.root) != receipt.root:
        raise wrong("receipt_contradicts", path=path, size=receipt.size)
    yield line("receipt_recorded", chain=receipt.chain_id, contract=receipt.contract, tx=receipt.tx, size=receipt.size)


def _recording(ground: Ground, row: Recording) -> Iterator[Line]:
    if row.entry not in ground.indices:
        raise wrong("recording_unknown", index=row.entry)
    if row.file is not None and ground.manifest.files[row.file] != row.sha256:
        raise wrong("recording_differs", path=row.file)
    opening = ground.opened.get(row.entry)
    if opening is None or opening.body is None:
        yield line("recording_unopened", index=row.entry)
    elif row.sha256 not in ground.strings[row.entry]:
        raise wrong("recording_not_in_entry", index=row.entry, sha256=row.sha256)
    elif row.file is None:
        yield line("recording_absent", index=row.entry, sha256=row.sha256)
    else:
        yield line("recording_ok", index=row.entry, path=row.file)


def _rest(listed: Manifest) -> Iterator[Line]:
    """What merely comes with the pack."""
    if listed.summary is not None:
        yield line("summary_unchecked", path=listed.summary)
    for path in sorted(listed.files.keys() - {*listed.evidence(), *listed.attached()}):
        yield line("file_unexplained", path=path)


def _json(body: bytes) -> canonical.Value:
    """A body's value; None where it is no JSON. The log committed to its bytes, so any spelling will do."""
    try:
        text = canonical.refuse_bottomless(body.decode("utf-8"))
        value: canonical.Value = json.loads(text, parse_constant=_no_number)
    except ValueError:
        return None
    return value


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not JSON")


def _strings(value: canonical.Value) -> Iterator[str]:
    """Every string that stands in a value, keys aside."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, Mapping):
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
