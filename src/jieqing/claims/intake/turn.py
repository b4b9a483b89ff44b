"""Whether the writer owes, whether it is a debt at all, where else it belongs, and whether the words show despair."""

from collections.abc import Sequence

from jieqing.claims.intake.draft import Reading, Span
from jieqing.claims.intake.lexicon import lexicon
from jieqing.claims.intake.pleading import pleading
from jieqing.claims.intake.text import Text

READ_LENGTH = 2000
_ELSEWHERE: Sequence[str] = ("family", "labour", "criminal", "consumer")


def read(text: Text) -> dict[str, Reading]:
    """`writer_is_debtor`, `is_debt` (always), `belongs_elsewhere` and `shows_despair` (only where the text says so).

    `shows_despair` serves one end: the help line for a debtor who writes. No page or export shows it to a creditor.
    """
    plain = text.plain[:READ_LENGTH]
    words = lexicon("turn.yaml")
    readings: dict[str, Reading] = {}
    suit = pleading(plain)
    owes = None if suit else words["debtor_says"].search(plain)
    by_debtor = is_by_debtor(plain)
    readings["writer_is_debtor"] = Reading(
        by_debtor, (Span(*owes.span()),) if owes and by_debtor else (), 0.85 if owes else 0.7
    )
    told = words["debt_words"].search(plain)
    asks = words["only_asks"].search(plain)
    is_debt = suit is not None or (told is not None and not (asks and len(words["debt_words"].findall(plain)) < 2))
    readings["is_debt"] = Reading(is_debt, (Span(*told.span()),) if told and is_debt else (), 0.8)
    for place in _ELSEWHERE:
        found = words[place].search(plain)
        if found:
            readings["belongs_elsewhere"] = Reading(place, (Span(*found.span()),), 0.6)
            break
    despair = words["despair"].search(plain)
    if despair and not words["despair_of_others"].search(plain):
        readings["shows_despair"] = Reading(True, (Span(*despair.span()),), 0.7)
    return readings


def is_by_debtor(plain: str) -> bool:
    """Whether the writer owes: says so more often than that they are owed. Pleadings are the creditor's."""
    words = lexicon("turn.yaml")
    if not words["debtor_says"].search(plain, 0, READ_LENGTH) or pleading(plain):
        return False
    owes = sum(1 for _ in words["debtor_says"].finditer(plain, 0, READ_LENGTH))
    owed = sum(1 for _ in words["creditor_says"].finditer(plain, 0, READ_LENGTH))
    return owes > owed
