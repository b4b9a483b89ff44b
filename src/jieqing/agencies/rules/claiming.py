"""A claim to a listing: what leads on from where, and on what grounds an operator decides."""

from functools import cache
from pathlib import Path
from typing import Literal

from jieqing.kit.catalogue import read_yaml
from jieqing.kit.words import Words

State = Literal["asked", "confirmed", "refused", "withdrawn", "released"]
CATALOGUE = Path(__file__).parent.parent / "data" / "claiming.yaml"
LEADS_TO: dict[State, frozenset[State]] = {
    "asked": frozenset({"confirmed", "refused", "withdrawn"}),
    "confirmed": frozenset({"released"}),
    "refused": frozenset(),
    "withdrawn": frozenset(),
    "released": frozenset(),
}


@cache
def grounds(kind: Literal["checks", "refusals"]) -> dict[str, Words]:
    """The grounds for confirming or refusing, by id."""
    rows = read_yaml(CATALOGUE)[kind]
    return {key: Words(**words) for key, words in rows.items()}


def may_be_the_same(listed_code: str, registered_code: str) -> bool:
    """Whether nothing speaks against it: a listing may have no code, else it is that of the organisation."""
    return listed_code in ("", registered_code)
