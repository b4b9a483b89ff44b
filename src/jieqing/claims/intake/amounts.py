"""The outstanding principal: of all sums in a text, the one that is claimed, without interest, penalty and costs."""

import re
from collections.abc import Callable
from typing import Final

from jieqing.claims.intake.ageing import owed_for
from jieqing.claims.intake.draft import Reading, Span
from jieqing.claims.intake.lexicon import lexicon
from jieqing.claims.intake.roles import Played, played
from jieqing.claims.intake.text import Text

LONGEST_TELLING: Final = 300
LEAST_FEN: Final = 50_00  # a sum that nothing explains and that is smaller is no claim
Choice = tuple[int, tuple[Played, ...], float]


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


def _chosen(text: Text, sums: tuple[Played, ...]) -> Choice | None:
    """The principal in fen, the sums that it was read from, and a confidence."""
    words = lexicon("roles.yaml")

    def of(*roles: str) -> list[Played]:
        return [each for each in sums if each.role in roles]

    if claimed := of("claim"):
        return _claimed(text, claimed)
    is_family = words["family_text"].search(text.plain) and not words["lending_text"].search(text.plain)
    if is_family and not words["court_text"].search(text.plain):
        return None
    if left := of("left"):
        return left[-1].sum.fen, (left[-1],), 0.95
    if owed := of("owed"):
        return _less_paid(*_one_of(owed), of("paid"), 0.9)
    if words["no_debt_text"].search(text.plain):
        return None
    found = _named(text, of) or _unexplained(text, of)
    if found is None or words["debt_text"].search(text.plain):
        return found
    return found[0], found[1], found[2] / 2  # nothing says that it was not paid


def _claimed(text: Text, claimed: list[Played]) -> Choice:
    """The first sum asked of the court; after an amendment the first there, if it names a principal."""
    amended = text.plain.rfind("变更", 0, text.account_end)
    chosen = next((each for each in claimed if each.sum.start > amended > 0 and each.cue), claimed[0])
    return chosen.sum.fen, (chosen,), 0.95


def _named(text: Text, of: Callable[..., list[Played]]) -> Choice | None:
    """What the text names without a word of owing: a claim's name, a promise, a deposit, a total, money given."""
    due = [each for each in of("due", "promised") if _is_due(text, each)]
    if due:
        return _by_month(text, due) or _less_paid(*_one_of(due), of("paid"), 0.8)
    if (deposits := of("deposit")) and lexicon("roles.yaml")["refund_text"].search(text.plain):
        return deposits[0].sum.fen, (deposits[0],), 0.8
    for role in ("total", "lent"):
        if found := of(role):
            return _less_paid(found[-1].sum.fen, (found[-1],), of("paid"), 0.8)
    return None


def _is_due(text: Text, each: Played) -> bool:
    """Wages and rents are named in many texts; they count where the text says that they were not paid."""
    words = lexicon("roles.yaml")
    return not words["wages_cue"].search(each.cue) or words["wages_unpaid_text"].search(text.plain) is not None


def _unexplained(text: Text, of: Callable[..., list[Played]]) -> Choice | None:
    """The only sum of the text; else a monthly sum times the months, or the price of one piece."""
    rates = of("rate")
    if len(rates) == 1 and rates[0].cue == "单价":
        return rates[0].sum.fen, (rates[0],), 0.5
    if monthly := _by_month(text, rates):
        return monthly
    alone = of("deposit", "spent") or of("bare", "damages")
    alone = alone or [each for each in of("paid") if each.cue[0] in "给转打"]
    if not alone or rates or len(text.plain) > LONGEST_TELLING:  # a petition names many sums in passing
        return None
    is_of_wages = lexicon("roles.yaml")["wages_cue"].search(text.plain)  # then a deposit or price is not the claim
    if is_of_wages or len({each.sum.fen for each in alone}) != 1 or alone[0].sum.fen < LEAST_FEN:
        return None
    return _less_paid(alone[0].sum.fen, (alone[0],), of("paid"), 0.5)


def _by_month(text: Text, sums: list[Played]) -> Choice | None:
    """A monthly wage or rent times the months that are owed (工资4000,拖欠两个月)."""
    length = owed_for(text)
    if len(sums) != 1 or length is None or length.days:
        return None
    rate = sums[0]
    near = rate.before[-8:] if re.search("[月年]", rate.before[-8:]) else rate.behind[:3]
    said = near if rate.role == "rate" else ""
    if "年" in said:
        return int(rate.sum.fen * length.months / 12), (rate,), 0.6
    if length.months >= 2 and ("月" in said or lexicon("roles.yaml")["wages_cue"].fullmatch(rate.cue)):
        return int(rate.sum.fen * length.months), (rate,), 0.6
    return None


def _one_of(owed: list[Played]) -> tuple[int, tuple[Played, ...]]:
    """One sum of several: the latest IOU's, the principal or total where said, loans added up, or the first."""
    words = lexicon("roles.yaml")
    if written := [each for each in owed if words["written_iou"].search(each.cue)]:
        return written[-1].sum.fen, (written[-1],)
    principal = [each for each in owed if each.cue == "本金"]
    if said := principal or [each for each in owed if words["is_total"].search(each.before)]:
        return said[0].sum.fen, (said[0],)
    adding = [each for each in owed[1:] if words["adds"].search(each.before)]
    if adding and len(adding) == len(owed) - 1:
        return sum(each.sum.fen for each in owed), tuple(owed)
    return owed[0].sum.fen, (owed[0],)


def _less_paid(fen: int, sources: tuple[Played, ...], paid: list[Played], confidence: float) -> Choice:
    """Takes off what was paid right after it, where the writer does not say what is left."""
    end = sources[-1].sum.end
    parts = [each for each in paid if end <= each.sum.start <= end + 30]
    rest = fen - sum(each.sum.fen for each in parts)
    if not parts or rest <= 0:
        return fen, sources, confidence
    return rest, (*sources, *parts), confidence - 0.1
