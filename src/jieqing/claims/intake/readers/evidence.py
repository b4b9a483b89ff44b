"""What the writer can show: papers, transfers, chats; that there is nothing; or, mostly, no word of it."""

import re
from collections.abc import Iterable
from functools import cache

from jieqing.claims.intake.draft import Reading, Span
from jieqing.claims.intake.lexicon import lexicon, read_rows
from jieqing.claims.intake.readers.turn import tells_of_debt
from jieqing.claims.intake.text import Text

READ_LENGTH = 2500
_BEFORE = 9  # a denial further off than that is of something else
_NEGATED = re.compile(r"[没未不无][有曾]?$")


def read(text: Text) -> dict[str, Reading]:
    """`evidence` (kinds named and not denied, in the order of evidence.yaml) and `has_written_evidence`.

    True where something written is named; False where the writer says that there is none; absent otherwise. A paper
    that is only asked about, planned, or in the other side's hands says neither.
    """
    if not tells_of_debt(text):
        return {}
    plain = text.plain
    start = text.suit.head_end if text.suit else 0
    end = min(len(plain), start + READ_LENGTH)
    words = lexicon("evidence.yaml")
    denied = _spans(words["missing"], plain, start, end)
    apart = _spans(words["not_yet"], plain, start, end) + _spans(words["taken"], plain, start, end)
    found: dict[str, Span] = {}
    for kind in _kinds():
        for match in words[kind].finditer(plain, start, end):
            span = Span(*match.span())
            negated = _NEGATED.search(plain[max(0, span.start - 2) : span.start])
            if not negated and not _touches(span, denied) and not _touches(span, apart):
                found[kind] = span
                break
    if "contract" in found and any(
        "合同" in plain[at.start : at.end] or "签约" in plain[at.start : at.end] for at in denied
    ):
        del found["contract"]  # 没签合同 … 租赁合同: the second is the deal, not a paper.
    if not found:
        signed = words["signature"].search(plain, start, end)
        if signed and not words["signature_asked"].search(plain[max(0, signed.start() - 8) : signed.start() + 1]):
            found["other_doc"] = Span(*signed.span())
    denied = denied or _spans(words["none_at_all"], plain, start, end)
    if not found and not denied:
        found = _any_paper(plain, start, end, apart)
    return _readings(found, denied)


def _any_paper(plain: str, start: int, end: int, apart: list[Span]) -> dict[str, Span]:
    """The first paper named at all, in whatever turn of phrase, unless it is denied or asked for just before."""
    words = lexicon("evidence.yaml")
    for row, kind in _named():
        for match in words[row].finditer(plain, start, end):
            span = Span(*match.span())
            before = plain[max(start, span.start - _BEFORE) : span.start]
            if not words["denied_before"].search(before) and not _touches(span, apart):
                return {kind: span}
    return {}


def _readings(found: dict[str, Span], denied: list[Span]) -> dict[str, Reading]:
    readings = {}
    if found:
        readings["evidence"] = Reading(tuple(found), tuple(found.values()), 0.85)
    if set(found) - {"witness"}:
        readings["has_written_evidence"] = Reading(True, tuple(found.values()), 0.85)
    elif denied:
        readings["has_written_evidence"] = Reading(False, tuple(denied[:2]), 0.85)
    return readings


@cache
def _kinds() -> tuple[str, ...]:
    return tuple(row["id"] for row in read_rows("evidence.yaml") if "evidence" in row)


@cache
def _named() -> tuple[tuple[str, str], ...]:
    """The rows for a paper named at all, each with its kind."""
    return tuple((row["id"], row["named"]) for row in read_rows("evidence.yaml") if "named" in row)


def _spans(pattern: re.Pattern[str], plain: str, start: int, end: int) -> list[Span]:
    return [Span(*match.span()) for match in pattern.finditer(plain, start, end)]


def _touches(span: Span, others: Iterable[Span]) -> bool:
    return any(span.start < other.end and other.start < span.end for other in others)
