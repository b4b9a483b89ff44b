"""At what hour a mail may go out, and by which way a member wants to hear of an event."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from jieqing.kit.words import Language
from jieqing.notices.rules.catalogue import Kind

SHANGHAI = ZoneInfo("Asia/Shanghai")
Way = Literal["both", "page", "off"]
WAYS: tuple[Way, ...] = ("both", "page", "off")


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a member wants to be told. Hours are those of Shanghai; `quiet_from` None: no quiet hours.

    `ways`: event -> way, where it is not "both"; `is_mailed` False: on the page alone.
    """

    language: Language = "zh"
    is_mailed: bool = True
    quiet_from: time | None = time(22)
    quiet_until: time = time(8)
    ways: Mapping[str, Way] = field(default_factory=dict)

    def way(self, kind: Kind) -> Way:
        """By which way to tell of that kind of event."""
        if kind.is_always:
            return "page"
        way = self.ways.get(kind.id, "both")
        return "page" if way == "both" and not self.is_mailed else way


def mail_at(now: datetime, wishes: Wishes) -> datetime:
    """The moment from which the mail may go out: `now`, or the end of the quiet hours that `now` lies in."""
    if wishes.quiet_from is None:
        return now
    local = now.astimezone(SHANGHAI)
    start, end = wishes.quiet_from, wishes.quiet_until
    hour = local.time()
    is_quiet = start <= hour < end if start <= end else hour >= start or hour < end
    if not is_quiet:
        return now
    day = local.date() + timedelta(days=1 if hour >= end else 0)
    return datetime.combine(day, end, SHANGHAI).astimezone(now.tzinfo)
