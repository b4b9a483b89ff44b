"""A confirmed ledger becomes claims, some hundred a transaction: killed anywhere it goes on where it stopped.

What is done is what stands in the table: a group of an import is a claim once (`claim_imported_once`), and each
transaction holds the import's row, so that two workers take turns.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db.models import QuerySet

from jieqing.claims import assessing
from jieqing.claims import keeping as claim_keeping
from jieqing.claims.adding import add_all
from jieqing.claims.batch.spread import spread
from jieqing.claims.models import Claim, Import
from jieqing.claims.portfolio import importing, keeping, recording
from jieqing.claims.portfolio.reading.result import ReadLedger, ReadPayments
from jieqing.claims.portfolio.rules.grouping import Choices
from jieqing.claims.portfolio.rules.readying import Ground, Ready, readied
from jieqing.claims.portfolio.rules.report import Paid
from jieqing.claims.rules.workflow import is_complete, living_state
from jieqing.evidence import log
from jieqing.kit import clock
from jieqing.kit.actor import Actor
from jieqing.kit.announce import announce
from jieqing.kit.ids import new_id
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.vault import service as vault

BATCH = 500
MANY = 1_000  # groups for which a process of their own is worth its start
Batch = tuple[list[Ready], str]
"""Claims ready to be stored, and the version of the law that their figures rest on."""


def carry_out(actor: Actor, import_id: UUID) -> None:
    """Makes the claims of a confirmed import; of one that is in no such state, nothing. May run twice, and at once.

    A Refusal (the file is gone, say) makes it 'failed' with the refusal's code; what was imported till then stays and
    can be undone.
    """
    try:
        found = _read(actor, import_id)
        if found is None:
            return
        row, reading = found
        if isinstance(reading, ReadPayments):
            done = all(recording.record_some(actor, row.id, batch) for batch in _payments(actor, row))
        else:
            done = all(_saved(actor, row.id, batch) for batch in _batches(actor, row, reading))
        if done:
            _ended(actor, import_id)
    except Refusal as no:
        if no.status >= 500:
            raise
        _failed(actor, import_id, no)


def _read(actor: Actor, import_id: UUID) -> tuple[Import, ReadLedger | ReadPayments] | None:
    with acting(actor):
        row = keeping.mine(actor).select_for_update().filter(id=import_id, state__in=("queued", "running")).first()
        if row is None:
            return None
        row.state, row.changed_at = "running", clock.now()
        row.save(update_fields=["state", "changed_at"])
    filename, data = keeping.content_of(actor, row)
    read = keeping.read_claims if row.kind == "claims" else keeping.read_paid
    return row, read(data, filename, row.read_on, row.sheet, keeping.mapping_of(row))


def _payments(actor: Actor, row: Import) -> Iterator[Sequence[Paid]]:
    """The payments as they were matched in the dry run that the user confirmed."""
    with acting(actor):
        payments = [each for each in keeping.opened_report(actor, row).payments if each.claim_id]
    for at in range(0, len(payments), BATCH):
        yield payments[at : at + BATCH]


def _batches(actor: Actor, row: Import, reading: ReadLedger) -> Iterator[Batch]:
    """What is not stored yet, made ready. Of many, by a process beside this one, which meanwhile seals and stores."""
    with acting(actor):
        done = set(_claims(actor, row.id).values_list("import_group", flat=True))
        grounds = assessing.grounds(actor)
    kind = Choices.from_json(row.choices).kind
    ground = Ground(kind, reading.columns, row.read_on, grounds.rates, grounds.assumptions)
    groups = [group for group in importing.groups_of(row, reading) if group.no not in done]
    chunks = (groups[at : at + BATCH] for at in range(0, len(groups), BATCH))
    with closing(spread(partial(readied, ground=ground), chunks, int(len(groups) > MANY))) as batches:
        for batch in batches:
            yield batch, grounds.version


def _saved(actor: Actor, import_id: UUID, batch: Batch) -> bool:
    """One transaction. False where the import is no longer under way (another worker ended it, or it was undone)."""
    now, (readies, law_version) = clock.now(), batch
    with acting(actor):
        row = keeping.mine(actor).select_for_update().filter(id=import_id, state="running").first()
        if row is None:
            return False
        done = _claims(actor, import_id).filter(import_group__in=[each.no for each in readies])
        done_already = set(done.values_list("import_group", flat=True))
        fresh = [each for each in readies if each.no not in done_already]
        claims = _made(actor, row, fresh, now)
        add_all(claims)
        figures = [(claim, each.figures) for claim, each in zip(claims, fresh, strict=True)]
        assessing.store_figures(actor, figures, "imported", law_version, now)
        row.done_count += len(claims)
        row.changed_at = now
        row.save(update_fields=["done_count", "changed_at"])
    return True


def _made(actor: Actor, row: Import, fresh: Sequence[Ready], now: datetime) -> list[Claim]:
    """The claims of a batch with everything that names anybody sealed, and their entries in the log."""
    claims = {new_id(): each for each in fresh}
    bodies = {
        claim_id: {"version": 1, "import": str(row.id), "rows": list(each.rows)} for claim_id, each in claims.items()
    }
    sealed = vault.seal_many(actor, {claim_id: each.values for claim_id, each in claims.items()}, bodies)
    log.append_all(actor, "claims.claim_saved", sealed.bodies)
    return [_claim(row, claim_id, each, sealed.values[claim_id], now) for claim_id, each in claims.items()]


def _claim(row: Import, claim_id: UUID, each: Ready, sealed: Mapping[str, bytes], now: datetime) -> Claim:
    claim = Claim(
        id=claim_id, tenant_id=row.tenant_id, saved_at=now, changed_at=now, read_on=row.read_on, source="ledger",
        import_id=row.id, import_group=each.no, case=each.case, text_sealed=b"",
    )  # fmt: skip
    claim_keeping.put_columns(claim, each.columns)
    for field, value in sealed.items():
        setattr(claim, f"{field.removeprefix('claim.')}_sealed", value)
    claim.state = living_state(is_complete=is_complete(claim.amount_fen, claim.debt_kind))
    return claim


def _claims(actor: Actor, import_id: UUID) -> QuerySet[Claim]:
    return claim_keeping.mine(actor).filter(import_id=import_id)


def _ended(actor: Actor, import_id: UUID) -> None:
    with acting(actor):
        row = keeping.mine(actor).select_for_update().filter(id=import_id, state="running").first()
        if row is not None:
            ended(actor, row)


def ended(actor: Actor, row: Import) -> None:
    """The import is done: its file goes, and the rooms above are told once."""
    keeping.forget_file(actor, row)
    row.state, row.ended_at, row.changed_at = "done", clock.now(), clock.now()
    row.save()
    log.append(actor, "claims.ledger_imported", about=row.id)
    announce("claims.ledger_imported", tenant=row.tenant_id, import_id=row.id)


def _failed(actor: Actor, import_id: UUID, no: Refusal) -> None:
    with acting(actor):
        row = keeping.own(actor, import_id)
        row.state, row.failed_code, row.changed_at = "failed", no.code, clock.now()
        row.save()
        log.append(actor, "claims.ledger_failed", about=row.id, code=no.code)
