"""Which checkpoint is due before an authority: pure, so that every hour of an outage can be tried in a table."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from jieqing.evidence.anchors.shapes import Anchor

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask for the newest checkpoint, of `size`; `instead` of an older one that was asked for in vain."""

    size: int
    instead: Anchor | None = None


@dataclass(frozen=True, slots=True)
class Again:
    """Ask once more for the checkpoint that waits."""

    anchor: Anchor


def next_step(
    newest_size: int, waiting: Anchor | None, last: Anchor | None, now: datetime, interval: timedelta
) -> Ask | Again | None:
    """What to ask one authority now, if anything.

    `waiting` is what it was asked in vain, `last` the newest checkpoint that it attested. One anchor an interval, and
    none while the log stands still. Whoever comes back after an outage is asked for the newest checkpoint alone: its
    attestation covers every entry that those in between would have.
    """
    if waiting:
        if now < waiting.next_at:
            return None
        is_stale = newest_size > waiting.size and now - waiting.asked_at >= interval
        return Ask(newest_size, waiting) if is_stale else Again(waiting)
    if newest_size <= (last.size if last else 0) or (last and now - last.asked_at < interval):
        return None
    return Ask(newest_size)


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts in vain (1 or more): twice as long each time, an hour at the most."""
    return min(FIRST_PAUSE * (1 << min(attempts - 1, 16)), LONGEST_PAUSE)
