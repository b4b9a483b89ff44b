"""Entries of the log in words (`data/history.yaml`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from jieqing.claims.rules.workflow import outcomes
from jieqing.kit.catalogue import read_yaml
from jieqing.kit.words import Words


@dataclass(frozen=True, slots=True)
class Told:
    """One entry: when, what, and by whom, none of them a name."""

    at: datetime
    event: str
    what: Words
    by: Words


def told(event: str, code: str, at: datetime, who: str, asker: str) -> Told:
    """The entry in words; `who` and `asker` are pseudonymous ids of actors."""
    what = _words().get(event, Words(f"另一条记录（{event}）", f"Another entry ({event})"))
    if event == "claims.claim_closed" and code in outcomes():
        ended = outcomes()[code].name
        what = Words(f"{what.zh}：{ended.zh}", f"{what.en}: {ended.en.lower()}")
    return Told(at, event, what, _by(who, asker))


def _by(who: str, asker: str) -> Words:
    if who == asker:
        return Words("您", "you")
    if who.startswith("system:"):
        return Words("系统", "the system")
    return Words(f"另一位成员（{who}）", f"another member ({who})")


@cache
def _words() -> Mapping[str, Words]:
    path = Path(__file__).parents[1] / "data" / "history.yaml"
    return {event: Words(**words) for event, words in read_yaml(path).items()}
