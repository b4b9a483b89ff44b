"""A line of JSON as a case with its events, and figures as a line: what `jieqing portfolio assess` reads and writes."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any, get_args

from jieqing.claims.batch.assess import Item
from jieqing.claims.rules.case import Case, Event, EventKind
from jieqing.claims.rules.figures import Figures
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

_DAYS = ("on", "ended_on")
_OF_CASE = frozenset(field.name for field in fields(Case))
_OF_EVENT = frozenset(field.name for field in fields(Event))


def item_of(row: Mapping[str, Any]) -> Item:
    """The case and events of a line {"case": {…}, "events": […]}, as `Case.to_json` writes them; raises Refusal."""
    events = row.get("events", [])
    if not isinstance(events, list):
        raise _unreadable("events")
    return _case(row["case"]), tuple(_event(each, number) for number, each in enumerate(events))


def figures_line(name: object, figures: Figures) -> dict[str, Any]:
    """Figures as plain values, days as ISO text."""
    plain = {key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(figures).items()}
    return {"id": name, "figures": plain}


def _case(stored: Mapping[str, Any]) -> Case:
    _known(stored, _OF_CASE, "case")
    for key, value in stored.items():
        if key.endswith("_fen") and (type(value) is not int or value < 0):
            raise _unreadable(f"case.{key}")
    try:
        return Case.from_json(dict(stored))
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError):
        raise _unreadable("case") from None


def _event(stored: Any, number: int) -> Event:
    where = f"events[{number}]"
    if not isinstance(stored, dict):
        raise _unreadable(where)
    _known(stored, _OF_EVENT, where)
    if stored.get("kind") not in get_args(EventKind):
        raise _unreadable(f"{where}.kind")
    try:
        days = {key: date.fromisoformat(stored[key]) for key in _DAYS if stored.get(key) is not None}
        return Event(**stored | days)
    except (TypeError, ValueError):
        raise _unreadable(where) from None


def _known(stored: Mapping[str, Any], known: frozenset[str], where: str) -> None:
    for key in stored:
        if key not in known:
            raise _unreadable(f"{where}.{key}")


def _unreadable(field: str) -> Refusal:
    return Refusal(
        "case_unreadable",
        Words(f"{field} 读不懂，或没有这一项。", f"{field} can't be read, or there is no such field."),
        remedy=Words("字段见文档 docs/how-to/portfolio.md。", "For the fields see docs/how-to/portfolio.md."),
        field=field,
    )
