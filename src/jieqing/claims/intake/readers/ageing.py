"""How long the writer says that the debt has been owed: 拖了一年半, 两个月没发工资. Never computed from dates."""

from jieqing.claims.intake.draft import Reading, Span
from jieqing.claims.intake.lexicon import lexicon
from jieqing.claims.intake.readers.lengths import Length
from jieqing.claims.intake.text import Text


def read(text: Text) -> dict[str, Reading]:
    """`ageing_months` (int or float; 8 days are 0.27)."""
    age = owed_for(text)
    return {} if age is None else {"ageing_months": Reading(age.as_months, (Span(age.start, age.end),), 0.9)}


def owed_for(text: Text) -> Length | None:
    """The first length of time for which the debt has been owed, chased or left unpaid; of wages at least a month."""
    for length in text.lengths:
        if length.start >= text.account_end:
            break
        if _is_age(length, text.before(length.start, 24), text.behind(length.end, 16)):
            return length
    return None


def _is_age(length: Length, before: str, behind: str) -> bool:
    words = lexicon("ageing.yaml")
    if words["excluded_behind"].match(behind):
        return False
    if not length.days and words["ago_behind"].match(behind):
        return True
    if words["passed_before"].search(before) and words["passed_behind"].match(behind):
        return True
    if words["passed_alone"].match(behind):
        return True
    if words["excluded_before"].search(before) or (length.months < 1 and words["wages_behind"].match(behind)):
        return False
    is_held = words["held_before"].search(before) and words["held_behind"].match(behind)
    if words["before"].search(before) or words["since_before"].search(before) or is_held:
        return True
    if length.months >= 1 and words["wages_before"].search(before):
        return True
    if words["unpaid_before"].search(before) and words["unpaid_behind"].match(behind):
        return True
    if words["opens_clause"].search(before) and (
        any(words[row].match(behind) for row in ("alone_behind", "named_behind", "behind"))
    ):
        return True
    if length.days:  # 离厂四五天了,工资一直不发: days need a word of owing in front
        return False
    if words["sum_before"].search(before) and words["sum_behind"].match(behind):
        return True
    if words["lent_before"].search(before) and behind.lstrip("多").startswith("了"):
        return True
    return words["behind"].match(behind) is not None
