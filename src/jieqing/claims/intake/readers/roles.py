"""What each sum of money in a text is: owed, left over, already paid, a total, a fee, a rate, or something else.

The word nearest before a sum decides, unless the words behind it say more (【5500】没有给我, 【3000】一个月).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, Literal, cast

from jieqing.claims.intake.lexicon import lexicon
from jieqing.claims.intake.readers.numerals import Sum
from jieqing.claims.intake.text import Text

Role = Literal[
    "claim",  # asked of a court
    "left",  # what remains: 还剩, 余款, 尚欠
    "owed",  # 欠, 借, 拖欠
    "promised",  # 答应退我, 判他还我
    "due",  # the name of a claim alone: 货款, 运费, 工资
    "total",  # 一共, 合同价
    "paid",  # by the debtor: 付了, 已还
    "lent",  # by the creditor: 我转给他, 投了
    "deposit",  # 押金, 定金, 学费
    "spent",  # 花了, 买
    "damages",  # 赔偿, 医药费
    "fee",  # interest, penalty, costs
    "rate",  # for one month, piece, day
    "share",  # of a guarantor, or a limit
    "other",
    "bare",  # no word says anything
]

_BEFORE: Final[tuple[Role, ...]] = (
    "fee", "left", "paid", "promised", "lent", "owed", "damages", "total", "deposit", "rate", "spent", "due", "other",
)  # fmt: skip
DONE: Final = re.compile("[了过已曾只仅]")  # a payment that was made, not one that is asked for
_CLAUSE_END: Final = re.compile(r"[,。;!?\n\s]+")
_STOP: Final = re.compile(r"[,。;!?]")  # no blank: columns set 未付 630,000 apart by one
_SENTENCE_END: Final = re.compile(r"[。;!?\n]")


@dataclass(frozen=True, slots=True)
class Played:
    """A sum, its role, the nearest word that says so, and the text of its sentence on both sides (to the next sum)."""

    sum: Sum
    role: Role
    cue: str
    before: str
    behind: str


def played(text: Text) -> tuple[Played, ...]:
    """Every sum of the claimant's account with its role, in order; of a whole judgment where the account has none."""
    found = tuple(_played(text))
    within = tuple(each for each in found if each.sum.end <= text.account_end)
    return _with_remainders(within or found)


def _with_remainders(found: tuple[Played, ...]) -> tuple[Played, ...]:
    """还有22万 is a remainder only where something was paid before it."""
    words = lexicon("roles.yaml")
    known: list[Played] = []
    for each in found:
        is_said = words["owed_noun_behind"].match(each.behind) or words["unpaid_behind"].match(each.behind)
        is_loose = each.role == "left" and each.cue.endswith("有") and not is_said
        is_after_payment = words["part_paid"].search(each.before) or any(earlier.role == "paid" for earlier in known)
        known.append(replace(each, role="other") if is_loose and not is_after_payment else each)
    return tuple(known)


def _played(text: Text) -> Iterator[Played]:
    edges = [0, *(each.end for each in text.sums)]
    starts = [*(each.start for each in text.sums[1:]), len(text.plain)]
    for each, low, high in zip(text.sums, edges, starts, strict=False):
        before = _SENTENCE_END.split(text.plain[max(low, each.start - 40) : each.start])[-1]
        behind = _SENTENCE_END.split(text.plain[each.end : min(high, each.end + 24)], maxsplit=1)[0]
        role, cue = _role(before, behind)
        is_open = role not in ("fee", "share", "rate") and not (role == "paid" and DONE.search(cue))
        if text.is_pleading and is_open and _is_claimed(text.plain, each.start):
            role = "claim"
        yield Played(each, role, cue, before, behind)


def _is_claimed(plain: str, at: int) -> bool:
    """Whether the sentence asks a court for the sum; its items may be set apart by semicolons."""
    sentence = _SENTENCE_END.split(plain[max(0, at - 160) : at].replace(";", ","))[-1]
    return lexicon("roles.yaml")["claim_clause"].search(sentence) is not None


@cache
def _nearest() -> re.Pattern[str]:
    """The rows that speak in front of a sum as one pattern; the name of the group is the role."""
    words = lexicon("roles.yaml")
    return re.compile("|".join(f"(?P<{role}>{words[role].pattern})" for role in _BEFORE))


def _role(before: str, behind: str) -> tuple[Role, str]:
    """The role of the sum between the two, and the word before it that says so ('' where none does)."""
    cues = [cue for cue in _nearest().finditer(before) if _reaches(cue, before)]
    if not cues or len(_CLAUSE_END.findall(before, cues[-1].end())) > 1:
        return _by_behind("bare", "", before, behind), ""
    word = cues[-1][0]
    role = _by_clause(cast("Role", cues[-1].lastgroup), word, before, _CLAUSE_END.split(before)[-1])
    return _by_behind(role, word, before, behind), word


def _reaches(cue: re.Match[str], before: str) -> bool:
    """Prices of one and what was not paid end with their clause: 说节后付,56800元; 一人八百,两万二; 没给,第二回6200."""
    is_unpaid = cue[0][0] in "没未" or (cue.lastgroup == "paid" and not DONE.search(cue[0]))
    ends = cue.lastgroup == "rate" or is_unpaid
    return not (ends and _STOP.search(before, cue.end()))


def _by_clause(role: Role, word: str, before: str, clause: str) -> Role:
    """What the clause in front of a sum makes of the nearest word's role."""
    words = lexicon("roles.yaml")
    if role == "paid":
        if words["not_done"].search(before):
            return "other"
        if words["promised_before"].search(before) and not DONE.search(word):
            return "promised"
        return "deposit" if words["deposit"].search(clause) else "paid"
    if role in ("due", "deposit") and words["owing_clause"].search(clause):
        return "owed"
    if role == "total" and words["due"].search(clause):
        return "due"
    if role == "due" and words["rate_clause"].search(clause):
        return "rate"
    if role == "rate" and words["owed_rate"].search(clause):
        return "owed"
    return role


def _by_behind(role: Role, word: str, before: str, behind: str) -> Role:
    """What the words behind a sum make of its role."""
    words = lexicon("roles.yaml")
    if words["share_behind"].match(behind):
        return "share"
    if words["piece_behind"].match(behind) or (before.endswith("发") and behind.startswith("工资")):
        return "rate"
    if role == "fee" or (words["fee_behind"].match(behind) and role != "due" and word != "本金"):
        return "fee"
    if words["other_behind"].match(behind):
        return "other"
    if role not in ("owed", "left") and words["deposit_behind"].match(behind):
        return "other" if words["to_be_paid"].search(before) else "deposit"
    if words["unpaid_behind"].match(behind) and not (role == "rate" and behind.startswith(",")):
        return "left" if role in ("left", "paid") or before.endswith(("还", "尚", "仍")) else "owed"
    if role not in ("owed", "left") and words["rate_behind"].match(behind):
        return "rate"
    if words["paid_behind"].match(behind):
        return "paid"
    if role in ("paid", "bare", "total", "other") and words["lent_clause"].search(before):
        return "lent"
    if role == "bare" and words["lent_behind"].match(behind):
        return "lent"
    if role in ("bare", "total", "other", "paid", "spent", "lent") and words["owed_noun_behind"].match(behind):
        return "owed"
    return role
