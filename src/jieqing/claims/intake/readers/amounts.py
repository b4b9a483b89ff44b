"""The outstanding principal: of all sums in a text, the one that is claimed, without interest, penalty and costs."""

import re
from collections.abc import Callable
from typing import Final

from jieqing.claims.intake.draft import Reading, Span
from jieqing.claims.intake.lexicon import lexicon
from jieqing.claims.intake.readers.ageing import owed_for
from jieqing.claims.intake.readers.roles import Played, played
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
    owed = of("owed")
    if recourse := _recourse(text, of("owed", "lent", "paid", "due", "bare")):
        return _less_paid(recourse.sum.fen, (recourse,), of("paid"), 0.8)
    if owed:
        return _less_paid(*(_added_up(sums, owed) or _one_of(owed)), of("paid"), 0.9)
    if words["no_debt_text"].search(text.plain):
        return None
    found = _named(text, sums, of) or _unexplained(text, of)
    if found is None or words["debt_text"].search(text.plain):
        return found
    return found[0], found[1], found[2] / 2  # nothing says that it was not paid


def _claimed(text: Text, claimed: list[Played]) -> Choice:
    """The first sum asked of the court; after an amendment the first there, if it names a principal."""
    amended = text.plain.rfind("变更", 0, text.account_end)
    chosen = next((each for each in claimed if each.sum.start > amended > 0 and each.cue), claimed[0])
    return chosen.sum.fen, (chosen,), 0.95


def _recourse(text: Text, sums: list[Played]) -> Played | None:
    """What a surety paid for the debtor, which is owed to it rather than the loan."""
    words = lexicon("roles.yaml")
    if not words["surety_text"].search(text.plain):
        return None
    return next((each for each in reversed(sums) if words["recourse"].search(each.before)), None)


def _added_up(sums: tuple[Played, ...], owed: list[Played]) -> tuple[int, tuple[Played, ...]] | None:
    """The total told after its parts (前面六万一,又赊两次各一万八,加起来九万七)."""
    words = lexicon("roles.yaml")
    parts: list[Played] = []
    for each in sums:
        is_more = len(parts) > 1 and each.sum.fen > max(part.sum.fen for part in parts)
        if is_more and owed[0] in parts and each.role in ("total", "owed") and words["adds_up"].search(each.before):
            return each.sum.fen, (each,)
        if each.role in ("owed", "bare", "due", "lent", "total"):
            parts.append(each)
    return None


def _named(text: Text, sums: tuple[Played, ...], of: Callable[..., list[Played]]) -> Choice | None:
    """What the text names without a word of owing: a claim's name, a promise, a deposit, a total, money given."""
    due = [each for each in of("due", "promised") if _is_due(text, each)]
    if due:
        return _by_month(text, due) or _less_paid(*(_added_up(sums, due) or _one_of(due)), of("paid"), 0.8)
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
    """The only sum of the text; else what so many pieces or months come to, or the price of one piece."""
    rates = of("rate")
    if come_to := [each for each in of("bare") if rates and _comes_to(each, rates)]:
        return _less_paid(come_to[-1].sum.fen, (come_to[-1],), of("paid"), 0.6)
    if len(rates) == 1 and rates[0].cue == "单价":
        return rates[0].sum.fen, (rates[0],), 0.5
    if monthly := _by_month(text, rates):
        return monthly
    alone = of("deposit", "spent") or of("bare", "damages")
    alone = alone or [each for each in of("paid") if each.cue[0] in "给转打"]
    if not alone or rates or len(text.plain) > LONGEST_TELLING:  # a petition names many sums in passing
        return None
    words = lexicon("roles.yaml")
    is_of_wages = words["wages_cue"].search(text.plain)  # then a deposit or price is not the claim
    if len(alone) > 1 and all(words["listed"].search(each.before) for each in alone):
        return sum(each.sum.fen for each in alone), tuple(alone), 0.5
    if is_of_wages and not (alone[0].role == "bare" and words["wages_unpaid_text"].search(text.plain)):
        return None
    if len({each.sum.fen for each in alone}) != 1 or alone[0].sum.fen < LEAST_FEN:
        return None
    return _less_paid(alone[0].sum.fen, (alone[0],), of("paid"), 0.5)


def _comes_to(each: Played, rates: list[Played]) -> bool:
    """Whether a sum is what several at such a price come to: more than one piece, or just so many months or hours."""
    words = lexicon("roles.yaml")
    most = max(rate.sum.fen for rate in rates)
    is_priced = all(words["piece_price"].fullmatch(rate.cue) for rate in rates)
    return each.sum.fen > most and (is_priced or each.sum.fen % most == 0)


def _by_month(text: Text, sums: list[Played]) -> Choice | None:
    """A monthly wage or rent times the months that are owed (工资4000,拖欠两个月)."""
    length = owed_for(text)
    if len(sums) != 1 or length is None or length.days:
        return None
    rate = sums[0]
    near = rate.before[-8:] if re.search("[月年]", rate.before[-8:]) else rate.behind[:3]
    said = near if rate.role == "rate" else ""
    is_named = lexicon("roles.yaml")["wages_cue"].search(re.split("[,。;]", rate.before)[-1])
    if not said and not is_named and length.end <= rate.sum.start:  # 压了三个月工资,一万三千五: all of it
        return None
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
    if not parts and lexicon("roles.yaml")["half_paid_behind"].match(sources[-1].behind):
        return fen // 2, sources, confidence - 0.1
    if not parts or rest <= 0:
        return fen, sources, confidence
    return rest, (*sources, *parts), confidence - 0.1
