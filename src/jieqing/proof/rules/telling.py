"""Entries in words for a proof: those of claims as their own page says them, those of cards from data/entries.yaml."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

from jieqing.claims.rules.telling import told
from jieqing.kit.catalogue import read_yaml
from jieqing.kit.words import Words

FILE = Path(__file__).parents[1] / "data" / "entries.yaml"


def what(event: str, code: str, at: datetime) -> Words:
    """What happened, in plain words; an event that no catalogue knows is told by its id."""
    own = _words().get(event)
    return own or told(event, code, at, "", "").what


@cache
def _words() -> Mapping[str, Words]:
    return {event: Words(**words) for event, words in read_yaml(FILE).items()}
