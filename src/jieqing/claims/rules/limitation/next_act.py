"""The one cheap act that helps now: the letter that restarts the clock, the proof to find, the careful wording."""

from collections.abc import Sequence
from datetime import date

from jieqing.claims.rules.assessment import Period
from jieqing.claims.rules.case import Event
from jieqing.claims.rules.event_kinds import event_kinds
from jieqing.claims.rules.limitation.period import three_years
from jieqing.claims.rules.limitation.phrases import filled, phrases, term_words
from jieqing.kit.words import Words

SOON_DAYS = 30  # within the last warning a letter may no longer arrive in time


def next_act(
    proven: Period, supposed: Period, events: Sequence[Event], *, due_on: date, stop: date, on: date
) -> Words | None:
    """What to do about a debt that was due on `due_on`; `stop` is the end of the twenty years. None: nothing helps."""
    say = phrases("acts")
    if proven.status == "defence_waived":
        return say["waived"]
    if proven.status == "suspended" or due_on >= on:
        return None
    if found := _proof_to_find(proven, supposed, events):
        return found
    if proven.status == "expired":
        return say["expired"]
    last, left = proven.last_day, proven.days_left
    if last is None or left is None:
        return say["unknown"]
    if last >= stop:
        return filled("acts", "stop", end=last)
    if left <= SOON_DAYS:
        return filled("acts", "letter_soon", days=left, end=last)
    return filled("acts", "letter", term=term_words(three_years().months))


def next_act_to_enforce(enforcement: Period) -> Words | None:
    """What to do about a judgment."""
    say = phrases("acts")
    match enforcement.status:
        case "open":
            return filled("acts", "enforce", end=enforcement.last_day)
        case "expired":
            return say["enforce_late"]
        case "unknown":
            return say["enforce_unknown"]
    return None


def _proof_to_find(proven: Period, supposed: Period, events: Sequence[Event]) -> Words | None:
    """The last event whose proof would lengthen a period that is over or about to be."""
    open_events = set(supposed.counted) - set(proven.counted)
    is_better = (supposed.last_day or date.max) > (proven.last_day or date.max)
    if not open_events or not is_better or proven.warn is None:
        return None
    event = events[max(open_events, key=lambda index: (events[index].on, index))]
    kind = event_kinds()[event.kind]
    return filled("acts", "find_proof", on=event.on, name=kind.name, proof=kind.proof)
