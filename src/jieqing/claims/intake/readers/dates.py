"""When the debt arose and when it was due."""

from itertools import pairwise

from jieqing.claims.intake.draft import Reading, Span
from jieqing.claims.intake.lexicon import lexicon
from jieqing.claims.intake.readers.moments import Moment
from jieqing.claims.intake.text import Text


def read(text: Text) -> dict[str, Reading]:
    """`debt_date` and `due_date`: ISO, possibly partial (YYYY, YYYY-MM)."""
    words = lexicon("dates.yaml")
    if not text.moments or not (text.sums or words["debt_text"].search(text.plain)):
        return {}
    if words["family_text"].search(text.plain) and not words["lending_text"].search(text.plain):
        return {}
    found: dict[str, Reading] = {}
    told, rest = _told(text)
    arose = _arose(text, told) or _arose(text, rest)
    if arose:
        found["debt_date"] = _reading(arose)
    due = _agreed(text, told, arose) or _agreed(text, rest, None)
    if due:
        found["due_date"] = due
    return found


def _agreed(text: Text, told: tuple[Moment, ...], arose: Moment | None) -> Reading | None:
    """The day agreed for payment: the end of the loan's time, else what was agreed first (a promise puts it off)."""
    if end := _span_end(text, told):
        return _reading(end)
    due = _due(text, told)
    agreed = [reading for reading in (_reading(due) if due else None, _by_term(text, arose)) if reading]
    return min(agreed, key=lambda reading: reading.spans[-1]) if agreed else None


def is_due(text: Text, moment: Moment) -> bool:
    """Whether payment was agreed by this moment."""
    words = lexicon("dates.yaml")
    before, behind = text.before(moment.start), text.behind(moment.end)
    if words["due_before"].search(before):
        return not words["due_range"].match(behind)
    match = words["due_behind"].match(behind)
    if match is None or (words["contract_before"].search(before) and match[0].endswith("到期")):
        return False
    if any(word in match[0] for word in ("前", "到期", "日")):
        return True
    return words["promise"].search(before) is not None and not words["done_before"].search(before)


def _reading(moment: Moment) -> Reading:
    return Reading(moment.iso, (Span(moment.start, moment.end),), 0.6 if moment.is_guessed else 0.9)


def _told(text: Text) -> tuple[tuple[Moment, ...], tuple[Moment, ...]]:
    """The moments of the claimant's own account, and those of what the court found."""
    count = sum(moment.start < text.account_end for moment in text.moments)
    return text.moments[:count], text.moments[count:]


def _is_foreign(text: Text, moment: Moment) -> bool:
    words = lexicon("dates.yaml")
    before, behind = text.before(moment.start), text.behind(moment.end)
    if text.is_pleading and behind.startswith("起") and words["reckoned_from"].search(before):
        return words["loans_since"].match(behind) is None
    return bool(words["foreign_behind"].match(behind) or words["foreign_before"].search(before))


def _span_end(text: Text, told: tuple[Moment, ...]) -> Moment | None:
    """The end of the loan's time where both its days are named (借款期限自…至…)."""
    words = lexicon("dates.yaml")
    for first, last in pairwise(told):
        before = text.before(first.start, 40)
        if (
            words["ends_range"].search(text.before(last.start))
            and words["span_of_loan"].search(before)
            and not words["reckoned"].search(before)
        ):
            return last
    return None


def _due(text: Text, told: tuple[Moment, ...]) -> Moment | None:
    """The first named day by which payment was agreed."""
    words = lexicon("dates.yaml")
    for moment in told:
        if is_due(text, moment) and not words["foreign_before"].search(text.before(moment.start)):
            return moment
    return None


def _arose(text: Text, told: tuple[Moment, ...]) -> Moment | None:
    """The first day on which the debt arose, made more exact where a later mention repeats it."""
    words = lexicon("dates.yaml")
    certain: list[Moment] = []
    vague: list[Moment] = []
    for moment in told:
        before, behind = text.before(moment.start), text.behind(moment.end, 50 if text.is_pleading else 30)
        if words["delivery_before"].search(before) or _is_foreign(text, moment) or is_due(text, moment):
            continue
        if moment is not told[0] and words["ends_range"].search(before):
            continue
        if (
            _is_signature(text, moment, behind)
            or words["arose_behind"].search(behind)
            or words["arose_before"].search(before)
        ):
            (vague if words["vague_behind"].match(behind) else certain).append(moment)
    known = certain or vague
    if not known:
        return None
    return next((m for m in known if m.iso.startswith(known[0].iso) and m.iso != known[0].iso), known[0])


def _is_signature(text: Text, moment: Moment, behind: str) -> bool:
    """Whether it is the day under an IOU whose wording stands in front of it."""
    start = max(0, moment.start - 110)
    return not behind.strip(' "”') and bool(lexicon("dates.yaml")["iou_text"].search(text.plain, start, moment.start))


def _by_term(text: Text, arose: Moment | None) -> Reading | None:
    """The day of the loan and its stated term (借期一年, 说半年还)."""
    if arose is None:
        return None
    words = lexicon("dates.yaml")
    for length in text.lengths:
        if length.start >= text.account_end:
            break
        before, behind = text.before(length.start, 14), text.behind(length.end, 10)
        if words["term_excluded"].search(before) or words["past_before"].search(before):
            continue
        is_term = words["term_of_return"].match(behind) or words["term_named"].search(before)
        is_said = words["term_before"].search(before) and words["term_behind"].match(behind)
        is_alone = words["term_alone"].search(before) and words["alone_behind"].match(behind)
        if not (is_term or is_said or is_alone):
            continue
        base = next((m for m in reversed(text.moments) if m.end <= length.start and not _is_foreign(text, m)), arose)
        iso = base.later(int(length.months), length.days + (15 if length.months % 1 else 0))
        if iso:
            return Reading(iso, (Span(base.start, base.end), Span(length.start, length.end)), 0.85)
    return None
