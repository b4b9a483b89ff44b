"""Last days as an iCalendar file (RFC 5545): whole days, stable ids, a reference and a size in place of names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from icalendar import Alarm, Calendar, Event

from jieqing.kit.words import Language, Words

CALENDAR_NAME = Words("结清：稳妥起诉日", "Jieqing: safe days to sue")
# Upper ends in yuan: what a stranger who finds the address may learn of a sum.
SIZES = (10_000, 50_000, 100_000, 500_000, 1_000_000, 5_000_000)
WHAT = {
    "limitation": Words("时效届满日（稳妥起诉日）", "Limitation ends (safe day to sue)"),
    "shorter": Words("更短的期间届满", "A shorter period ends"),
}
SAYS = Words("当天以前起诉，或者留下送达的催款证据。", "Sue before it is over, or get proof of a demand that arrived.")
REFRESH = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Entry:
    """A last day of a claim; `what` is limitation or shorter, `stamped_at` when it was computed."""

    claim_id: UUID
    what: str
    day: date
    amount_fen: int | None
    stamped_at: datetime


def calendar(entries: Iterable[Entry], language: Language, *, address: str) -> bytes:
    """The file. `address` is the root of the claims' pages, ending in '/'."""
    made = Calendar()
    made.add("prodid", "-//Jieqing//claims//ZH")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("name", CALENDAR_NAME.to(language))
    made.add("x-wr-calname", CALENDAR_NAME.to(language))
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for entry in entries:
        made.add_component(_event(entry, language, address))
    return bytes(made.to_ical())


def reference(claim_id: UUID) -> str:
    """What a claim is called where no name may stand: the end of its id."""
    return str(claim_id)[-8:].upper()


def size(amount_fen: int | None) -> Words:
    """The sum, roughly: 'under ¥50,000'."""
    if amount_fen is None:
        return Words("金额未定", "sum not known")
    above = next((most for most in SIZES if amount_fen < most * 100), None)
    if above is None:
        return Words(f"{SIZES[-1] // 10_000} 万元以上", f"¥{SIZES[-1]:,} or more")
    return Words(f"{above // 10_000} 万元以下", f"under ¥{above:,}")


def _event(entry: Entry, language: Language, address: str) -> Event:
    """A whole day; its id is that of the claim and the period, so that a moved day moves in the calendar, too."""
    about = WHAT[entry.what].to(language)
    event = Event()
    event.add("uid", f"{entry.claim_id}-{entry.what}@jieqing")
    event.add("dtstamp", entry.stamped_at)
    event.add("last-modified", entry.stamped_at)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", f"{about} · {reference(entry.claim_id)} · {size(entry.amount_fen).to(language)}")
    event.add("description", SAYS.to(language))
    event.add("url", f"{address}{entry.claim_id}/")
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", about)
    alarm.add("trigger", timedelta(days=-30))
    event.add_component(alarm)
    return event
