"""The catalogues of this room from `data/cards.yaml`: bands of sums, states, reasons to decline."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jieqing.kit.catalogue import read_yaml
from jieqing.kit.words import Words


@dataclass(frozen=True, slots=True)
class Band:
    """Sums below `below` fen that no band before it holds; None: no end."""

    id: str
    below: int | None
    words: Words


@cache
def amount_bands() -> tuple[Band, ...]:
    """Bands of sums in fen, the smallest first."""
    return tuple(
        Band(row["id"], None if row["below"] is None else row["below"] * 100, Words(row["zh"], row["en"]))
        for row in _read()["amount_bands"]
    )


@cache
def decline_reasons() -> Mapping[str, Words]:
    """Why an agency may say no: each by its id, in the order of the file."""
    return _words("decline_reasons")


@cache
def states() -> Mapping[str, Mapping[str, Words]]:
    """What each state is called: by state, then 'creditor' or 'agency', whoever looks."""
    rows: dict[str, dict[str, dict[str, str]]] = _read()["states"]
    return {state: {side: Words(**words) for side, words in sides.items()} for state, sides in rows.items()}


@cache
def found_words() -> Mapping[str, Words]:
    """What a message must not hold, as a noun: by the kind that `screening` finds."""
    return _words("screened")


@cache
def moved() -> Mapping[str, Words]:
    """What was done, by the state it led to: 'asked a question'."""
    return _words("moved")


@cache
def movers() -> Mapping[str, Words]:
    """Who did it: self, colleague, creditor, agency."""
    return _words("movers")


def _words(key: str) -> dict[str, Words]:
    rows: dict[str, dict[str, str]] = _read()[key]
    return {name: Words(**words) for name, words in rows.items()}


@cache
def _read() -> dict[str, Any]:
    path = Path(__file__).parent.parent / "data" / "cards.yaml"
    found: dict[str, Any] = read_yaml(path)
    return found
