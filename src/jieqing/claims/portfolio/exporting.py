"""The user's own columns again, in their order, with ours behind them; as CSV or XLSX. No cell can be a formula.

Our sums stand in the first line of a claim, so that adding up the column counts each claim once.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path
from uuid import UUID

from django.db.models import Q, QuerySet
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from jieqing.claims import keeping as claim_keeping
from jieqing.claims.export import BOM, guarded
from jieqing.claims.models import Claim, ClaimAssessment
from jieqing.claims.portfolio import keeping, refusals
from jieqing.claims.rules.lines import OwnLines
from jieqing.claims.rules.workflow import states
from jieqing.claims.service import EXPORT, creditors_only
from jieqing.kit.actor import Actor
from jieqing.kit.catalogue import read_yaml
from jieqing.kit.rows import acting
from jieqing.kit.words import Language, Words
from jieqing.vault import service as vault

BATCH = 500
Cell = str | int | float | bool | None
OURS = (
    Words("结清：编号", "Jieqing: id"),
    Words("结清：状态", "Jieqing: state"),
    Words("结清：算到哪天", "Jieqing: as of"),
    Words("结清：按现有材料可主张，最少（元）", "Jieqing: can be asked on the papers at hand, least (yuan)"),
    Words("结清：按现有材料可主张，最多（元）", "Jieqing: can be asked on the papers at hand, most (yuan)"),
    Words("结清：时效届满日（稳妥起诉日）", "Jieqing: end of limitation (safe day to sue)"),
    Words("结清：还剩几天", "Jieqing: days left"),
    Words("结清：走哪条路", "Jieqing: road"),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A header and its lines, which are read from the database as they are taken."""

    header: tuple[str, ...]
    lines: Iterator[tuple[Cell, ...]]


def sheet(actor: Actor, on: date, language: Language, *, import_id: UUID | None = None) -> Sheet:
    """The lines of one import, or of every ledger (the columns of all, in the order of the first that has each).

    Each claim's opening leaves an entry (purpose export). Raises Refusal for an import that isn't the actor's.
    """
    creditors_only(actor)
    with acting(actor):
        if import_id is not None and not keeping.mine(actor).filter(id=import_id).exists():
            raise refusals.not_there()
        ids = list(_claims(actor, import_id).values_list("id", flat=True))
        columns = _columns(actor, import_id)
    header = (*columns, *(words.to(language) for words in OURS))
    return Sheet(header, _lines(actor, ids, columns, on, language))


def csv_chunks(table: Sheet) -> Iterator[bytes]:
    """UTF-8 with its mark, line by line; a cell that a spreadsheet would run stands behind an apostrophe."""
    yield BOM.encode()
    for line in chain((table.header,), table.lines):
        text = io.StringIO()
        csv.writer(text).writerow(["" if cell is None else guarded(cell) for cell in line])
        yield text.getvalue().encode()


def xlsx_file(table: Sheet) -> bytes:
    """A workbook whose text cells say that they are text."""
    book = Workbook(write_only=True)
    page = book.create_sheet("台账")
    page.freeze_panes = "A2"
    for line in chain((table.header,), table.lines):
        cells = []
        for value in line:
            cell = WriteOnlyCell(page, value)
            if isinstance(value, str):
                cell.data_type = "s"
            cells.append(cell)
        page.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _claims(actor: Actor, import_id: UUID | None) -> QuerySet[Claim]:
    mine = claim_keeping.mine(actor).filter(source="ledger")
    mine = mine.filter(import_id=import_id) if import_id else mine
    return mine.order_by("import_id", "import_group")


def _columns(actor: Actor, import_id: UUID | None) -> tuple[str, ...]:
    """The kept columns of each import, each once; columns of one file may share a name, and both stay."""
    firsts = _claims(actor, import_id).distinct("import_id")
    found: list[str] = []
    for claim in firsts:
        columns = _own(actor, [claim])[0].columns
        found += [
            column for column in dict.fromkeys(columns) for _ in range(columns.count(column) - found.count(column))
        ]
    return tuple(found)


def _lines(
    actor: Actor, ids: list[UUID], columns: tuple[str, ...], on: date, language: Language
) -> Iterator[tuple[Cell, ...]]:
    """A transaction for each batch: what is downloaded slowly holds none open."""
    for at in range(0, len(ids), BATCH):
        with acting(actor):
            found = {claim.id: claim for claim in claim_keeping.mine(actor).filter(id__in=ids[at : at + BATCH])}
            claims = [found[claim_id] for claim_id in ids[at : at + BATCH] if claim_id in found]
            current = ClaimAssessment.objects.filter(
                Q(tenant_id=actor.tenant), claim_id__in=list(found), is_current=True
            )
            figures = {row.claim_id: row for row in current}
            batch = list(zip(claims, _own(actor, claims), strict=True))
        for claim, own in batch:
            places = _places(own.columns, columns)
            for number, line in enumerate(own.lines):
                cells: list[Cell] = [None] * len(columns)
                for place, cell in zip(places, line.cells, strict=False):
                    cells[place] = cell
                yield (*cells, *_ours(claim, figures.get(claim.id), on, language, is_first=number == 0))


def _own(actor: Actor, claims: list[Claim]) -> list[OwnLines]:
    opened = vault.open_all(actor, [bytes(claim.rows_sealed or b"") for claim in claims], EXPORT)
    return [OwnLines.from_text(text) for text in opened]


def _places(own: tuple[str, ...], all_columns: tuple[str, ...]) -> list[int]:
    """Where each of a file's columns stands in the table; the second of one name at the second place of that name."""
    places: list[int] = []
    for column in own:
        places.append(next(at for at, name in enumerate(all_columns) if name == column and at not in places))
    return places


def _ours(
    claim: Claim, figures: ClaimAssessment | None, on: date, language: Language, *, is_first: bool
) -> tuple[Cell, ...]:
    last_day = figures.last_day_on if figures else None
    head = (str(claim.id), states()[claim.state].name.to(language))
    if figures is None or not is_first:
        return (*head, *(None,) * (len(OURS) - len(head)))
    return (
        *head,
        figures.as_of_on.isoformat(),
        _yuan(figures.asked_low_fen),
        _yuan(figures.asked_high_fen),
        last_day.isoformat() if last_day else None,
        (last_day - on).days if last_day else None,
        _road_names()[figures.road].to(language) if figures.road else None,
    )


@cache
def _road_names() -> dict[str, Words]:
    path = Path(__file__).parents[1] / "data" / "roads.yaml"
    rows = read_yaml(path)["roads"]
    return {row["id"]: Words(**row["name"]) for row in rows}


def _yuan(fen: int | None) -> int | float | None:
    return None if fen is None else fen // 100 if fen % 100 == 0 else fen / 100
