"""What changed between two wordings of the notice, and what two people changed at once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from jieqing.kit.words import Language, Words
from jieqing.privacy.rules.notice import LANGUAGES, Wording, sections

# A Chinese character or a Latin word is what a reader sees change; blanks and signs stand alone.
TOKEN = re.compile(r"[A-Za-z0-9'’-]+|\s|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that stayed, went or came."""

    kind: Literal["same", "gone", "new"]
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One section that differs, in one language."""

    section: str
    title: Words
    language: Language
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """A section that both changed, in one language: what the other saved. One's own stays in the form."""

    section: str
    title: Words
    language: Language
    theirs: str
    pieces: tuple[Piece, ...]

    @property
    def field(self) -> str:
        return f"{self.section}-{self.language}"


@dataclass(frozen=True, slots=True)
class Merged:
    """Mine and theirs together: mine where both changed (`clashes`), else whichever changed. `taken`: from theirs."""

    wording: dict[str, Words]
    taken: tuple[Change, ...]
    clashes: tuple[Clash, ...]


def changes(old: Wording, new: Wording) -> tuple[Change, ...]:
    """The sections that differ, in the page's order."""
    return tuple(
        Change(section, sections()[section].title, language, pieces(before, after))
        for section, language, before, after in _pairs(old, new)
        if before != after
    )


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """The difference word by word (Chinese: character by character), what went before what came."""
    left, right = TOKEN.findall(old), TOKEN.findall(new)
    found: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece("same", "".join(left[a:b])))
        else:
            found += [Piece("gone", "".join(left[a:b]))] if b > a else []
            found += [Piece("new", "".join(right[c:d]))] if d > c else []
    return tuple(found)


def merged(start: Wording, mine: Wording, theirs: Wording) -> Merged:
    """Both people's work: `start` is what both began from. Nothing of either is left out of the answer."""
    wording: dict[str, dict[Language, str]] = {key: {} for key in sections()}
    clashes = []
    for section, language, ours, other in _pairs(mine, theirs):
        began = _side(start, section, language)
        is_mine = ours != began
        wording[section][language] = ours if is_mine else other
        if is_mine and other not in (began, ours):
            title = sections()[section].title
            clashes.append(Clash(section, title, language, other, pieces(other, ours)))
    both = {key: Words(sides["zh"], sides["en"]) for key, sides in wording.items()}
    return Merged(both, changes(mine, both), tuple(clashes))


def _pairs(one: Wording, two: Wording) -> Iterator[tuple[str, Language, str, str]]:
    for section in sections():
        for language in LANGUAGES:
            yield section, language, _side(one, section, language), _side(two, section, language)


def _side(wording: Wording, section: str, language: Language) -> str:
    return wording.get(section, Words("", "")).to(language)
