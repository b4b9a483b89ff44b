"""A paper as blocks of plain text, the same for PDF and DOCX. No value is ever read as markup.

A gap stands in the text as 【待填：…】, so that it is seen in every form that the paper takes.
"""

import re
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final, Literal

GAP: Final = re.compile("【待填：[^】]*】")


def gap(name: str) -> str:
    """The mark of something that is not known: '【待填：受理法院】'. Brackets in the name would end it early."""
    return f"【待填：{name.replace('】', ']')}】"


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a section."""

    text: str
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text, its first line set in by two characters where `is_indented`."""

    text: str
    is_indented: bool = True
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Note:
    """Something to be read before all else, in a frame."""

    text: str
    kind: Literal["note"] = "note"


@dataclass(frozen=True, slots=True)
class Column:
    """`share` of the width, beside the other columns' shares; figures stand to the right."""

    name: str
    share: int = 1
    is_right: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of as many cells as there are columns; `total` is a last row, set off by a rule."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a form: what is asked, and what is said to it. Without `said` the label is the band of a group."""

    label: str
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """An element-style form: every row of it, filled or not."""

    rows: tuple[Row, ...]
    kind: Literal["form"] = "form"


@dataclass(frozen=True, slots=True)
class Signature:
    """Lines at the end, to the right: who signs, the day."""

    lines: tuple[str, ...]
    kind: Literal["signature"] = "signature"


Block = Heading | Paragraph | Note | Table | Form | Signature


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper ready to be laid out. `dated_on` is the only date in its bytes; `foot` stands below every page."""

    title: str
    number: str
    dated_on: date
    blocks: tuple[Block, ...]
    foot: str = ""

    @property
    def gaps(self) -> tuple[str, ...]:
        """The marks that are still in it, each once, in order."""
        return tuple(dict.fromkeys(found for text in _texts(asdict(self)) for found in GAP.findall(text)))


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for each in value.values() for text in _texts(each)]
    return [text for each in value for text in _texts(each)] if isinstance(value, (list, tuple)) else []


def as_data(paper: Paper) -> dict[str, Any]:
    """The paper as JSON-ready values: what the layouts are given, and what its hash is taken of."""
    return {**asdict(paper), "dated_on": paper.dated_on.isoformat()}
