"""The words for what may go wrong with a chain, by code: data/chain.yaml."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from jieqing.kit.catalogue import read_yaml
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

CATALOGUE = Path(__file__).parent / "data" / "chain.yaml"


class Said(NamedTuple):
    """What happened, and what may be done next."""

    says: Words
    do: Words


@cache
def sayings() -> dict[str, Said]:
    """Every code with its words."""
    return {each["id"]: Said(Words(**each["says"]), Words(**each["do"])) for each in read_yaml(CATALOGUE)}


def refused(code: str, **values: object) -> Refusal:
    """The refusal of that code, its places filled. KeyError for a code that the catalogue does not know."""
    said = sayings()[code]
    return Refusal(code, said.says.filled(**values), remedy=said.do, status=503)
