"""Papers as pages: what the templates need, and nothing that they would have to work out."""

import base64
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from jieqing.claims.papers.asking import questions, to_mend
from jieqing.claims.papers.catalogue import PaperKind, groups
from jieqing.claims.papers.checks import findings, stops
from jieqing.claims.papers.facts import FORMS, PaperFacts
from jieqing.claims.papers.filling import fill
from jieqing.claims.papers.opening import Opened
from jieqing.documents.pdf import pictures
from jieqing.files.queries import Listed
from jieqing.kit.refusal import Refusal

PREVIEW_PPI = 72


def paper_part(
    kind: PaperKind, found: Opened, typed: Mapping[str, str] | None = None, refused: Mapping[str, Refusal] | None = None
) -> dict[str, Any]:
    """A paper with its form, what stands against it, and how it looks; what was typed stays in its field."""
    paper = fill(kind, found.material, rules=found.version)
    asked: list[dict[str, Any]] = [
        {
            "id": each.field.id, "field": each.field, "value": (typed or {}).get(each.field.id, each.typed),
            "is_missing": each.is_missing, "refusal": (refused or {}).get(each.field.id),
            "choices": list(each.field.choices.items()),
        }
        for each in questions(kind, found.material)
    ]  # fmt: skip
    by_group = groupby(asked, key=lambda row: row["field"].group)
    return {
        "kind": kind,
        "gaps": paper.gaps,
        "findings": findings(kind, found.material),
        "is_held": bool(stops(kind, found.material)),
        "groups": [(groups()[name], list(rows)) for name, rows in by_group],
        "missing_count": sum(1 for row in asked if row["is_missing"]),
        "to_mend": to_mend(kind, found.material),
        "pages": [base64.b64encode(page).decode() for page in pictures(paper, PREVIEW_PPI)],
    }


def exhibit_rows(attached: list[Listed], facts: PaperFacts) -> list[dict[str, Any]]:
    """The attachments of a claim, the chosen ones first in their order, with what they prove."""
    chosen = {each.file_id: (no, each) for no, each in enumerate(facts.exhibits, 1)}
    rows = [
        {
            "file": each,
            "no": chosen[each.id][0] if each.id in chosen else None,
            "chosen": chosen[each.id][1] if each.id in chosen else None,
        }
        for each in attached
    ]
    return sorted(rows, key=lambda row: (row["no"] is None, row["no"] or 0))


def forms() -> list[tuple[str, Any]]:
    """The forms that evidence has."""
    return list(FORMS.items())
