"""Each answer of C2SP tlog-witness, in its order: the first check that fails decides."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from jieqing.evidence.witness.known import logs_of
from jieqing.evidence.witness.memory import Memory
from jieqing.evidence.witness.tests.logs import NOON, Log
from jieqing.evidence.witness.witnessing import Witness
from jieqing_verify import note
from jieqing_verify.checkpoint import Checkpoint, parse_checkpoint
from jieqing_verify.keys import Cosigner, LogSigner
from jieqing_verify.merkle import EMPTY
from jieqing_verify.note import VerifierKey

LOG = Log()
STRANGER = LogSigner.generate("log.example/stranger")
IMPOSTOR = LogSigner.generate(LOG.keys.name)  # the log's name, other keys
COSIGNER = Cosigner.generate("witness.example/w1")
KEYS = tuple(map(VerifierKey.parse, COSIGNER.vkeys()))


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    opened = Memory(tmp_path / "memory.sqlite3")
    yield opened
    opened.close()


@pytest.fixture
def witness(memory: Memory) -> Witness:
    """A witness that knows LOG by both its keys, and saw nothing yet."""
    return Witness(COSIGNER, logs_of(map(VerifierKey.parse, LOG.keys.vkeys())), memory)


def _with_lines(size: int, *lines: bytes) -> bytes:
    return LOG.checkpoint(size).text() + b"\n" + b"".join(lines)


def _own_lines(signed: bytes) -> list[bytes]:
    """The lines of a note, each with its newline: Ed25519's, ML-DSA-44's."""
    return signed.split(b"\n\n")[1].splitlines(keepends=True)


def _flipped(line: bytes) -> bytes:
    """The line with another signature under the same name and key id."""
    (parsed,) = note.parse_lines(line)
    return note.Line(parsed.name, parsed.key_id, parsed.blob[:-1] + bytes([parsed.blob[-1] ^ 1])).text()


ED, PQ = _own_lines(LOG.signed(9))
IMPOSTORS = _own_lines(IMPOSTOR.sign(LOG.checkpoint(9), 1))
# After a first checkpoint of size 5 was cosigned: body, status, code.
AFTER_FIVE: dict[str, tuple[Callable[[], bytes], int, bytes]] = {
    "grows": (lambda: LOG.body(5, 9), 200, b""),
    "same again": (lambda: LOG.body(5, 5), 200, b""),
    "lines of strangers are ignored": (lambda: LOG.body(5, 9, note=_with_lines(9, *IMPOSTORS, ED, PQ)), 200, b""),
    "no empty line": (lambda: b"old 5\n" + LOG.signed(9).replace(b"\n\n", b"\n"), 400, b"no_empty_line"),
    "no old line": (lambda: b"\n" + LOG.body(5, 9), 400, b"old_size_line"),
    "old with zeros": (lambda: LOG.body(5, 9).replace(b"old 5", b"old 05", 1), 400, b"old_size_line"),
    "old negative": (lambda: LOG.body(5, 9).replace(b"old 5", b"old -5", 1), 400, b"old_size_line"),
    "old too large": (lambda: LOG.body(5, 9).replace(b"old 5", b"old %d" % 2**63, 1), 400, b"old_size_line"),
    "old with two spaces": (lambda: LOG.body(5, 9).replace(b"old 5", b"old  5", 1), 400, b"old_size_line"),
    "old with carriage return": (lambda: LOG.body(5, 9).replace(b"old 5", b"old 5\r", 1), 400, b"old_size_line"),
    "64 lines of proof": (lambda: LOG.body(5, 9, proof=[EMPTY] * 64), 400, b"proof_too_long"),
    "a hash of 31 bytes": (lambda: LOG.body(5, 9, proof=[EMPTY[:31]]), 400, b"proof_line"),
    "a hash with loose bits": (
        lambda: b"old 5\n" + b"A" * 42 + b"B=\n\n" + LOG.signed(9), 400, b"proof_line"
    ),
    "not a note": (lambda: b"old 5\n\nlog.example/a\n9\n", 400, b"not_note"),
    "no signature": (lambda: LOG.body(5, 9, note=LOG.checkpoint(9).text() + b"\n"), 400, b"not_note"),
    "not a checkpoint": (lambda: LOG.body(5, 9, note=b"log.example/a\nnine\n\n" + ED), 400, b"not_checkpoint"),
    "no newline at the end": (lambda: LOG.body(5, 9)[:-1], 400, b"not_note"),
    "unknown log": (
        lambda: LOG.body(0, 9, note=STRANGER.sign(Checkpoint(STRANGER.name, 9, EMPTY), 1)), 404, b"origin_unknown"
    ),
    "unknown log, and false old size": (
        lambda: LOG.body(99, 9, note=STRANGER.sign(Checkpoint(STRANGER.name, 9, EMPTY), 1)), 404, b"origin_unknown"
    ),
    "other keys of the log's name": (
        lambda: LOG.body(5, 9, note=_with_lines(9, *IMPOSTORS)), 403, b"signature_missing"
    ),
    "Ed25519 missing": (lambda: LOG.body(5, 9, note=_with_lines(9, PQ)), 403, b"signature_missing"),
    "ML-DSA-44 missing": (lambda: LOG.body(5, 9, note=_with_lines(9, ED)), 403, b"signature_missing"),
    "Ed25519 false": (lambda: LOG.body(5, 9, note=_with_lines(9, _flipped(ED), PQ)), 403, b"signature_false"),
    "ML-DSA-44 false": (lambda: LOG.body(5, 9, note=_with_lines(9, ED, _flipped(PQ))), 403, b"signature_false"),
    "a false line beside a good one": (
        lambda: LOG.body(5, 9, note=_with_lines(9, ED, PQ, _flipped(ED))), 403, b"signature_false"
    ),
    "signatures of another size": (lambda: LOG.body(5, 8, note=_with_lines(8, ED, PQ)), 403, b"signature_false"),
    "false signature, and old above new": (
        lambda: LOG.body(99, 9, note=_with_lines(9, ED, _flipped(PQ))), 403, b"signature_false"
    ),
    "old above new": (lambda: LOG.body(9, 5), 400, b"old_size_above_checkpoint"),
    "rollback": (lambda: LOG.body(5, 3), 400, b"old_size_above_checkpoint"),
    "rollback that hides": (lambda: LOG.body(3, 4), 409, b"5"),
    "old below seen": (lambda: LOG.body(0, 9), 409, b"5"),
    "old above seen": (lambda: LOG.body(7, 9), 409, b"5"),
    "conflict, with a false proof": (lambda: LOG.body(7, 9, proof=[EMPTY]), 409, b"5"),
    "fork of the same size": (lambda: LOG.fork(4).body(5, 5), 422, b"other_root_seen"),
    "fork that grew": (lambda: LOG.fork(4).body(5, 9), 422, b"not_an_extension"),
    "no proof": (lambda: LOG.body(5, 9, proof=[]), 422, b"not_an_extension"),
    "proof of another step": (lambda: LOG.body(5, 9, proof=LOG.proof(4, 9)), 422, b"not_an_extension"),
    "proof with a hash too many": (lambda: LOG.body(5, 9, proof=[*LOG.proof(5, 9), EMPTY]), 422, b"not_an_extension"),
    "proof for the same size": (lambda: LOG.body(5, 5, proof=[EMPTY]), 422, b"not_an_extension"),
    "63 lines of proof are read": (lambda: LOG.body(5, 9, proof=[EMPTY] * 63), 422, b"not_an_extension"),
}  # fmt: skip


@pytest.mark.parametrize("case", AFTER_FIVE)
def test_answers_as_the_protocol_says_after_a_first_checkpoint(witness: Witness, case: str) -> None:
    assert witness.add_checkpoint(LOG.body(0, 5), NOON).status == 200
    body, status, code = AFTER_FIVE[case]
    answer = witness.add_checkpoint(body(), NOON)
    assert (answer.status, answer.body.strip() if status != 200 else b"") == (status, code)
    if status != 200:  # and it still knows what it knew
        assert b"\n5\n" in witness.latest(LOG.origin_hash)


FIRST = {
    "any size": (lambda: LOG.body(0, 7), 200, b""),
    "the empty tree": (lambda: LOG.body(0, 0), 200, b""),
    "an empty tree of another root": (
        lambda: LOG.body(0, 0, note=LOG.keys.sign(Checkpoint(LOG.keys.name, 0, b"\1" * 32), 1)), 422,
        b"root_of_empty_tree",
    ),
    "a proof from nothing": (lambda: LOG.body(0, 7, proof=[EMPTY]), 422, b"proof_from_empty_tree"),
    "a proof from nothing to nothing": (lambda: LOG.body(0, 0, proof=[EMPTY]), 422, b"proof_from_empty_tree"),
    "an old size that was never seen": (lambda: LOG.body(5, 7), 409, b"0"),
}  # fmt: skip


@pytest.mark.parametrize("case", FIRST)
def test_answers_as_the_protocol_says_to_a_first_checkpoint(witness: Witness, case: str) -> None:
    body, status, code = FIRST[case]
    answer = witness.add_checkpoint(body(), NOON)
    assert (answer.status, answer.body.strip() if status != 200 else b"") == (status, code)


def test_grows_from_the_empty_tree_without_a_proof(witness: Witness) -> None:
    assert witness.add_checkpoint(LOG.body(0, 0), NOON).status == 200
    assert witness.add_checkpoint(LOG.body(0, 3), NOON).status == 200


def test_a_conflict_tells_the_size_as_the_protocol_types_it(witness: Witness) -> None:
    witness.add_checkpoint(LOG.body(0, 5), NOON)
    answer = witness.add_checkpoint(LOG.body(4, 9), NOON)
    assert (answer.status, answer.body, answer.kind) == (409, b"5\n", "text/x.tlog.size")


def test_signs_with_both_keys_at_the_time_of_the_answer(witness: Witness) -> None:
    answer = witness.add_checkpoint(LOG.body(0, 5), NOON)
    lines = note.parse_lines(answer.body)
    times = [key.verify(LOG.checkpoint(5).text(), line.blob) for key, line in zip(KEYS, lines, strict=True)]
    assert times == [int(NOON.timestamp())] * 2
    assert [key.made(line) for key, line in zip(KEYS, lines, strict=True)] == [True, True]


def test_shows_monitors_the_latest_checkpoint_with_the_lines_of_both(witness: Witness) -> None:
    assert witness.latest(LOG.origin_hash) is None
    witness.add_checkpoint(LOG.body(0, 5), NOON)
    extra = _own_lines(IMPOSTOR.sign(LOG.checkpoint(9), 1))
    later = NOON + timedelta(hours=1)
    answer = witness.add_checkpoint(LOG.body(5, 9, note=_with_lines(9, *extra, ED, PQ)), later)
    shown = witness.latest(LOG.origin_hash)
    checkpoint, signed = parse_checkpoint(shown)
    assert checkpoint == LOG.checkpoint(9)
    assert b"".join(line.text() for line in signed.signatures) == ED + PQ + answer.body
    assert witness.latest("0" * 64) is None


def test_keeps_two_logs_apart(memory: Memory) -> None:
    other = Log(LogSigner.generate("log.example/b"))
    keys = [*LOG.keys.vkeys(), *other.keys.vkeys()]
    witness = Witness(COSIGNER, logs_of(map(VerifierKey.parse, keys)), memory)
    assert witness.add_checkpoint(LOG.body(0, 5), NOON).status == 200
    assert witness.add_checkpoint(other.body(0, 3), NOON).status == 200
    assert witness.add_checkpoint(LOG.body(5, 6), NOON).status == 200
    assert witness.add_checkpoint(other.body(3, 4), NOON).status == 200
    mixed = LOG.body(6, 7, note=other.keys.sign(Checkpoint(other.keys.name, 7, LOG.checkpoint(7).root), 1))
    assert witness.add_checkpoint(mixed, NOON).status == 409


def test_keeps_what_convicts_a_log_of_two_stories(witness: Witness, memory: Memory) -> None:
    witness.add_checkpoint(LOG.body(0, 5), NOON)
    for old in (5, 2):  # 422, and 409 where the log hides behind another old size
        witness.add_checkpoint(LOG.fork(4).body(old, 5), NOON)
    witness.add_checkpoint(LOG.fork(4).body(5, 9), NOON)  # a false proof convicts nobody: anyone can send one
    kept = memory._connection.execute("SELECT size, root, note FROM contradiction").fetchall()
    assert [(size, root) for size, root, _note in kept] == [(5, LOG.fork(4).checkpoint(5).root)]
    _checkpoint, signed = parse_checkpoint(kept[0][2])
    for key, line in zip(map(VerifierKey.parse, LOG.keys.vkeys()), signed.signatures, strict=True):
        key.verify(signed.text, line.blob)


def test_what_it_saw_outlives_it(tmp_path: Path) -> None:
    logs = logs_of(map(VerifierKey.parse, LOG.keys.vkeys()))
    first = Memory(tmp_path / "again.sqlite3")
    Witness(COSIGNER, logs, first).add_checkpoint(LOG.body(0, 5), NOON)
    first.close()
    second = Memory(tmp_path / "again.sqlite3")
    witness = Witness(COSIGNER, logs, second)
    assert witness.add_checkpoint(LOG.fork(4).body(0, 9), NOON).status == 409
    assert witness.add_checkpoint(LOG.body(5, 9), NOON).status == 200
    second.close()
