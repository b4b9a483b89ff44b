"""Groups of lines made ready to be stored: what is to be sealed, what lies open, the case and its figures. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jieqing.claims.portfolio.rules.becoming import became
from jieqing.claims.portfolio.rules.grouping import Group
from jieqing.claims.rules.assess import assess
from jieqing.claims.rules.assessment import Assumptions
from jieqing.claims.rules.figures import Figures, figures_of
from jieqing.claims.rules.lpr import LprTable
from jieqing.claims.rules.saving import Columns, columns, facts_text


@dataclass(frozen=True, slots=True)
class Ground:
    """What every group of an import is made ready on. `kind` as in `becoming`; `columns` are the user's own."""

    kind: str
    columns: tuple[str, ...]
    read_on: date
    rates: LprTable
    assumptions: Assumptions


@dataclass(frozen=True, slots=True)
class Ready:
    """A claim before it is one. `values` go sealed, by field of the register; `rows` are its lines of the ledger."""

    no: int
    rows: tuple[int, ...]
    values: dict[str, str]
    columns: Columns
    case: dict[str, Any]
    figures: Figures


def readied(groups: Sequence[Group], ground: Ground) -> list[Ready]:
    """The groups, ready to be stored, in the same order."""
    return [_ready(group, ground) for group in groups]


def _ready(group: Group, ground: Ground) -> Ready:
    claim = became(group, ground.kind, ground.columns, ground.read_on)
    values = {
        "corrections": "{}",
        "facts": facts_text(claim.draft),
        "debtor_name": claim.draft.value("debtor_name"),
        "debtor_phone": claim.phone,
        "debtor_id_number": claim.id_number,
        "debtor_address": claim.address,
        "rows": claim.lines.to_text(),
    }
    return Ready(
        no=claim.no,
        rows=tuple(line.row for line in claim.lines.lines),
        values={f"claim.{field}": value for field, value in values.items() if value},
        columns=columns(claim.draft, ground.read_on),
        case=claim.case.to_json(),
        figures=figures_of(assess(claim.case, (), ground.read_on, ground.rates, ground.assumptions)),
    )
