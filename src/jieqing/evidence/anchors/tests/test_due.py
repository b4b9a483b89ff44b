"""One anchor an interval, none while the log stands still, and pauses that grow while an authority is silent."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from jieqing.evidence.anchors.due import FIRST_PAUSE, LONGEST_PAUSE, Again, Ask, next_step, pause
from jieqing.evidence.anchors.shapes import Anchor, State

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
INTERVAL = timedelta(minutes=10)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def anchor(state: State, size: int = 100, *, next_at: datetime = NOON) -> Anchor:
    receipt = b"receipt" if state == "done" else None
    return Anchor(UUID(int=1), size, "rfc3161", "A", state, receipt, NOON, None, 1, "", next_at)


DONE, WAITING = anchor("done"), anchor("waiting", next_at=NOON + MINUTE)


@pytest.mark.parametrize(
    ("newest", "waiting", "last", "now", "step"),
    [
        pytest.param(0, None, None, NOON, None, id="an empty log"),
        pytest.param(1, None, None, NOON, Ask(1), id="the first entry"),
        pytest.param(101, None, DONE, NOON + INTERVAL, Ask(101), id="grown, an interval later"),
        pytest.param(101, None, DONE, NOON + INTERVAL - SECOND, None, id="grown, before the interval is over"),
        pytest.param(100, None, DONE, NOON + 9 * INTERVAL, None, id="not grown, however late"),
        pytest.param(101, WAITING, DONE, NOON + MINUTE - SECOND, None, id="waiting, in its pause"),
        pytest.param(100, WAITING, DONE, NOON + MINUTE, Again(WAITING), id="waiting, its pause over"),
        pytest.param(101, WAITING, DONE, NOON + MINUTE, Again(WAITING), id="waiting and grown within the interval"),
        pytest.param(101, WAITING, None, NOON + INTERVAL, Ask(101, WAITING), id="waiting and grown, an interval later"),
        pytest.param(100, WAITING, None, NOON + 9 * INTERVAL, Again(WAITING), id="waiting and not grown, much later"),
    ],
)
def test_what_is_due(newest, waiting, last, now, step) -> None:
    assert next_step(newest, waiting, last, now, INTERVAL) == step


def test_pauses_grow_to_an_hour() -> None:
    pauses = [pause(attempts) for attempts in range(1, 2000)]
    assert pauses[:3] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE
