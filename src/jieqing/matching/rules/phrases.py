"""The sentences of this room (`data/reasons.yaml`), each with the rule on which it stands."""

from functools import cache
from pathlib import Path

from jieqing.kit.catalogue import read_yaml
from jieqing.kit.refusal import Reason
from jieqing.kit.words import Words
from jieqing.law.divisions import divisions

REASONS = Path(__file__).parent.parent / "data" / "reasons.yaml"


def phrase(situation: str, *, basis: str = "", **figures: object) -> Reason:
    """The sentence for a situation, its figures filled in; `basis` where the sentence leaves the rule open."""
    stated, words = _sentences()[situation]
    return Reason(basis or stated, words.filled(**figures) if figures else words)


def place_name(code: str) -> str:
    """The name of a place with its city or province before it, as people say it; the code where no division has it."""
    place = divisions().get(code)
    if place is None:
        return code
    city = place.city if place.city not in (None, place.name) else ""
    return f"{city}{place.name}"


@cache
def _sentences() -> dict[str, tuple[str, Words]]:
    rows = read_yaml(REASONS)
    return {key: (row.get("basis", ""), Words(row["zh"], row["en"])) for key, row in rows.items()}
