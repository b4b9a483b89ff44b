"""Which events start a period anew, and from which day (Civil Code 195; CN-LIM-04 to CN-LIM-10)."""

from collections.abc import Callable
from datetime import date
from typing import Literal

from jieqing.claims.rules.case import Event
from jieqing.claims.rules.event_kinds import event_kinds

Verdict = Literal["counts", "supposed", "no_proof", "not_reached", "arrival_open", "undesignated", "elsewhere", "never"]
Reading = Callable[[int, Event], Verdict]
COUNTING = ("counts", "supposed")


def proven(_index: int, event: Event) -> Verdict:
    """Whether an event counts with what proves it: it needs proof, a demand proof that it reached the debtor, too."""
    kind = event_kinds()[event.kind]
    if kind.restarts == "never":
        return "never"
    if "reached" in kind.needs and event.reached is False:
        return "not_reached"
    if not event.proof:
        return "no_proof"
    if event.kind == "demand" and event.reached is None and event.channel not in kind.arrives_by:
        return "arrival_open"
    return "counts"


def supposed(index: int, event: Event) -> Verdict:
    """Whether an event counts if what is not proven yet can be proven; what is known not to have arrived cannot."""
    verdict = proven(index, event)
    return "supposed" if verdict in ("no_proof", "arrival_open") else verdict


def restarts_on(event: Event, on: date) -> date | None:
    """The day from which the period runs anew, as known on a day: the event's, or the end of the proceedings.

    None: the proceedings are still under way, and the period stands still.
    """
    if event_kinds()[event.kind].restarts == "day":
        return event.on
    return event.ended_on if event.ended_on and event.ended_on <= on else None
