"""What a debtor's answer to a payment order goes against: the debt itself, or something else (CN-RT-02)."""

from functools import cache
from pathlib import Path

from jieqing.kit.catalogue import read_yaml

CATALOGUE = Path(__file__).parents[2] / "data" / "objections.yaml"
_GOES: dict[str, bool | None] = {"against_the_debt": True, "not_against_the_debt": False, "open": None}


def is_against_the_debt(content: str) -> bool | None:
    """Whether an objection of this content goes against the debt itself; None where the words do not tell.

    `content` is a code or a few words ('needs_time', 'already paid', '不欠'); the longest known word that begins
    one of its words decides.
    """
    said = "_" + content.strip().lower().replace(" ", "_").replace("-", "_")
    for word, goes in _words():
        if (f"_{word}" if word.isascii() else word) in said:
            return goes
    return None


@cache
def _words() -> tuple[tuple[str, bool | None], ...]:
    """Every word of the catalogue with what it means, the longest first, so that the more telling one decides."""
    written = read_yaml(CATALOGUE)
    pairs = [(word, goes) for group, goes in _GOES.items() for word in written[group]]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0])))
