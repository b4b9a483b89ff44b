"""The text as the readers see it: the same length as typed, so that every span holds in both."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from typing import Final

from jieqing.claims.intake.draft import Reading
from jieqing.claims.intake.readers.kinds import kind_of
from jieqing.claims.intake.readers.lengths import Length, lengths
from jieqing.claims.intake.readers.moments import Moment, moments
from jieqing.claims.intake.readers.numerals import Sum, sums
from jieqing.claims.intake.readers.pleading import Pleading, pleading

_SENTENCE_END: Final = re.compile(r"[。;!?\n]")
# Where a judgment leaves the claimant's account for the answer, the evidence or the findings.
_ACCOUNT_END: Final = re.compile(
    r"(?<=[。;\n])(?:[^。;\n]{0,25}?(?:辩称|答辩称|未(?:作|做|到庭|予|提交?|进行)?[^。,]{0,6}答辩|未到庭)|(?:本院)?经(?:本院)?(?:公开)?(?:开庭)?审理"
    r"|本院(?:经|认|根据|查明)|经(?:本院)?审查|经查|经庭审|当事人围绕)"
)
_IS_PLEADING: Final = re.compile(r"诉讼请求|诉称|请求(?:依法)?判|判令")


@dataclass(frozen=True)
class Text:
    """`typed` is what the writer wrote; `plain` is it with full width, Traditional and look-alike characters folded.

    Both have the same length: character i of `plain` stands for character i of `typed`. What several readers need is
    found once and forgotten with the text.
    """

    typed: str
    plain: str
    today: date | None

    @cached_property
    def sums(self) -> tuple[Sum, ...]:
        """Every sum of money."""
        return sums(self.plain)

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """Every day, month or year."""
        return moments(self.plain, self.today)

    @cached_property
    def lengths(self) -> tuple[Length, ...]:
        """Every length of time."""
        return lengths(self.plain)

    def before(self, at: int, window: int = 24) -> str:
        """The folded text in front of a place, from the start of its sentence, at most `window` characters."""
        return _SENTENCE_END.split(self.plain[max(0, at - window) : at])[-1]

    def behind(self, at: int, window: int = 40) -> str:
        """The folded text behind a place, to the end of its sentence, at most `window` characters."""
        return _SENTENCE_END.split(self.plain[at : at + window], maxsplit=1)[0]

    @cached_property
    def suit(self) -> Pleading | None:
        """Its parties, where it is a complaint or a judgment."""
        return pleading(self.plain)

    @cached_property
    def kind(self) -> Reading | None:
        """What the debt is for."""
        return kind_of(self.plain, self.suit)

    @cached_property
    def is_pleading(self) -> bool:
        """Whether it is written to or by a court."""
        return _IS_PLEADING.search(self.plain) is not None

    @cached_property
    def account_end(self) -> int:
        """Where the claimant's own account ends; the whole text unless it is a judgment with answer and findings."""
        match = _ACCOUNT_END.search(self.plain) if self.is_pleading else None
        return match.start() if match and match.start() > 40 else len(self.plain)


def fold(typed: str, today: date | None = None) -> Text:
    """Folds full width to half width and Traditional to Simplified, one character for one."""
    return Text(typed, typed.translate(_folding()), today)


@cache
def _folding() -> dict[int, str]:
    """One-to-one foldings: OpenCC's character table (package opencc-python-reimplemented), then Unicode NFKC."""
    table: dict[int, str] = {}
    source = files("opencc") / "dictionary" / "TSCharacters.txt"
    for line in source.read_text(encoding="utf-8").splitlines():
        traditional, _, simplified = line.partition("\t")
        if len(traditional) == 1 and simplified:
            table[ord(traditional)] = simplified.split(" ")[0]
    for code in (*range(0xFF01, 0xFF5F), 0x3000, 0xFFE5):
        table[code] = unicodedata.normalize("NFKC", chr(code))
    # digits of other scripts are digits to a pattern, so they must be digits to a reader
    digits = ((code, unicodedata.decimal(chr(code), None)) for code in range(0x660, 0x1FC00))
    return table | {code: str(digit) for code, digit in digits if digit is not None}
