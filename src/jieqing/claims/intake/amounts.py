"""The outstanding principal: of all the sums in a text, the one that is claimed, without interest, penalty and costs."""

import re
from typing import Final

from jieqing.claims.intake.draft import Reading, Span
from jieqing.claims.intake.roles import Played, played
from jieqing.claims.intake.text import Text

_ADDS: Final = re.compile(r"又|再|另外|另|加上|还(?:借|有)|分别|和$|以及|后(?:来|又)?(?:借|向)")
_IS_TOTAL: Final = re.compile(r"一共|总共|合计|共计|总计|累计|总额|共$")
_REFUND: Final = re.compile(r"退|要回|拿回|追回|返还|讨回|骗|还给我|要得回|追债|不还|能要|可以要")
_UNPAID: Final = re.compile(r"[没未不](?:有|能|肯|愿意?|想)?(?:给|还|付|结|支付|发|退|交)|拖|欠|赖|要不[回到]|讨|催|追")


def read(text: Text) -> dict[str, Reading]:
    """`amount_fen` (int) and `amount_approx` (True or absent)."""
    if not text.sums:
        return {}
    chosen = _chosen(text, played(text))
    if chosen is None:
        return {}
    fen, sources, confidence = chosen
    spans = tuple(Span(each.sum.start, each.sum.end) for each in sources)
    found = {"amount_fen": Reading(fen, spans, confidence)}
    if any(each.sum.is_approx for each in sources):
        found["amount_approx"] = Reading(True, spans, confidence)
    return found


def _chosen(text: Text, all_sums: tuple[Played, ...]) -> tuple[int, tuple[Played, ...], float] | None:
    """The principal in fen, the sums that it was read from, and a confidence."""
    by_role: dict[str, list[Played]] = {}
    for each in all_sums:
        by_role.setdefault(each.role, []).append(each)
    if claimed := by_role.get("claim"):
        return claimed[0].sum.fen, (claimed[0],), 0.95
    if left := by_role.get("left"):
        return left[-1].sum.fen, (left[-1],), 0.95
    owed, paid = by_role.get("owed", []), by_role.get("paid", [])
    if owed:
        fen, sources = _owed(owed)
        return _less_paid(fen, sources, paid, 0.9)
    if _UNPAID.search(text.plain):
        for role in ("total", "lent"):
            if by_role.get(role):
                last = by_role[role][-1]
                return _less_paid(last.sum.fen, (last,), paid, 0.8)
    deposits = by_role.get("deposit", []) + by_role.get("lent", [])
    if deposits and _REFUND.search(text.plain):
        return deposits[0].sum.fen, (deposits[0],), 0.8
    bare = by_role.get("bare", []) + by_role.get("total", []) + paid
    if len(bare) == 1 and _UNPAID.search(text.plain):
        return bare[0].sum.fen, (bare[0],), 0.5
    return None


def _owed(owed: list[Played]) -> tuple[int, tuple[Played, ...]]:
    """One sum of several that are owed: the principal or the total where said, the sum of loans that add up, or the first."""
    for each in owed:
        if each.cue == "本金" or _IS_TOTAL.search(each.before):
            return each.sum.fen, (each,)
    adding = [each for each in owed[1:] if _ADDS.search(each.before)]
    if adding and len(adding) == len(owed) - 1:
        return sum(each.sum.fen for each in owed), tuple(owed)
    return owed[0].sum.fen, (owed[0],)


def _less_paid(
    fen: int, sources: tuple[Played, ...], paid: list[Played], confidence: float
) -> tuple[int, tuple[Played, ...], float]:
    """Takes off what was paid after it, where the writer does not say what is left."""
    parts = [each for each in paid if each.sum.start > sources[-1].sum.start]
    rest = fen - sum(each.sum.fen for each in parts)
    if not parts or rest <= 0:
        return fen, sources, confidence
    return rest, (*sources, *parts), confidence - 0.1
