"""What the settings page sends, as wishes."""

from collections.abc import Iterable
from datetime import time
from typing import cast

from django.http import QueryDict

from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.notices.rules.catalogue import Kind
from jieqing.notices.rules.quiet import WAYS, Way, Wishes

HOURS = tuple(time(hour) for hour in range(24))


def wishes_sent(sent: QueryDict, offered: Iterable[Kind]) -> Wishes:
    """The wishes of a form for the `offered` kinds; raises Refusal for a value that the page does not offer."""
    ways = {kind.id: cast(Way, _one_of(sent, f"way_{kind.id}", WAYS)) for kind in offered if not kind.is_always}
    quiet_from, quiet_until = _hour(sent, "quiet_from"), _hour(sent, "quiet_until")
    if "is_quiet" in sent and quiet_from == quiet_until:
        raise Refusal(
            "quiet_hours_empty",
            Words("免打扰的开始和结束是同一个时间。", "The quiet hours start and end at the same time."),
            remedy=Words("改其中一个，或者不设免打扰。", "Change one of them, or choose no quiet hours."),
            field="quiet_until",
        )
    return Wishes(
        language="en" if _one_of(sent, "language", ("zh", "en")) == "en" else "zh",
        is_mailed="is_mailed" in sent,
        quiet_from=quiet_from if "is_quiet" in sent else None,
        quiet_until=quiet_until,
        ways={event: way for event, way in ways.items() if way != "both"},
    )


def _hour(sent: QueryDict, field: str) -> time:
    hour = _one_of(sent, field, tuple(f"{hour:%H:%M}" for hour in HOURS))
    return time.fromisoformat(hour)


def _one_of(sent: QueryDict, field: str, offered: tuple[str, ...]) -> str:
    value = sent.get(field, "")
    if value not in offered:
        raise Refusal(
            "choice_unknown",
            Words("有一项没有选，或者选了页面上没有的。", "A choice is missing, or is not one of those offered."),
            remedy=Words("刷新页面，重新选。", "Reload the page and choose again."),
            field=field,
        )
    return value
