"""A receipt that was altered, or moved to another checkpoint, is found."""

from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from jieqing.evidence.anchors import demo_authority
from jieqing.evidence.anchors.checking import unsound
from jieqing.evidence.anchors.keeping import run_due
from jieqing.evidence.anchors.shapes import Kind
from jieqing.evidence.check import Difference, check
from jieqing.evidence.tests.little_log import POLICY, append, sequence, url
from jieqing.kit import clock
from jieqing_verify import canonical

pytestmark = pytest.mark.django_db(transaction=True)
NOW = clock.now()
BLOCK = {"kind": "evm", "chain_id": 31337, "contract": "0x" + "ab" * 20, "tx": "0x" + "cd" * 32, "block": 7}


class OnChain:
    """A contract that takes whatever root it is shown."""

    kind: Kind = "evm"
    name = "31337:0xab"

    def anchor(self, checkpoint_text: bytes, size: int, root: bytes) -> bytes:
        return canonical.dump(BLOCK | {"at": "2026-11-22T04:00:00Z", "size": size, "root": root.hex()})


@pytest.fixture
def sizes(tmp_path: Path) -> list[int]:
    """Two checkpoints, each attested by the demo's authority and by a contract."""
    found, authorities = [], [demo_authority.here(tmp_path / "demo_tsa.pem"), OnChain()]
    for hours in (0, 1):
        append(2)
        found.append(sequence().edge.size)
        assert run_due(url("sequencer"), NOW + timedelta(hours=hours), authorities) == 2
    return found


def found(change: str = "SELECT 1", *values: object) -> list[str]:
    """What is found after the owner of the tables changed something."""
    with psycopg.connect(url("owner")) as owner:
        owner.execute(change, values)
    with psycopg.connect(url("sequencer")) as connection:
        return list(unsound(connection))


def test_receipts_as_they_came_are_sound(sizes: list[int]) -> None:
    assert found() == []


@pytest.mark.parametrize("kind", ["rfc3161", "evm"])
def test_a_receipt_of_another_checkpoint_is_found(sizes: list[int], kind: str) -> None:
    swapped = found(
        "UPDATE evidence.anchor SET receipt = (SELECT receipt FROM evidence.anchor WHERE kind = %s AND size = %s)"
        " WHERE kind = %s AND size = %s",
        *(kind, sizes[0], kind, sizes[1]),
    )
    assert [place.rsplit("/", 1)[0] for place in swapped] == [f"{sizes[1]}/{kind}"]


@pytest.mark.parametrize("kind", ["rfc3161", "evm"])
def test_a_receipt_that_was_altered_is_found(sizes: list[int], kind: str) -> None:
    altered = found(
        "UPDATE evidence.anchor SET receipt = overlay(receipt PLACING '\\x21'::bytea FROM 130 FOR 1)"
        " WHERE kind = %s AND size = %s",
        *(kind, sizes[0]),
    )
    assert len(altered) == 1
    assert altered[0].startswith(f"{sizes[0]}/{kind}/")


def test_the_check_of_the_whole_log_looks_at_receipts_too(sizes: list[int]) -> None:
    assert check(url("sequencer"), POLICY) == []
    found("UPDATE evidence.anchor SET receipt = 'x' WHERE kind = 'evm' AND size = %s", sizes[1])
    assert check(url("sequencer"), POLICY) == [Difference("receipt_false", f"{sizes[1]}/evm/31337:0xab")]


def test_a_checkpoint_that_was_swapped_is_found(sizes: list[int]) -> None:
    swapped = found(
        "UPDATE evidence.checkpoint SET root = %s, note = (SELECT note FROM evidence.checkpoint WHERE size = %s)"
        " WHERE size = %s",
        *(bytes(32), sizes[1], sizes[0]),
    )
    assert len(swapped) == 2
