"""A creditor's own words → a draft claim. Each reader answers for its own fields; none keeps anything of the text."""

import re
from collections.abc import Callable
from datetime import date
from typing import Final

from jieqing.claims.intake.draft import Draft, Reading
from jieqing.claims.intake.readers import (
    ageing,
    amounts,
    dates,
    evidence,
    kinds,
    lawsuit,
    parties,
    places,
    rates,
    security,
    terms,
    turn,
)
from jieqing.claims.intake.text import Text, fold
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

LONGEST: Final = 20_000
READERS: Final[tuple[Callable[[Text], dict[str, Reading]], ...]] = (
    amounts.read,
    dates.read,
    ageing.read,
    rates.read,
    terms.read,
    kinds.read,
    parties.read,
    places.read,
    evidence.read,
    lawsuit.read,
    security.read,
    turn.read,
)
_HAN: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_KANA_OR_HANGUL: Final = re.compile(r"[\u3041-\u30ff\uac00-\ud7af]")
_LETTER: Final = re.compile(r"[^\W\d_]")
_SAMPLE: Final = 2_000


def read(text: str, today: date | None = None) -> Draft:
    """What a text says of a debt; what it does not say is absent.

    `today` gives relative words (去年, 上个月) their dates; without it they stay unread. Raises Refusal with field
    'text' where there is nothing to read: empty, too long, no words, not Chinese.
    """
    refusal = _refusal(text)
    if refusal is not None:
        raise refusal
    folded = fold(text, today)
    readings: dict[str, Reading] = {}
    for reader in READERS:
        readings.update(reader(folded))
    return Draft(text, today, readings)


def _refusal(text: str) -> Refusal | None:
    """Why a text cannot be read, or None."""
    if len(text) > LONGEST:
        return _no(
            "text_too_long",
            Words(
                f"太长了：{len(text):,} 字，最多读 {LONGEST:,} 字。",
                f"Too long: {len(text):,} characters; we read {LONGEST:,}.",
            ),
            Words(
                "只留下谁欠谁、为什么事、欠多少、什么时候该还。",
                "Keep who owes whom, what for, how much and since when.",
            ),
        )
    if not text.strip():
        return _no(
            "text_empty",
            Words("还没有写。", "Nothing is written yet."),
            Words(
                "写一两句：谁欠您钱，为什么事，欠多少。", "Write a sentence or two: who owes you, what for, how much."
            ),
        )
    if len(_HAN.findall(text[:_SAMPLE])) > 2 * len(_KANA_OR_HANGUL.findall(text[:_SAMPLE])):
        return None
    if not _LETTER.search(text):
        return _no(
            "text_no_words",
            Words("没有读到文字。", "There are no words in this."),
            Words("用文字写：谁欠您钱，为什么事，欠多少。", "Use words: who owes you, what for, how much."),
        )
    return _no(
        "text_not_chinese",
        Words("现在只读得懂中文。", "We read Chinese only, for now."),
        Words("请用中文写；简体、繁体、口语都行。", "Please write in Chinese; simplified, traditional or as spoken."),
    )


def _no(code: str, message: Words, remedy: Words) -> Refusal:
    return Refusal(code, message, remedy=remedy, field="text")
