"""Interest of a private loan during its term: what was agreed, under the cap, on what was really received.

CN-INT-01, 02, 03, 06, 08, 19.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache

from jieqing.claims.rules.interest.caps import Cap, capped
from jieqing.claims.rules.lpr import LprTable
from jieqing.claims.rules.working import Segment, Working, summed
from jieqing.kit.words import Words
from jieqing.law.pack import rule

NONE_AGREED = Words("个人之间没约定利息，借期内没有利息", "Natural persons agreed no interest: none during the term")
UNCLEAR = Words("利息约定不清，参照合同成立时的LPR", "the terms are unclear: the LPR at the contract is taken")


@cache
def _licensed_words() -> tuple[str, ...]:
    return tuple(rule("CN-INT-08").values[-1].value)


def is_licensed_kind(lender: str) -> bool:
    """Whether a kind of lender, in words, is one that the rules on private lending leave out (CN-INT-08)."""
    return any(word in lender.lower() for word in _licensed_words())


def received_fen(paper_fen: int, deducted_upfront_fen: int) -> int:
    """The principal: what was received, not what the paper says (CN-INT-06). Never negative."""
    return max(0, paper_fen - deducted_upfront_fen)


def term_interest(principal_fen: int, start: date, end: date, rate_pct_year: Decimal, held: Sequence[Cap]) -> Working:
    """Interest from `start` (counted) to `end` (not), at the agreed rate or the cap, whichever is lower."""
    segments = capped(principal_fen, start, end, rate_pct_year, held, rule_id="CN-INT-02", is_late=False)
    return summed(segments, is_provisional=any(cap.is_provisional for cap in held))


def unclear_interest(principal_fen: int, start: date, end: date, contract_on: date, lpr: LprTable) -> Working:
    """Interest that a firm agreed unclearly: the LPR of the contract day, fixed (CN-INT-19, 民间借贷司法解释 24(2))."""
    rate = lpr.on(contract_on)
    segment = Segment(start, end, principal_fen, rate.pct_year, "year", "CN-INT-19", UNCLEAR)
    return summed((segment,), is_provisional=rate.is_provisional)


def no_interest() -> Working:
    """None at all: natural persons who agreed none, or none clearly (CN-INT-01)."""
    return summed((), rules=("CN-INT-01",), notes=(NONE_AGREED,))
