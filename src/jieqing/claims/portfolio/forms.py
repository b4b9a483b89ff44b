"""What stands in the forms of the import wizard, read from what a browser sent."""

import re

from django.http import QueryDict

from jieqing.claims.portfolio.rules.grouping import Choices
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

COLUMN = "column."
# '7→5', '7>5', '7 5': line 7 joins that of line 5; '7' alone: a claim of its own.
_MOVE = re.compile(r"(\d{1,7})(?:\s*(?:→|->|>|到|:|\s)\s*(\d{1,7}))?")


def mapping_in(form: QueryDict) -> dict[int, str]:
    """Column → field, of the columns that were given one."""
    given = {name.removeprefix(COLUMN): str(field) for name, field in form.items() if name.startswith(COLUMN)}
    return {int(column): field for column, field in given.items() if field and column.isdecimal() and len(column) < 6}


def choices_in(form: QueryDict) -> Choices:
    """How to group, what the money is for, and the lines that were moved; raises Refusal (field 'moved')."""
    moved: dict[int, int] = {}
    for line in re.split(r"[\n,，;；]", str(form.get("moved", ""))):
        if not line.strip():
            continue
        found = _MOVE.fullmatch(line.strip())
        if found is None:
            raise _unreadable(line.strip())
        moved[int(found[1])] = int(found[2] or found[1])
    return Choices(str(form.get("by", "contract")), str(form.get("kind", "")), moved)  # type: ignore[arg-type]


def moved_text(choices: Choices) -> str:
    """The moves as they would be typed."""
    return "\n".join(str(row) if row == to else f"{row} → {to}" for row, to in choices.moved.items())


def version_in(form: QueryDict) -> int:
    """The version that the page showed; 0, which no import has, where the form carries none."""
    raw = str(form.get("version", ""))
    return int(raw) if raw.isdecimal() and len(raw) < 9 else 0


def _unreadable(line: str) -> Refusal:
    return Refusal(
        "move_unreadable",
        Words(f"“{line[:40]}”没看懂。", f"“{line[:40]}” could not be read."),
        remedy=Words(
            "一行写一个：“7 → 5”是第 7 行并到第 5 行那一笔，单写“7”是第 7 行自成一笔。",
            "One on a line: “7 → 5” puts row 7 into the claim of row 5; “7” alone makes row 7 a claim of its own.",
        ),
        field="moved",
    )
