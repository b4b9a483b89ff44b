"""One question about days as plain JSON, and its answer: `jieqing law check limitation`.

The base day is the last instalment, the due date, the receipt of goods, or the end of the time given in the first
demand, and the later `knew_on`. Three years hold throughout; twenty only from a `harm_on`.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from jieqing.claims.rules.assessment import Period
from jieqing.claims.rules.case import Event, EventKind
from jieqing.claims.rules.event_kinds import event_kinds
from jieqing.claims.rules.inquiries.asking import day, refused, text, yes_no
from jieqing.claims.rules.limitation.course import Base, course
from jieqing.claims.rules.limitation.interruption import proven
from jieqing.claims.rules.limitation.period import months_after, moved, standing, three_years, twenty_years
from jieqing.kit.words import Words

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)
LONGEST_GRACE_DAYS = 3660
BASES = (
    "instalments_due", "due_on", "goods_received_on", "grace_ends_on", "refused_on", "first_demand_on", "knew_on",
    "harm_on",
)  # fmt: skip
KNOWN = {*BASES, "grace_days", "non_working_days", "today", "events"}
KNOWN_OF_EVENT = {
    "kind", "on", "proof", "channel", "reached", "should_have_reached", "ended_on", "cause", "form", "amount_fen",
}  # fmt: skip
SHOULD_HAVE = ("should", "deemed", "应当")  # how "should have reached" begins, in words
NO_WORDS = Words("", "")


def check(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Until when it is safe to sue, with proven events alone.

    `inputs`: today, a base day (BASES), events, where known non_working_days. Returns last_day, status (open, expired,
    suspended, defence_waived), days_left, warn and counted_events (indexes from 0). Raises Refusal naming the field.
    """
    today = _needed_day(inputs, "today")
    events = tuple(_event(inputs, number) for number in range(len(_rows(inputs, "events"))))
    days_off = frozenset(_days(inputs, "non_working_days"))
    harm_on = _day(inputs, "harm_on")
    base_on = _base_on(inputs)
    if base_on is None:
        return _answer(_not_begun(inputs, today, harm_on, days_off))
    return _answer(
        course(
            Base(base_on, NO_WORDS, "CN-LIM-01"),
            events,
            today,
            proven,
            term=three_years(with_old_law=False),
            harm_on=harm_on,
            non_working_days=days_off,
        )
    )


def unknown_fields(inputs: Mapping[str, Any]) -> list[str]:
    """Fields that no rule reads: perhaps mistyped, so worth a word to the caller."""
    events = inputs.get("events")
    rows = [row for row in events if isinstance(row, Mapping)] if isinstance(events, list) else []
    of_events = {key for row in rows for key in row} - KNOWN_OF_EVENT
    return sorted(set(inputs) - KNOWN) + sorted(f"events.{key}" for key in of_events)


def _answer(period: Period) -> dict[str, Any]:
    return {
        "last_day": period.last_day.isoformat() if period.last_day else None,
        "status": period.status,
        "days_left": period.days_left,
        "warn": period.warn,
        "counted_events": list(period.counted),
    }


def _base_on(inputs: Mapping[str, Any]) -> date | None:
    """The day from which the period runs; None where no term was agreed and nobody asked yet."""
    due_on = max(_days(inputs, "instalments_due"), default=None) or _day(inputs, "due_on")
    agreed = due_on or _day(inputs, "goods_received_on") or _grace_ends_on(inputs)
    known = [one for one in (agreed, _day(inputs, "knew_on")) if one is not None]
    return max(known) if known else None


def _grace_ends_on(inputs: Mapping[str, Any]) -> date | None:
    """The end of the time given in the first demand; the refusal where the debtor refused there and then."""
    demanded_on, days = _day(inputs, "first_demand_on"), inputs.get("grace_days", 0)
    if type(days) is not int or not 0 <= days <= LONGEST_GRACE_DAYS:
        raise refused("grace_days", f"a whole number from 0 to {LONGEST_GRACE_DAYS}")
    given_on = _day(inputs, "grace_ends_on") or (demanded_on + timedelta(days) if demanded_on else None)
    return _day(inputs, "refused_on") or given_on


def _not_begun(inputs: Mapping[str, Any], today: date, harm_on: date | None, days_off: frozenset[date]) -> Period:
    """No term and no demand yet: only the twenty years run. A question without any base day is none."""
    if not any(name in inputs for name in BASES):
        raise refused("due_on", "a date; else one of " + " / ".join(BASES))
    if harm_on is None:
        return Period(None, "open", None, None, (), ())
    return standing(moved(months_after(harm_on, twenty_years()), days_off), "open", today, set(), [])


def _event(inputs: Mapping[str, Any], number: int) -> Event:
    row, name = inputs["events"][number], f"events[{number}]"
    if not isinstance(row, Mapping):
        raise refused(name, 'an object, as in {"kind": "demand", "on": "2025-01-16", "proof": "id", "reached": true}')
    named = {f"{name}.{key}": value for key, value in row.items()}
    kind = _kinds().get(str(row.get("kind")))
    if kind is None:
        raise refused(f"{name}.kind", " / ".join(event_kinds()))
    event = Event(
        kind=kind,
        on=_needed_day(named, f"{name}.on"),
        proof=_proof(row.get("proof"), f"{name}.proof"),
        reached=_reached(named, f"{name}.reached"),
        channel=text(named, f"{name}.channel"),
        ended_on=_day(named, f"{name}.ended_on"),
        cause=text(named, f"{name}.cause"),
    )
    if event.ended_on and event.ended_on < event.on:
        raise refused(f"{name}.ended_on", f"a date not before {event.on}, or null while it lasts")
    if "ended_on" not in row and event_kinds()[kind].restarts == "end":
        return replace(event, ended_on=event.on)  # nobody said that it lasts: null does
    return event


@cache
def _kinds() -> dict[str, EventKind]:
    """The kinds of events by every name that they go by."""
    return {name: kind.id for kind in event_kinds().values() for name in (kind.id, *kind.also)}


def _proof(raw: object, field: str) -> str | None:
    """What shows the event: any id or object; null, false and the empty ones are no proof."""
    if raw is not None and not isinstance(raw, str | bool | Mapping | list):
        raise refused(field, "the id of a piece of evidence, or null")
    return "held" if raw and str(raw).strip() else None


def _reached(named: Mapping[str, Any], field: str) -> bool | None:
    """Whether a demand arrived; that it should have is as good (CN-LIM-05)."""
    said = named.get(field)
    if isinstance(said, str) and said.startswith(SHOULD_HAVE):
        return True
    reached = yes_no(named, field)
    return True if yes_no(named, field.replace(".reached", ".should_have_reached")) else reached


def _rows(inputs: Mapping[str, Any], field: str) -> list[Any]:
    rows = inputs.get(field)
    if rows is not None and not isinstance(rows, list):
        raise refused(field, "a list")
    return rows or []


def _days(inputs: Mapping[str, Any], field: str) -> list[date]:
    named = {f"{field}[{number}]": one for number, one in enumerate(_rows(inputs, field))}
    return [_needed_day(named, name) for name in named]


def _needed_day(inputs: Mapping[str, Any], field: str) -> date:
    found = _day(inputs, field)
    if found is None:
        raise refused(field, 'a date, as in "2026-06-01"')
    return found


def _day(inputs: Mapping[str, Any], field: str) -> date | None:
    found = day(inputs, field)
    if found is not None and not EARLIEST <= found <= LATEST:
        raise refused(field, f"a date from {EARLIEST} to {LATEST}")
    return found
