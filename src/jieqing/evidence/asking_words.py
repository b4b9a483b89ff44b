"""The words for what became of asking a witness, by code: data/witness_answers.yaml."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from jieqing.kit.catalogue import read_yaml
from jieqing.kit.words import Words

CATALOGUE = Path(__file__).parent / "data" / "witness_answers.yaml"


class Said(NamedTuple):
    """What happened, and what the operator may do; empty words where there is nothing to do."""

    says: Words
    do: Words


def answer_of(code: str | None) -> Said:
    """The words for a code as it stands in evidence.witness; None: it was never asked. KeyError for another code."""
    return witness_answers()[code or "not_asked"]


@cache
def witness_answers() -> dict[str, Said]:
    """Every code with its words."""
    return {each["id"]: Said(Words(**each["says"]), Words(**each["do"])) for each in read_yaml(CATALOGUE)}
