"""The text as the readers see it: the same length as typed, so that every span holds in both."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Text:
    """`typed` is what the writer wrote; `plain` is it with full width, Traditional and look-alike characters folded.

    Both have the same length: character i of `plain` stands for character i of `typed`.
    """

    typed: str
    plain: str
    today: date | None


def fold(typed: str, today: date | None = None) -> Text:
    """Folds full width to half width and Traditional to Simplified, one character for one."""
    plain = typed.translate(_folding())
    return Text(typed, plain, today)


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
    return table
