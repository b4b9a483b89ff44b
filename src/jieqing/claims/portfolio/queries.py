"""What may be asked of imports: the tenant's own, how far each is, and what was said of its file."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from jieqing.claims import keeping as claim_keeping
from jieqing.claims import queries as claims
from jieqing.claims.models import Import
from jieqing.claims.portfolio import keeping, refusals
from jieqing.claims.portfolio.rules.report import Report
from jieqing.claims.queries import SavedClaim
from jieqing.kit.actor import Actor
from jieqing.kit.rows import acting

MOST_LISTED = 200
UNDER_WAY = ("queued", "running", "undoing")


@dataclass(frozen=True, slots=True)
class Seen:
    """An import as it may be shown. `done` counts claims (or payments) so far, of `claims`; `kept` those that an undo
    left, for they were touched. `report` only where it was asked for and is still there.
    """

    id: UUID
    kind: str
    state: str
    version: int
    sheet: str
    mapping: dict[int, str]
    choices: dict[str, object]
    rows: int
    errors: int
    claims: int
    done: int
    total_fen: int
    failed_code: str
    has_report: bool
    made_at: datetime
    changed_at: datetime
    report: Report | None = None

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY


def imports(actor: Actor) -> list[Seen]:
    """The latest imports, the newest first."""
    with acting(actor):
        return [_seen(row) for row in keeping.mine(actor).order_by("-made_at", "-id")[:MOST_LISTED]]


def one(actor: Actor, import_id: UUID, *, opened: bool = False) -> Seen:
    """An import; `opened` opens what was said of its file, which leaves an entry. Raises Refusal (404)."""
    with acting(actor):
        row = keeping.mine(actor).filter(id=import_id).first()
        if row is None:
            raise refusals.not_there()
        report = keeping.opened_report(actor, row) if opened and row.report_sealed else None
        return _seen(row, report)


def left_of(actor: Actor, import_id: UUID, most: int = MOST_LISTED) -> list[SavedClaim]:
    """The claims that are there of an import (after an undo: those that somebody had touched)."""
    with acting(actor):
        ids = (
            claim_keeping.mine(actor).filter(import_id=import_id).order_by("import_group").values_list("id", flat=True)
        )
        return [claims.claim(actor, claim_id) for claim_id in ids[:most]]


def _seen(row: Import, report: Report | None = None) -> Seen:
    return Seen(
        id=row.id,
        kind=row.kind,
        state=row.state,
        version=row.version,
        sheet=row.sheet,
        mapping=keeping.mapping_of(row),
        choices=row.choices,
        rows=row.row_count,
        errors=row.error_count,
        claims=row.claim_count,
        done=row.done_count,
        total_fen=row.total_fen,
        failed_code=row.failed_code,
        has_report=row.report_sealed is not None,
        made_at=row.made_at,
        changed_at=row.changed_at,
        report=report,
    )
