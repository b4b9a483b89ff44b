"""How far the matter has gone to court: judged, filed, none (asks whether or how to sue), or no word of it."""

import re

from jieqing.claims.intake.draft import Reading, Span
from jieqing.claims.intake.lexicon import lexicon
from jieqing.claims.intake.text import Text

READ_LENGTH = 1500


def read(text: Text) -> dict[str, Reading]:
    """`judgment_or_lawsuit`. Complaints and judgments are 'filed'; enforcement means 'judged'."""
    plain = text.plain[:READ_LENGTH]
    if text.suit is not None:
        return {"judgment_or_lawsuit": Reading("filed", (), 0.95)}
    if lexicon("turn.yaml")["nobody_owes"].search(plain):
        return {}
    words = lexicon("lawsuit.yaml")
    hoped = [match.span() for match in words["judged_asked"].finditer(plain)]
    apart = [match.span() for match in words["not_about_suing"].finditer(plain)]
    asked = [match.span() for match in words["filed_asked"].finditer(plain)]
    other = [match.span() for match in words["not_the_verb"].finditer(plain)]
    for state, barred in (("judged", hoped), ("filed", apart + asked), ("none", apart + other)):
        found = _first(words[state], plain, barred)
        if found:
            return {"judgment_or_lawsuit": Reading(state, (found,), 0.85)}
    return {}


def _first(pattern: re.Pattern[str], plain: str, barred: list[tuple[int, int]]) -> Span | None:
    """The first match that touches none of the barred stretches."""
    for match in pattern.finditer(plain):
        if not any(match.start() < end and start < match.end() for start, end in barred):
            return Span(*match.span())
    return None
