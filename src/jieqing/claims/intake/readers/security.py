"""Security that stands behind the debt (guarantor, collateral) and the forum that the contract names."""

from jieqing.claims.intake.draft import Reading, Span
from jieqing.claims.intake.lexicon import lexicon
from jieqing.claims.intake.text import Text

READ_LENGTH = 1500


def read(text: Text) -> dict[str, Reading]:
    """`guarantor`, `collateral`: True or absent. `forum_clause`: 'arbitration' or 'court', where a clause is told."""
    start = text.suit.head_end if text.suit else 0
    plain = text.plain[:READ_LENGTH]
    readings: dict[str, Reading] = {}
    for key in ("guarantor", "collateral"):
        found = _asserted(plain, key, start)
        if found:
            readings[key] = Reading(True, (found,), 0.85)
    for value in ("arbitration", "court"):
        clause = lexicon("security.yaml")[f"{value}_clause"].search(plain, start)
        if clause:
            readings.setdefault("forum_clause", Reading(value, (Span(*clause.span()),), 0.7))
    return readings


def _asserted(plain: str, key: str, start: int) -> Span | None:
    """The first mention that is neither denied nor only asked about."""
    words = lexicon("security.yaml")
    first = "保" if key == "guarantor" else "押"
    if first not in plain and key == "guarantor":
        return None
    denied = [match.span() for match in words[f"no_{key}"].finditer(plain, start)]
    for match in words[key].finditer(plain, start):
        if not any(match.start() < end and begin < match.end() for begin, end in denied):
            return Span(*match.span())
    return None
