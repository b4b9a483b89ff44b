"""A claim that came from a ledger: the user's own lines, what was read of them, and what a correction changes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Self

from jieqing.claims.intake.draft import Draft, Reading
from jieqing.claims.rules.case import Case
from jieqing.claims.rules.casing import case_of
from jieqing.claims.rules.saving import facts_text, readings_in


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A line of the user's file: its number there, and its cells, in the order of the kept columns."""

    row: int
    cells: tuple[str | int | float | bool | None, ...]


@dataclass(frozen=True, slots=True)
class OwnLines:
    """The user's lines of one claim, without the columns that are not kept; what was read of them, and the case."""

    columns: tuple[str, ...]
    lines: tuple[OwnLine, ...]
    readings: Mapping[str, Reading]
    case: Case

    def draft(self, read_on: date) -> Draft:
        """What was read of the lines, before any correction; there is no text."""
        return Draft("", read_on, dict(self.readings))

    def to_text(self) -> str:
        """JSON to be sealed."""
        kept: dict[str, Any] = {
            "columns": list(self.columns),
            "rows": [{"row": line.row, "cells": list(line.cells)} for line in self.lines],
            "facts": facts_text(Draft("", date.min, dict(self.readings))),
            "case": self.case.to_json(),
        }
        return json.dumps(kept, ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The lines of `to_text`."""
        kept = json.loads(text)
        lines = tuple(OwnLine(each["row"], tuple(each["cells"])) for each in kept["rows"])
        return cls(tuple(kept["columns"]), lines, readings_in(kept["facts"]), Case.from_json(kept["case"]))


def recast(kept: OwnLines, draft: Draft, read_on: date) -> Case:
    """The case of the lines with what the corrections changed; a sum of the user's own stands without its parts."""
    before, after = case_of(kept.draft(read_on), read_on), case_of(draft, read_on)
    names = [field.name for field in fields(Case) if getattr(before, field.name) != getattr(after, field.name)]
    changed: dict[str, Any] = {name: getattr(after, name) for name in names}
    if "principal_fen" in changed:
        changed["parts"] = ()
    return replace(kept.case, **changed)
