"""What the debt is for: the kind whose signs stand nearest to the words of owing. No sign, no kind."""

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from jieqing.claims.intake.draft import Reading, Span
from jieqing.claims.intake.lexicon import lexicon, read_rows
from jieqing.claims.intake.readers.pleading import Pleading

if TYPE_CHECKING:  # Text finds the kind once for all readers.
    from jieqing.claims.intake.text import Text

READ_LENGTH = 1200  # The claim stands at the beginning; pleadings are read from the end of their head.
_NEAR = 14
_TELLING = 2.0  # A sign of this weight tells of the deal, one of less is a hint.
_TOLD_MOST = 5.0  # However long the story, it weighs less than the debt named beside a word of owing.
# Rents, fees and deposits are spoken of without a debt: these kinds need a word of owing somewhere.
_NAMED_WITHOUT_DEBT = frozenset({"rent", "service_fee", "investment", "transfer_price", "private_loan"})


@dataclass(frozen=True, slots=True)
class _Sign:
    kind: str
    weight: float
    pattern: re.Pattern[str]


@dataclass(slots=True)
class _Tally:
    """What speaks for one kind: the sum of its signs (hints count as one sign), and its heaviest sign."""

    sum: float = 0.0
    hints: float = 0.0
    told: float = 0.0
    heaviest: float = 0.0
    spans: list[Span] = field(default_factory=list)

    def add(self, weight: float, worth: float, span: Span) -> None:
        if weight < _TELLING:
            worth = min(worth, _TELLING - self.hints)
            self.hints += worth
        elif weight == _TELLING:
            worth = min(worth, _TOLD_MOST - self.told)
            self.told += worth
        self.sum += worth
        self.heaviest = max(self.heaviest, weight)
        self.spans.append(span)


def read(text: "Text") -> dict[str, Reading]:
    """`debt_kind`: private_loan, trade_receivable, wages, construction, rent, refund, service_fee, investment …"""
    return {"debt_kind": text.kind} if text.kind else {}


def kind_of(plain: str, suit: Pleading | None) -> Reading | None:
    """The kind with the heaviest signs, with their places; None where nothing names the debt."""
    start = suit.head_end if suit else 0
    end = min(len(plain), start + READ_LENGTH)
    words = lexicon("kinds.yaml")
    owing = [found.start() for found in words["owing"].finditer(plain, start, end)]
    tally: dict[str, _Tally] = {}
    for sign in _signs():
        seen: set[str] = set()
        for found in sign.pattern.finditer(plain, start, end):
            near = any(-_NEAR <= at - found.end() <= _NEAR or 0 <= found.start() - at <= _NEAR for at in owing)
            worth = sign.weight * (2 if near else 1) / (1 if found[0] not in seen else 4)
            seen.add(found[0])
            tally.setdefault(sign.kind, _Tally()).add(sign.weight, worth, Span(*found.span()))
    if not tally:
        return _traded(plain, start, end)
    best = max(tally, key=lambda kind: tally[kind].sum)
    chosen = tally[best]
    claimed = bool(owing) or words["claimed"].search(plain, start, end) is not None
    if lexicon("turn.yaml")["nobody_owes"].search(plain, start, end):
        return None
    if (best in _NAMED_WITHOUT_DEBT and not claimed) or words["asks_price"].search(plain, start, end):
        return None
    if not owing and words["asks"].search(plain, start, end):
        return None
    if best == "private_loan" and not words["loan_of_money"].search(plain, start, end):
        return None
    if chosen.heaviest < _TELLING and not _hints_suffice(best, plain, start, end, bool(owing)):
        return _traded(plain, start, end) if best == "trade_receivable" else None
    share = chosen.sum / sum(other.sum for other in tally.values())
    return Reading(best, tuple(chosen.spans[:3]), round(min(0.95, 0.55 + 0.4 * share), 2))


def _hints_suffice(kind: str, plain: str, start: int, end: int, owed: bool) -> bool:
    """Whether hints alone tell the kind: money is withheld; or goods or works are named where a sum is owed."""
    words = lexicon("kinds.yaml")
    if kind == "private_loan":
        return False
    if words["unpaid"].search(plain, start, end):
        return True
    return owed and kind in ("trade_receivable", "construction") and bool(words["money"].search(plain, start, end))


def _traded(plain: str, start: int, end: int) -> Reading | None:
    """Goods supplied, where nothing else is named: a business, a sum, and things that changed hands."""
    words = lexicon("kinds.yaml")
    if words["not_traded"].search(plain, start, end) or words["asks"].search(plain, start, end):
        return None
    trader, handed, money = (words[sign].search(plain, start, end) for sign in ("trader", "handed_over", "money"))
    if not (trader and handed and money):
        return None
    return Reading("trade_receivable", (Span(*handed.span()),), 0.5)


@cache
def _signs() -> tuple[_Sign, ...]:
    patterns = lexicon("kinds.yaml")
    return tuple(
        _Sign(row["kind"], row["weight"], patterns[row["id"]]) for row in read_rows("kinds.yaml") if "kind" in row
    )
