"""The notice's sections as templates take them."""

from collections.abc import Iterable
from dataclasses import dataclass

from jieqing.kit.words import Language, Words
from jieqing.privacy.rules.difference import Clash, Piece
from jieqing.privacy.rules.notice import LANGUAGES, Block, Problem, Section, Wording, blocks, sections


@dataclass(frozen=True, slots=True)
class Read:
    """A section as it is read."""

    section: Section
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One language of a section in the form: the text, what is wrong, and what another operator wrote meanwhile."""

    field: str
    language: Language
    text: str
    rows: int
    problems: tuple[Problem, ...]
    theirs: str
    pieces: tuple[Piece, ...]

    @property
    def is_wrong(self) -> bool:
        return bool(self.problems or self.pieces)


@dataclass(frozen=True, slots=True)
class Edited:
    """A section in the form."""

    section: Section
    sides: tuple[Side, ...]


def read(wording: Wording, language: Language) -> list[Read]:
    """The sections that say something in that language."""
    found = [Read(section, blocks(_text(wording, section, language))) for section in sections().values()]
    return [each for each in found if each.blocks]


def edited(wording: Wording, problems: Iterable[Problem], clashes: Iterable[Clash]) -> list[Edited]:
    """The form: every section with both its languages."""
    wrong, clashing = list(problems), {clash.field: clash for clash in clashes}
    found = []
    for section in sections().values():
        sides = []
        for language in LANGUAGES:
            field, text = f"{section.id}-{language}", _text(wording, section, language)
            clash = clashing.get(field)
            sides.append(
                Side(
                    field=field,
                    language=language,
                    text=text,
                    rows=text.count("\n") + len(text) // (34 if language == "zh" else 60) + 2,
                    problems=tuple(problem for problem in wrong if problem.field == field),
                    theirs=clash.theirs if clash else "",
                    pieces=clash.pieces if clash else (),
                )
            )
        found.append(Edited(section, tuple(sides)))
    return found


def posted(form: "dict[str, str]") -> dict[str, Words]:
    """The wording that a form carries in fields named '<section>-zh', '<section>-en'."""
    return {key: Words(form.get(f"{key}-zh", ""), form.get(f"{key}-en", "")) for key in sections()}


def _text(wording: Wording, section: Section, language: Language) -> str:
    return wording.get(section.id, Words("", "")).to(language)
