"""Killed at any moment, a witness never signs two stories: what it answered it remembers."""

import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from jieqing.evidence.witness.tests.logs import Log
from jieqing.evidence.witness.tests.running import Running, running_witness
from jieqing_verify.checkpoint import Checkpoint, parse_checkpoint
from jieqing_verify.keys import LogSigner
from jieqing_verify.merkle import leaf_hash

LOG = Log()
DYING = (sys.executable, "-m", "jieqing.evidence.witness.tests.dying_witness")


def _options(log: Log) -> list[str]:
    return [word for vkey in log.keys.vkeys() for word in ("--log", vkey)]


def _remembered(witness: Running, log: Log) -> Checkpoint:
    status, _kind, shown = witness.ask("GET", f"/{log.origin_hash}/checkpoint")
    assert status == 200
    return parse_checkpoint(shown)[0]


def test_killed_between_keeping_and_answering_it_signs_no_fork(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIE_AT", "after_commit")
    monkeypatch.setenv("DIE_WHEN", str(tmp_path / "now"))
    with running_witness(tmp_path / "w", *_options(LOG), program=DYING) as witness:
        assert witness.add(LOG.body(0, 5))[0] == 200
        (tmp_path / "now").touch()
        assert witness.add(LOG.body(5, 9))[0] == 0
        assert witness.process.wait(10) == -9
        (tmp_path / "now").unlink()
        witness.start()
        assert witness.add(LOG.fork(7).body(5, 9)) == (409, "text/x.tlog.size", b"9\n")
        assert witness.add(LOG.fork(7).body(9, 9))[0] == 422
        assert _remembered(witness, LOG) == LOG.checkpoint(9)
        assert witness.add(LOG.body(9, 9))[0] == 200, "who got no answer asks again"


def test_killed_before_keeping_it_has_signed_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIE_AT", "before_commit")
    monkeypatch.setenv("DIE_WHEN", str(tmp_path / "now"))
    with running_witness(tmp_path / "w", *_options(LOG), program=DYING) as witness:
        assert witness.add(LOG.body(0, 5))[0] == 200
        (tmp_path / "now").touch()
        assert witness.add(LOG.body(5, 9))[0] == 0
        assert witness.process.wait(10) == -9
        (tmp_path / "now").unlink()
        witness.start()
        assert _remembered(witness, LOG) == LOG.checkpoint(5)
        assert witness.add(LOG.fork(7).body(5, 9))[0] == 200, "the other story was never signed, so this one may be"


class Story(Log):
    """A log whose leaves are given one by one, so that it can be told in two ways from any point on."""

    def __init__(self, keys: LogSigner, leaves: tuple[bytes, ...] = ()) -> None:
        super().__init__(keys)
        self.leaves = leaves

    def told_on(self, leaf: bytes) -> "Story":
        return Story(self.keys, (*self.leaves, leaf_hash(leaf)))

    def _leaf(self, index: int) -> bytes:
        return self.leaves[index]


def test_killed_at_any_moment_while_two_stories_are_told_it_keeps_to_one(tmp_path: Path) -> None:
    kills = 15
    story = Story(LogSigner.generate("log.example/two")).told_on(b"once")
    with running_witness(tmp_path, *_options(story)) as witness:
        began = time.monotonic()
        assert witness.add(story.body(0, 1))[0] == 200
        one_answer_s = time.monotonic() - began
        for step in range(kills):
            size = len(story.leaves) + 1
            tellings = [story.told_on(b"%d %s" % (step, end)) for end in (b"so", b"otherwise")]
            asked = [telling.body(size - 1, size) for telling in tellings]
            together = threading.Barrier(3)

            def tell(body: bytes, together: threading.Barrier = together) -> int:
                together.wait()
                return witness.add(body)[0]

            with ThreadPoolExecutor(2) as pool:
                answers = [pool.submit(tell, body) for body in asked]
                together.wait()
                time.sleep(2 * one_answer_s * step / kills)
                witness.kill()
            signed = [telling for telling, answer in zip(tellings, answers, strict=True) if answer.result() == 200]
            witness.start()
            remembered = _remembered(witness, story)
            kept = [telling for telling in tellings if telling.checkpoint(size) == remembered]
            assert len(signed) <= 1
            assert set(signed) <= set(kept), "it signed what it does not remember"
            story = kept[0] if kept else story
            assert remembered == story.checkpoint(len(story.leaves))
