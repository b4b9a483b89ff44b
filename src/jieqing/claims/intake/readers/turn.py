"""Whether the writer owes, whether it is a debt at all, where else it belongs, and whether the words show despair."""

from collections.abc import Sequence

from jieqing.claims.intake.draft import Reading, Span
from jieqing.claims.intake.lexicon import lexicon
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
    by_debtor = is_by_debtor(text)
    owes = words["debtor_says"].search(plain) if by_debtor else None
    readings["writer_is_debtor"] = Reading(by_debtor, (Span(*owes.span()),) if owes else (), 0.85 if owes else 0.7)
    told = words["debt_words"].search(plain)
    readings["is_debt"] = Reading(tells_of_debt(text), (Span(*told.span()),) if told else (), 0.8)
    for place in _ELSEWHERE:
        found = words[place].search(plain)
        if found:
            readings["belongs_elsewhere"] = Reading(place, (Span(*found.span()),), 0.6)
            break
    despair = words["despair"].search(plain)
    if despair and not words["despair_of_others"].search(plain):
        readings["shows_despair"] = Reading(True, (Span(*despair.span()),), 0.7)
    return readings


def tells_of_debt(text: Text) -> bool:
    """Whether somebody owes: a pleading, a kind of debt, or a sum or word of owing from one who asks for more."""
    if text.suit is not None or text.kind is not None:
        return True
    told = text.sums or lexicon("turn.yaml")["debt_words"].search(text.plain, 0, READ_LENGTH)
    return bool(told) and not only_asks(text)


def only_asks(text: Text) -> bool:
    """Whether the writer has a question but no debt: opening hours, how to look up a company; 目前没有人欠我."""
    words = lexicon("turn.yaml")
    if words["nobody_owes"].search(text.plain, 0, READ_LENGTH):
        return True
    return text.kind is None and words["only_asks"].search(text.plain, 0, READ_LENGTH) is not None


def is_by_debtor(text: Text) -> bool:
    """Whether the writer owes: says so more often than that they are owed. Pleadings are the creditor's."""
    words = lexicon("turn.yaml")
    plain = text.plain[:READ_LENGTH]
    if text.suit is not None or not words["debtor_says"].search(plain):
        return False
    owes = sum(1 for _ in words["debtor_says"].finditer(plain))
    owed = sum(1 for _ in words["creditor_says"].finditer(plain))
    return owes > owed
