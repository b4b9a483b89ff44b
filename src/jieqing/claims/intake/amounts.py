"""The outstanding principal: of all sums in a text, the one that is claimed, without interest, penalty and costs."""

from jieqing.claims.intake.ageing import owed_for
from jieqing.claims.intake.draft import Reading, Span
from jieqing.claims.intake.lexicon import lexicon
from jieqing.claims.intake.roles import Played, played
from jieqing.claims.intake.text import Text

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
        amended = text.plain.rfind("变更", 0, text.account_end)
        chosen = next((each for each in claimed if each.sum.start > amended > 0), claimed[0])
        return chosen.sum.fen, (chosen,), 0.95
    if left := of("left"):
        return left[-1].sum.fen, (left[-1],), 0.95
    if owed := of("owed"):
        return _less_paid(*_one_of(owed), of("paid"), 0.9)
    if (given := of("deposit")) and words["refund_text"].search(text.plain):
        return given[0].sum.fen, (given[0],), 0.8
    if not words["debt_text"].search(text.plain):
        return None
    if due := of("due", "promised"):
        return _less_paid(*_one_of(due), of("paid"), 0.8)
    for role in ("total", "lent"):
        if found := of(role):
            return _less_paid(found[-1].sum.fen, (found[-1],), of("paid"), 0.8)
    if (given := of("spent")) and words["refund_text"].search(text.plain):
        return given[0].sum.fen, (given[0],), 0.8
    alone = [*of("bare", "damages"), *(each for each in of("paid") if each.cue[0] in "给转打")]
    if len(alone) == 1:
        return alone[0].sum.fen, (alone[0],), 0.5
    return _by_rate(text, of("rate"))


def _one_of(owed: list[Played]) -> tuple[int, tuple[Played, ...]]:
    """One sum of several: the principal or the total where said, the sum of loans that add up, or the first."""
    words = lexicon("roles.yaml")
    for each in owed:
        if each.cue == "本金" or words["is_total"].search(each.before):
            return each.sum.fen, (each,)
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


def _by_rate(text: Text, rates: list[Played]) -> Choice | None:
    """A monthly wage or rent times the months that are owed; the price of the one piece that is not paid."""
    if len(rates) != 1:
        return None
    rate = rates[0]
    if rate.cue == "单价":
        return rate.sum.fen, (rate,), 0.5
    length = owed_for(text)
    if length is None or length.days:
        return None
    if "月" in rate.cue:
        return int(rate.sum.fen * length.months), (rate,), 0.6
    return None
