"""Two of three witnesses make the quorum: the log grows whoever falls silent, and who comes back catches up."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from jieqing.evidence import reading
from jieqing.evidence.asking import ask_witnesses
from jieqing.evidence.tests.little_log import KEYS, append, sequence, url
from jieqing.evidence.witness.tests.running import Running, running_witness
from jieqing.kit import clock
from jieqing_verify.policy import Policy, policy_text

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("w1", "w2", "w3")


@pytest.fixture
def three(tmp_path: Path) -> Iterator[dict[str, Running]]:
    """Three witness processes, each with a state of its own; they know the log by both its keys."""
    ed25519, mldsa44 = KEYS.vkeys()
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(running_witness(tmp_path / name, "--log", ed25519, "--log", mldsa44))
            for name in NAMES
        }


def _policy(three: dict[str, Running]) -> Policy:
    return Policy.parse(policy_text(KEYS.vkeys(), [(name, each.vkeys, each.url) for name, each in three.items()], 2))


def _grow_and_ask(three: dict[str, Running]) -> set[str]:
    """One entry more; the witnesses that cosigned the checkpoint over it."""
    append()
    sequence()
    said = ask_witnesses(url("sequencer"), _policy(three), clock.now())
    assert set(said.values()) <= {"cosigned", "unreachable"}
    return {name for name, code in said.items() if code == "cosigned"}


def _trusted(three: dict[str, Running]) -> int:
    signed = reading.latest_with_quorum(_policy(three))
    return signed.size if signed else 0


def test_three_witnesses_one_lost_then_two_then_all_back(three: dict[str, Running]) -> None:
    assert _grow_and_ask(three) == {"w1", "w2", "w3"}
    assert _trusted(three) == 1

    three["w1"].kill()
    assert _grow_and_ask(three) == {"w2", "w3"}
    assert _trusted(three) == 2, "two of three are a quorum"

    three["w2"].kill()
    assert _grow_and_ask(three) == {"w3"}
    assert _grow_and_ask(three) == {"w3"}
    assert reading.size() == 4, "the log goes on"
    assert _trusted(three) == 2, "but what it signs since then is not trusted"

    three["w1"].start()
    assert _grow_and_ask(three) == {"w1", "w3"}
    assert _trusted(three) == 5, "who comes back is shown the way from what it saw, and makes the quorum"

    three["w2"].start()
    assert _grow_and_ask(three) == {"w1", "w2", "w3"}
    assert _trusted(three) == 6


def test_a_log_that_tells_another_story_finds_no_quorum(three: dict[str, Running]) -> None:
    _grow_and_ask(three)
    _grow_and_ask(three)
    with psycopg.connect(url("owner")) as owner:  # the operator takes the last entry back and signs over it
        owner.execute("DELETE FROM evidence.cosignature WHERE size = 2")
        owner.execute("DELETE FROM evidence.checkpoint WHERE size = 2")
        owner.execute("DELETE FROM evidence.leaf WHERE index = 1")
    append(2)
    sequence(limit=1)
    said = ask_witnesses(url("sequencer"), _policy(three), clock.now())
    assert set(said.values()) == {"said_422"}
    assert _trusted(three) == 1


def test_a_log_that_was_set_back_is_told_that_its_witnesses_saw_more(three: dict[str, Running]) -> None:
    for _each in range(3):
        _grow_and_ask(three)
    with psycopg.connect(url("owner")) as owner:  # a backup was brought back
        owner.execute("DELETE FROM evidence.cosignature WHERE size > 1")
        owner.execute("DELETE FROM evidence.checkpoint WHERE size > 1")
        owner.execute("DELETE FROM evidence.leaf WHERE index > 0")
    said = ask_witnesses(url("sequencer"), _policy(three), clock.now())
    assert set(said.values()) == {"witness_ahead"}
