"""The sentences about days, from `data/limitation.yaml`."""

from collections.abc import Hashable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jieqing.claims.rules.assessment import Missing
from jieqing.kit.catalogue import read_yaml
from jieqing.kit.words import Words


@cache
def _file() -> dict[str, Any]:
    path = Path(__file__).parents[2] / "data" / "limitation.yaml"
    found: dict[str, Any] = read_yaml(path)
    return found


@cache
def phrases(group: str) -> Mapping[str, Words]:
    """The sentences of a group ('steps', 'bases', 'acts') by id; raises KeyError."""
    return {key: Words(row["zh"], row["en"]) for key, row in _file()[group].items()}


@lru_cache(maxsize=1 << 14)
def filled(group: str, phrase: str, **values: Hashable) -> Words:
    """A sentence with its places filled; kept a while, as the same days come up again and again in a portfolio."""
    return phrases(group)[phrase].filled(**values)


@cache
def rule_of(base: str) -> str:
    """The rule behind a base day; raises KeyError."""
    return str(_file()["bases"][base]["rule"])


@cache
def shorter_words(rule: str) -> Mapping[str, Words]:
    """What is said of a shorter period: name, what, and open where a fact may be missing; raises KeyError."""
    return {key: Words(**row) for key, row in _file()["shorter"][rule].items()}


@cache
def term_words(months: int) -> Words:
    """A period's length in words, e.g. 'three years'; raises KeyError."""
    return Words(**_file()["terms"][months])


@cache
def missing(field: str) -> Missing:
    """The fact of that field as missing: its question, and what it would change; raises KeyError."""
    row = _file()["missing"][field]
    return Missing(field, Words(**row["question"]), Words(**row["changes"]))
