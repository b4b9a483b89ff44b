"""The check finds nothing in a whole log, and says of a damaged one where it is damaged."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from jieqing.evidence.check import Difference, _words, check
from jieqing.evidence.tests import little_log
from jieqing.evidence.tests.little_log import KEYS, POLICY, WITNESS, append, cosign, publish, sequence, url
from jieqing_verify.checkpoint import parse_checkpoint
from jieqing_verify.keys import Cosigner, LogSigner
from jieqing_verify.policy import Policy, policy_text
from jieqing_verify.tiles import bundle_path, tile_path

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[Path]:
    """A log of 300 entries in four checkpoints, two of them cosigned; published; five entries wait."""
    append(300)
    sequence(limit=90)
    cosign(90)
    cosign(300)
    publish(tmp_path)
    append(5)
    yield tmp_path


def _check(directory: Path | None = None, policy: Policy = POLICY) -> list[tuple[str, str]]:
    return [(found.code, found.place) for found in check(url("sequencer"), policy, directory)]


def _tampered(sql: str, *values: object) -> None:
    with little_log.owner() as owner:
        owner.execute(sql, values)


def test_a_whole_log_has_no_difference(directory):
    assert _check(directory) == []


def test_an_empty_log_has_none_either(tmp_path):
    assert _check(tmp_path) == []
    publish(tmp_path)
    assert _check(tmp_path) == []


def test_the_check_tells_how_far_it_is(directory):
    told = []
    check(url("sequencer"), POLICY, progress=lambda done, of: told.append((done, of)))
    assert told == [(300, 300)]


def test_the_backups_role_may_check_too(directory):
    backup = os.environ["DATABASE_BACKUP_URL"].rsplit("/", 1)[0] + "/" + url("app").rsplit("/", 1)[1]
    assert check(backup, POLICY, directory) == []


def test_a_log_that_grew_after_it_was_published_is_whole(directory):
    sequence()
    cosign(305)
    assert _check(directory) == []


def test_cosignatures_that_came_after_publishing_are_no_difference(directory):
    (directory / "checkpoint").write_bytes(_note(300))
    assert _check(directory) == []


@pytest.mark.parametrize(
    ("damage", "finding"),
    [
        ("UPDATE evidence.entry SET code = 'x' WHERE number = 7", ("entry_changed", "7")),
        ("UPDATE evidence.entry SET body_sealed = 'x' WHERE number = 1", ("entry_changed", "1")),
        ("UPDATE evidence.entry SET tenant_id = NULL WHERE number = 7", ("entry_changed", "7")),
        ("UPDATE evidence.entry SET at = '294276-01-01' WHERE number = 7", ("entry_unreadable", "#6")),
        ("DELETE FROM evidence.entry WHERE number = 7", ("entry_missing", "7")),
        ("DELETE FROM evidence.entry WHERE number = 303", ("entry_missing", "303")),
        ("DELETE FROM evidence.pending WHERE number = 303", ("entry_misplaced", "303")),
        ("INSERT INTO evidence.pending VALUES (7)", ("entry_misplaced", "7")),
        ("INSERT INTO evidence.pending VALUES (999)", ("entry_missing", "999")),
        ("DELETE FROM evidence.leaf WHERE index = 6", ("entry_misplaced", "7")),
        ("UPDATE evidence.leaf SET index = 4611686018427387904 WHERE index = 6", ("leaf_missing", "#6")),
        ("UPDATE evidence.leaf SET hash = sha256('x') WHERE index = 6", ("entry_changed", "7")),
        ("UPDATE evidence.node SET hash = sha256('x')", ("node_differs", "1/0")),
        ("DELETE FROM evidence.node", ("node_differs", "1/0")),
        ("INSERT INTO evidence.node VALUES (2, 0, sha256('x'))", ("node_extra", "2")),
        ("UPDATE evidence.checkpoint SET root = sha256('x') WHERE size = 180", ("checkpoint_differs", "180")),
        ("UPDATE evidence.checkpoint SET at = at + interval '1 us' WHERE size = 180", ("checkpoint_time", "180")),
        ("UPDATE evidence.checkpoint SET size = 181 WHERE size = 180", ("checkpoint_differs", "181")),
        ("UPDATE evidence.checkpoint SET size = 999 WHERE size = 180", ("checkpoint_beyond", "999")),
        (
            "DELETE FROM evidence.cosignature; DELETE FROM evidence.checkpoint WHERE size = 300",
            ("leaf_unsigned", "270"),
        ),
        ("UPDATE evidence.cosignature SET at = at + interval '1 us' WHERE size = 90", ("cosignature_time", "90/w1")),
        ("UPDATE evidence.cosignature SET size = 180 WHERE size = 90", ("cosignature_false", "180/w1")),
        ("UPDATE evidence.cosignature SET witness = 'w2' WHERE size = 90", ("cosignature_false", "90/w2")),
    ],
    ids=range(23),
)
def test_names_what_was_changed_in_the_tables(directory, damage, finding):
    _tampered(damage)
    assert _check(directory)[0] == finding


def test_two_entries_of_one_number_are_found(directory):
    _tampered("ALTER TABLE evidence.entry DROP CONSTRAINT entry_pkey")
    try:
        _tampered(
            "INSERT INTO evidence.entry OVERRIDING SYSTEM VALUE SELECT * FROM evidence.entry WHERE number = 7;"
            "DELETE FROM evidence.pending WHERE number = 7"
        )
        assert _check()[0] == ("entry_twice", "7")
    finally:
        _tampered("DELETE FROM evidence.entry; ALTER TABLE evidence.entry ADD PRIMARY KEY (number)")


def _note(size: int) -> bytes:
    with psycopg.connect(url("sequencer")) as connection:
        return bytes(connection.execute("SELECT note FROM evidence.checkpoint WHERE size = %s", [size]).fetchone()[0])


def test_a_checkpoint_that_one_key_alone_signed_is_found(directory):
    text, _gap, lines = _note(180).partition(b"\n\n")
    first, second = lines.splitlines(keepends=True)
    for kept in (first, second, first + first, second + first + second):
        _tampered("UPDATE evidence.checkpoint SET note = %s WHERE size = 180", text + b"\n\n" + kept)
        assert _check() == [("checkpoint_false", "180")]


def test_a_log_that_was_written_anew_with_other_keys_is_found(directory):
    forger = LogSigner.generate(KEYS.name)
    checkpoint = parse_checkpoint(_note(180))[0]
    _tampered("UPDATE evidence.checkpoint SET note = %s WHERE size = 180", forger.sign(checkpoint, 1_795_320_000))
    assert _check() == [("checkpoint_false", "180")]


def test_a_forged_witness_is_found(directory):
    forger = Cosigner.generate(WITNESS.name)
    lines = forger.cosign(parse_checkpoint(_note(90))[0], 1_795_320_000)
    _tampered("UPDATE evidence.cosignature SET lines = %s WHERE size = 90", lines)
    assert _check() == [("cosignature_false", "90/w1")]


def test_a_log_under_another_policy_is_not_believed(directory):
    others = LogSigner.generate(KEYS.name)
    found = _check(policy=Policy.parse(policy_text(others.vkeys(), [], 0)))
    assert found[0] == ("checkpoint_false", "90")


FULL, PARTIAL, BUNDLE = tile_path(0, 0), tile_path(0, 1, 44), bundle_path(1, 44)


@pytest.mark.parametrize(
    ("damage", "finding"),
    [
        (lambda log: (log / FULL).unlink(), ("file_missing", FULL)),
        (lambda log: (log / BUNDLE).unlink(), ("file_missing", BUNDLE)),
        (lambda log: (log / PARTIAL).write_bytes(b""), ("file_differs", PARTIAL)),
        (lambda log: (log / tile_path(1, 0, 1)).write_bytes(bytes(32)), ("file_differs", tile_path(1, 0, 1))),
        (lambda log: shutil.rmtree(log / "tile/1"), ("file_missing", tile_path(1, 0, 1))),
        (lambda log: (log / tile_path(0, 1, 45)).write_bytes(bytes(45 * 32)), ("file_beyond", tile_path(0, 1, 45))),
        (lambda log: (log / "tile/0/002").write_bytes(b""), ("file_beyond", "tile/0/002")),
        (lambda log: (log / "tile/0/02").write_bytes(b""), ("file_unknown", "tile/0/02")),
        (lambda log: (log / "notes.txt").write_bytes(b""), ("file_unknown", "notes.txt")),
        (lambda log: (log / "checkpoint").unlink(), ("file_missing", "checkpoint")),
        (lambda log: (log / "checkpoint").write_bytes(b"x"), ("file_differs", "checkpoint")),
        (lambda log: (log / "checkpoint").write_bytes(_note(180)), None),
        (lambda log: (log / "policy").write_bytes(b"quorum none\n"), ("file_differs", "policy")),
    ],
    ids=range(13),
)
def test_names_what_was_changed_in_the_files(directory, damage, finding):
    damage(directory)
    assert _check(directory)[:1] == ([finding] if finding else [])


def test_no_more_differences_than_asked_for(directory):
    _tampered("UPDATE evidence.entry SET code = 'x'")
    assert len(check(url("sequencer"), POLICY, at_most=3)) == 3


def test_every_difference_has_words_in_both_languages():
    for code in _words():
        words = Difference(code, "7/w1").words
        assert "7/w1" in words.zh and "7/w1" in words.en
