"""An import's row, sealed report and file: found under lock, filled, opened, forgotten. Inside `acting` only."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from jieqing.claims.models import ColumnMemory, Import
from jieqing.claims.portfolio import refusals
from jieqing.claims.portfolio.reading.ledger import read_ledger
from jieqing.claims.portfolio.reading.payments import read_payments
from jieqing.claims.portfolio.reading.result import ReadLedger, ReadPayments
from jieqing.claims.portfolio.rules.grouping import folded
from jieqing.claims.portfolio.rules.report import Report
from jieqing.files import service as files
from jieqing.kit import clock
from jieqing.kit.actor import Actor
from jieqing.vault import service as vault

PURPOSE = "ledger_import"
LIVE = ("read", "queued", "running", "done", "undoing")
REPORT = "claim.import_report"


def mine(actor: Actor) -> QuerySet[Import]:
    """The imports of the actor's tenant; none for nobody's."""
    return Import.objects.filter(Q(tenant_id=actor.tenant))


def own(actor: Actor, import_id: UUID, *states: str) -> Import:
    """The import, its row locked; raises Refusal where it isn't the actor's (404) or in none of the states (409)."""
    found = mine(actor).select_for_update().filter(id=import_id).first()
    if found is None:
        raise refusals.not_there()
    if states and found.state not in states:
        raise refusals.not_now()
    return found


def read_claims(data: bytes, filename: str, on: date, sheet: str, mapping: Mapping[int, str] | None) -> ReadLedger:
    """The ledger, read; raises Refusal where the whole file can't be."""
    return read_ledger(data, filename, on=on, sheet=sheet or None, mapping=mapping)


def read_paid(data: bytes, filename: str, on: date, sheet: str, mapping: Mapping[int, str] | None) -> ReadPayments:
    """The list of payments, read; raises Refusal where the whole file can't be."""
    return read_payments(data, filename, on=on, sheet=sheet or None, mapping=mapping)


def mapping_of(row: Import) -> dict[int, str]:
    """Column (from 0) → field, as it is stored."""
    return {int(column): field for column, field in row.mapping.items()}


def content_of(actor: Actor, row: Import) -> tuple[str, bytes]:
    """(filename, content) of the file; the vault leaves an entry."""
    if row.file_id is None:
        raise refusals.not_now()
    filename, _, content = files.get(actor, row.file_id, PURPOSE)
    return filename, content


def sealed_report(actor: Actor, import_id: UUID, report: Report) -> bytes:
    """The report, sealed under the key of the import."""
    return vault.seal(actor, import_id, REPORT, report.to_text())


def opened_report(actor: Actor, row: Import) -> Report:
    """The report again; the vault leaves an entry."""
    return Report.from_text(vault.open(actor, bytes(row.report_sealed or b""), PURPOSE))


def forget_file(actor: Actor, row: Import) -> None:
    """The file goes once its lines are claims: it may hold columns that are not to be kept."""
    files.remove_all(actor, row.id)
    row.file_id = None


def forget(actor: Actor, row: Import) -> None:
    """File, report and key go."""
    forget_file(actor, row)
    vault.erase(actor, row.id)
    row.report_sealed = None


def hash_of(actor: Actor, data: bytes) -> str:
    """What tells the same file again within one tenant, and nothing to another."""
    return hashlib.sha256(str(actor.tenant).encode() + b"\x00" + data).hexdigest()


def remembered(actor: Actor, kind: str, headers: Sequence[str]) -> dict[int, str] | None:
    """The mapping that the user gave a file with these headers, the last time."""
    found = ColumnMemory.objects.filter(Q(tenant_id=actor.tenant), headers_hash=_headers_hash(kind, headers)).first()
    return {int(column): field for column, field in found.mapping.items()} if found else None


def remember(actor: Actor, kind: str, headers: Sequence[str], mapping: Mapping[int, str]) -> None:
    """Keeps a mapping for the next file with these headers."""
    ColumnMemory.objects.update_or_create(
        tenant_id=actor.tenant,
        headers_hash=_headers_hash(kind, headers),
        defaults={"mapping": {str(c): field for c, field in mapping.items()}, "changed_at": clock.now()},
    )


def _headers_hash(kind: str, headers: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join([kind, *map(folded, headers)]).encode()).hexdigest()
