"""The notice's sections (data/notice.yaml), what keeps a wording from being published, and how it is set on a page."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from jieqing.kit.catalogue import read_yaml
from jieqing.kit.words import Language, Words

CATALOGUE = Path(__file__).parents[1] / "data/notice.yaml"
TO_FILL_IN = "【"
MOST_CHARACTERS = 4000  # of one section in one language
LANGUAGES: tuple[Language, ...] = ("zh", "en")

# section id -> its text in both languages
Wording = Mapping[str, Words]
See = Literal["register", "retention", "requests", "history", ""]


@dataclass(frozen=True, slots=True)
class Section:
    """One section. `basis`: ids of the rules that want it said; `see`: the page that shows the same in detail."""

    id: str
    title: Words
    basis: tuple[str, ...]
    see: See
    is_required: bool
    first: Words


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a wording cannot be published as it stands: in which section and language, and what to do."""

    section: str
    language: Language
    message: Words
    remedy: Words

    @property
    def field(self) -> str:
        return f"{self.section}-{self.language}"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (one line) or a list (a line an item)."""

    is_list: bool
    lines: tuple[str, ...]


@cache
def sections() -> dict[str, Section]:
    """All sections by id, in their order on the page."""
    rows = read_yaml(CATALOGUE)
    found = [
        Section(
            id=row["id"], title=Words(**row["title"]), basis=tuple(row["basis"]), see=row.get("see", ""),
            is_required=row["is_required"], first=Words(row["zh"], row["en"]),
        )
        for row in rows
    ]  # fmt: skip
    return {section.id: section for section in found}


def first_wording() -> dict[str, Words]:
    """What an operator starts from."""
    return {section.id: section.first for section in sections().values()}


def cleaned(wording: Wording) -> dict[str, Words]:
    """The known sections of it, in order, with line ends, outer blanks and control characters put right."""
    return {key: Words(*map(_clean, wording.get(key, Words("", "")))) for key in sections()}


def problems(wording: Wording) -> tuple[Problem, ...]:
    """All that keeps it from being published: silent sections, places left to fill in, lengths (CN-PI-04)."""
    return tuple(
        Problem(section.id, language, message, remedy)
        for section in sections().values()
        for language in LANGUAGES
        for message, remedy in _problems(section, wording[section.id].to(language), language)
    )


def blocks(text: str) -> tuple[Block, ...]:
    """Paragraphs and lists: an empty line parts, "- " begins an item."""
    found: list[Block] = []
    for part in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in part.splitlines() if line.strip()]
        items = tuple(line[2:].strip() for line in lines if line.startswith("- "))
        if items and len(items) == len(lines):
            found.append(Block(is_list=True, lines=items))
        elif lines:
            found.append(Block(is_list=False, lines=tuple(lines)))
    return tuple(found)


def _clean(text: str) -> str:
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    plain = ("".join(c for c in line if unicodedata.category(c)[0] != "C").rstrip() for line in lines)
    return "\n".join(plain).strip("\n ")


def _problems(section: Section, text: str, language: Language) -> list[tuple[Words, Words]]:
    tongue = Words("中文", "Chinese") if language == "zh" else Words("英文", "English")
    found = []
    if section.is_required and not text:
        message = Words("“{title}”的{tongue}还空着。", "“{title}” has no {tongue} text.")
        remedy = Words("法律要求告知这一项，请写上。", "The law wants this said: please write it.")
        found.append((message, remedy))
    if TO_FILL_IN in text:
        message = Words(
            "“{title}”的{tongue}里还有【】没有填。", "“{title}” still has places in 【】 to fill in ({tongue})."
        )
        remedy = Words("换成实际情况，并去掉【】。", "Put the facts there and take the 【】 away.")
        found.append((message, remedy))
    if len(text) > MOST_CHARACTERS:
        message = Words("“{title}”的{tongue}超过{most}个字。", "“{title}” is longer than {most} characters ({tongue}).")
        remedy = Words("写短一些：告知要清楚易懂。", "Make it shorter: a notice is to be read.")
        found.append((message, remedy))
    values = {"title": section.title, "tongue": tongue, "most": MOST_CHARACTERS}
    return [(message.filled(**values), remedy) for message, remedy in found]
