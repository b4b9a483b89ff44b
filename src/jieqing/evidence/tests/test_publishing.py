"""The files of the log are those of C2SP tlog-tiles, whole at every moment, and never go back."""

import os
import shutil
from pathlib import Path

import psycopg
import pytest

from jieqing.evidence import publishing, reading
from jieqing.evidence.holdings import holdings
from jieqing.evidence.integrating import Broken
from jieqing.evidence.publishing import Publisher
from jieqing.evidence.tests import little_log
from jieqing.evidence.tests.little_log import JIA, POLICY, POLICY_TEXT, append, cosign, publish, sequence, url
from jieqing_verify.checkpoint import parse_checkpoint
from jieqing_verify.merkle import inclusion_path, leaf_hash, root_of, verify_consistency, verify_inclusion
from jieqing_verify.tiles import bundle_path, subtree_from, tile_path, tiles_of, unpack_bundle

pytestmark = pytest.mark.django_db(transaction=True)


def _files(directory: Path) -> dict[str, bytes]:
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


def _subtree(directory: Path, size: int):
    return subtree_from(lambda level, n, width: (directory / tile_path(level, n, width)).read_bytes(), size)


def test_a_reader_of_files_alone_finds_every_entry_proved(tmp_path):
    about = append(600)
    sequence(limit=170)
    assert publish(tmp_path) == 600
    checkpoint, _note = parse_checkpoint((tmp_path / "checkpoint").read_bytes())
    assert POLICY.judge((tmp_path / "checkpoint").read_bytes()).log_signed
    assert (tmp_path / "policy").read_bytes() == POLICY_TEXT
    subtree = _subtree(tmp_path, 600)
    assert root_of(600, subtree) == checkpoint.root
    for index in (0, 255, 256, 511, 512, 599):
        n, width = index // 256, min(256, 600 - index // 256 * 256)
        leaf = unpack_bundle((tmp_path / bundle_path(n, width)).read_bytes())[index % 256]
        assert leaf == holdings(JIA, about[index])[0].leaf
        verify_inclusion(index, 600, leaf_hash(leaf), inclusion_path(index, 600, subtree), checkpoint.root)


def test_there_are_the_tiles_of_the_published_tree_and_no_others(tmp_path):
    append(600)
    sequence()
    publish(tmp_path)
    bundles = {bundle_path(n, min(256, 600 - n * 256)) for n in range(3)}
    assert set(_files(tmp_path)) == {tile_path(*tile) for tile in tiles_of(600)} | bundles | {"checkpoint", "policy"}


def test_the_files_can_be_made_again_from_the_database_alone(tmp_path):
    append(600)
    sequence()
    publish(tmp_path / "one")
    publish(tmp_path / "two")
    assert _files(tmp_path / "one") == _files(tmp_path / "two")
    spoilt = tmp_path / "two" / tile_path(0, 1)
    spoilt.write_bytes(b"spoilt")
    publish(tmp_path / "two")
    assert spoilt.read_bytes() == b"spoilt", "what lies below the published checkpoint is not looked at again"
    publish(tmp_path / "two", is_anew=True)
    assert _files(tmp_path / "one") == _files(tmp_path / "two")


def test_growth_leaves_the_partial_tiles_of_every_published_checkpoint_until_the_full_one_is_there(tmp_path):
    publisher = Publisher(tmp_path, POLICY_TEXT)
    seen = []
    with psycopg.connect(url("sequencer"), autocommit=True) as connection:
        for step in (3, 4, 250, 10, 300):
            append(step)
            sequence()
            seen.append(publisher.publish(connection))
            checkpoint = parse_checkpoint((tmp_path / "checkpoint").read_bytes())[0]
            for size in seen[:-1]:
                old = reading.checkpoint_of(size)
                proof = reading.consistency_proof(size, checkpoint.size, _subtree(tmp_path, checkpoint.size))
                verify_consistency(size, checkpoint.size, proof, old.root, checkpoint.root)
            if step == 4:
                assert (tmp_path / tile_path(0, 0, 3)).exists() and (tmp_path / tile_path(0, 0, 7)).exists()
            if step == 250:
                assert (tmp_path / tile_path(0, 0, 7)).exists(), "its reader may still be at it"
            if step == 10:
                assert not (tmp_path / tile_path(0, 0, 7)).exists()
                assert not (tmp_path / bundle_path(0, 7)).exists()
                assert (tmp_path / tile_path(0, 0)).exists()
    assert seen == [3, 7, 257, 267, 567]


def test_partial_tiles_that_a_killed_process_left_go_with_the_next_growth(tmp_path):
    append(5)
    sequence()
    publish(tmp_path)
    append(300)
    sequence()
    publish(tmp_path)
    append(1)
    sequence()
    publish(tmp_path)
    assert not (tmp_path / tile_path(0, 0, 5)).exists()
    assert (tmp_path / tile_path(0, 1, 305 - 256)).exists()


def test_cosignatures_appear_with_the_checkpoint_as_they_come(tmp_path):
    append(3)
    sequence()
    publish(tmp_path)
    assert not POLICY.judge((tmp_path / "checkpoint").read_bytes()).quorum_met
    cosign(3)
    publish(tmp_path)
    assert POLICY.judge((tmp_path / "checkpoint").read_bytes()).is_trusted


class Killed(BaseException):
    """What a kill -9 at this moment would look like to the rest of us."""


def test_killed_before_any_write_it_catches_up_and_no_checkpoint_lacks_a_tile(tmp_path, monkeypatch):
    """Killed while it writes one file, then another: what was written before stays, what follows does not happen."""
    append(300)
    sequence()
    publish(tmp_path / "log")
    append(400)
    sequence()
    publish(tmp_path / "whole")
    real = publishing._write

    for moment in range(1, 40):
        directory = tmp_path / f"{moment}"
        shutil.copytree(tmp_path / "log", directory)
        left = [moment]

        def write(path, content, left=left):
            left[0] -= 1
            if left[0] == 0:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.with_name(f".{path.name}.fresh").write_bytes(content[: len(content) // 2])
                raise Killed
            return real(path, content)

        monkeypatch.setattr(publishing, "_write", write)
        try:
            publish(directory)
            was_killed = False
        except Killed:
            was_killed = True
        monkeypatch.setattr(publishing, "_write", real)
        checkpoint = parse_checkpoint((directory / "checkpoint").read_bytes())[0]
        assert root_of(checkpoint.size, _subtree(directory, checkpoint.size)) == checkpoint.root
        publish(directory)
        expected = _files(tmp_path / "whole")
        assert {path: content for path, content in _files(directory).items() if path in expected} == expected
        if not was_killed:
            break
    assert moment > 5 and not was_killed


def test_a_database_that_was_set_back_is_not_published_over_what_was_seen(tmp_path):
    append(300)
    sequence()
    publish(tmp_path)
    with little_log.owner() as owner:
        owner.execute("DELETE FROM evidence.checkpoint")
    with pytest.raises(Broken, match="published_checkpoint_unknown"):
        publish(tmp_path)
    assert publishing.published(tmp_path).size == 300


def test_another_root_of_the_same_size_is_not_published(tmp_path):
    append(3)
    sequence()
    publish(tmp_path)
    with little_log.owner() as owner:
        owner.execute("UPDATE evidence.checkpoint SET root = sha256('x')")
    with pytest.raises(Broken, match="published_root_differs"):
        publish(tmp_path)


def test_a_spoilt_checkpoint_is_not_written_over(tmp_path):
    append(3)
    sequence()
    publish(tmp_path)
    (tmp_path / "checkpoint").write_bytes(b"spoilt")
    with pytest.raises(Broken, match="unreadable"):
        publish(tmp_path)


def test_rows_that_are_gone_leave_the_published_checkpoint_where_it_was(tmp_path):
    append(300)
    sequence()
    with little_log.owner() as owner:
        owner.execute("DELETE FROM evidence.entry WHERE number = (SELECT number FROM evidence.leaf WHERE index = 299)")
    with pytest.raises(Broken, match="entries_missing"):
        publish(tmp_path)
    assert publishing.published(tmp_path) is None


def test_an_empty_log_publishes_its_policy_alone(tmp_path):
    assert publish(tmp_path) == 0
    assert set(_files(tmp_path)) == {"policy"}
    assert os.listdir(tmp_path)  # noqa: PTH208
