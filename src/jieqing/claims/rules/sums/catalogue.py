"""What the computation of sums says to people, from `data/asked.yaml`."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jieqing.claims.rules.assessment import Missing, NotAsked
from jieqing.kit.catalogue import read_yaml
from jieqing.kit.words import Words


@cache
def _read() -> Mapping[str, Any]:
    path = Path(__file__).parents[2] / "data" / "asked.yaml"
    found: Mapping[str, Any] = read_yaml(path)
    return found


@cache
def name(line_id: str) -> Words:
    """The name of a line."""
    return Words(**_read()["lines"][line_id])


@cache
def note(note_id: str) -> Words:
    """A remark below a working."""
    return Words(**_read()["notes"][note_id])


@cache
def missing(field: str) -> Missing:
    """The question for a field of Case that nobody has answered."""
    row = _read()["missing"][field]
    return Missing(field, Words(**row["question"]), Words(**row["changes"]))


def not_asked(reason_id: str, fen: int | None = None) -> NotAsked:
    """What cannot be asked, with its sum where that is known."""
    reason = _reason(reason_id)
    return reason if fen is None else NotAsked(reason.name, fen, reason.why, reason.rule)


@cache
def _reason(reason_id: str) -> NotAsked:
    row = _read()["not_asked"][reason_id]
    return NotAsked(Words(**row["name"]), None, Words(**row["why"]), row["rule"])
