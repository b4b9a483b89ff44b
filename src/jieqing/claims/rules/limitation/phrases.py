"""The sentences about days, from `data/limitation.yaml`."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from jieqing.kit.words import Words


@cache
def _file() -> dict[str, Any]:
    path = Path(__file__).parents[2] / "data" / "limitation.yaml"
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


@cache
def phrases(group: str) -> Mapping[str, Words]:
    """The sentences of a group by id; raises KeyError."""
    return {key: Words(**row) for key, row in _file()[group].items()}


@cache
def term_words(months: int) -> Words:
    """A period's length in words, e.g. 'three years'; raises KeyError."""
    return Words(**_file()["terms"][months])
