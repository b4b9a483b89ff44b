"""A ledger on its way into claims: given, tried, mapped anew, regrouped, confirmed; or dropped.

A dry run stores the file and what was said of it, both sealed. Nothing becomes a claim before `confirm`; the job that
it defers is `carrying_out.carry_out`.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Literal, get_args
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Q

from jieqing.claims import keeping as claim_keeping
from jieqing.claims.intake.fields import fields
from jieqing.claims.models import ColumnMemory, Import
from jieqing.claims.portfolio import keeping, matching, refusals
from jieqing.claims.portfolio.reading.catalogue import catalogue
from jieqing.claims.portfolio.reading.ledger import propose_mapping
from jieqing.claims.portfolio.reading.result import ReadLedger, ReadPayments
from jieqing.claims.portfolio.rules.becoming import debtor_kind
from jieqing.claims.portfolio.rules.grouping import By, Choices, Group, grouped
from jieqing.claims.portfolio.rules.report import Report, report_of, report_of_proposal
from jieqing.claims.service import creditors_only
from jieqing.evidence import log
from jieqing.files import service as files
from jieqing.files.rules.accepting import Accepted
from jieqing.files.rules.catalogue import Kind as FileKind
from jieqing.files.rules.naming import cleaned
from jieqing.kit import clock
from jieqing.kit.actor import Actor
from jieqing.kit.announce import announce
from jieqing.kit.ids import new_id
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words

Kind = Literal["claims", "payments"]
FEWEST_COLUMNS = 2  # a debtor and a sum
SHEET = FileKind("ledger", Words("台账", "a ledger"), extensions=("xlsx",))


def upload(
    actor: Actor, data: bytes, filename: str, on: date, *, kind: Kind = "claims", now: datetime | None = None
) -> UUID:
    """Tries a file: reads it, stores the dry run and gives its id. The mapping of a file with these headers is known.

    Raises Refusal for anyone but a creditor, for a file that can't be read as a whole, and AlreadyHere for one that
    the tenant gave before.
    """
    tenant = creditors_only(actor)
    now = now or clock.now()
    row = Import(
        id=new_id(), tenant_id=tenant, kind=kind, state="read", read_on=on, made_by=actor.who, made_at=now,
        changed_at=now, content_hash=keeping.hash_of(actor, data),
    )  # fmt: skip
    _none_before(actor, row)
    reading = _remembered_reading(actor, row, data, filename)
    if isinstance(reading, ReadLedger) and reading.rows:
        row.choices = Choices(kind=_usual_kind(reading)).to_json()
    stem, extension = cleaned(filename)
    try:
        with acting(actor):
            _read_into(actor, row, reading, data, filename)
            row.save(force_insert=True)
            taken = Accepted(SHEET, f"{stem or SHEET.name.zh}.{extension or 'xlsx'}")
            row.file_id = files.put_judged(actor, row.id, data, taken).id
            row.save(update_fields=["file_id"])
            log.append(actor, "claims.ledger_read", about=row.id)
    except IntegrityError:  # two at once: the other's stands
        _none_before(actor, row)
        raise
    return row.id


def remap(actor: Actor, import_id: UUID, version: int, mapping: Mapping[int, str], *, sheet: str = "") -> None:
    """Reads the file anew with the user's mapping (column → field), which is remembered for files with these headers.

    Raises Refusal for a field that there is not, or one that is given twice (field 'mapping').
    """
    creditors_only(actor)
    with acting(actor):
        row = _at_version(actor, import_id, version)
        if set(mapping.values()) - set(catalogue(kind_of(row)).fields):
            raise refusals.choice_unknown("mapping")
        filename, data = keeping.content_of(actor, row)
        is_other_sheet = bool(sheet) and sheet != row.sheet
        row.sheet = sheet or row.sheet
        if is_other_sheet:
            reading = _remembered_reading(actor, row, data, filename)
        else:
            reading = _reading(row, data, filename, mapping)
            keeping.remember(actor, row.kind, reading.headers, mapping)
        _read_into(actor, row, reading, data, filename)
        _changed(row)


def book(actor: Actor, import_id: UUID, version: int, *, has_proof: bool, is_in_balance: bool) -> None:
    """What the user says of a file's payments: whether he holds their proof, and whether the balances are net of them.

    Without proof a payment does not restart the clock; what is in the balance already is not taken off again.
    """
    creditors_only(actor)
    with acting(actor):
        row = _at_version(actor, import_id, version)
        row.choices = {"has_proof": has_proof, "is_in_balance": is_in_balance}
        _changed(row)


def choose(actor: Actor, import_id: UUID, version: int, choices: Choices) -> None:
    """Groups the lines anew. Raises Refusal for choices that there are not and for lines that can't be moved."""
    creditors_only(actor)
    if choices.by not in get_args(By) or (choices.kind and choices.kind not in fields()["debt_kind"].choices):
        raise refusals.choice_unknown("by")
    with acting(actor):
        row = _at_version(actor, import_id, version)
        filename, data = keeping.content_of(actor, row)
        reading = _reading(row, data, filename, keeping.mapping_of(row))
        if isinstance(reading, ReadLedger):
            owed = {line.row for line in reading.rows if line.outstanding_fen > 0}
            for moved in (*choices.moved, *choices.moved.values()):
                if moved not in owed:
                    raise refusals.row_unknown(moved)
        row.choices = choices.to_json()
        _read_into(actor, row, reading, data, filename)
        _changed(row)


def confirm(actor: Actor, import_id: UUID, version: int) -> None:
    """Has the import carried out by a job. Again: does nothing. Raises Refusal where no line can be imported."""
    creditors_only(actor)
    with acting(actor):
        row = keeping.own(actor, import_id)
        if row.state in ("queued", "running", "done"):
            return
        row = _at_version(actor, import_id, version)
        if not row.claim_count:
            raise refusals.nothing_in_it()
        row.state = "queued"
        _changed(row)
        log.append(actor, "claims.ledger_confirmed", about=row.id)
        announce("claims.ledger_confirmed", tenant=row.tenant_id, import_id=row.id)


def drop(actor: Actor, import_id: UUID) -> None:
    """Forgets a dry run: file, report and key are gone."""
    creditors_only(actor)
    with acting(actor):
        row = keeping.own(actor, import_id, "read", "failed")
        if row.done_count:
            raise refusals.not_now()
        _dropped(actor, row)


def drop_expired(actor: Actor, before: datetime, most: int) -> int:
    """Forgets at most so many dry runs that nobody touched since that moment; how many. For the retention job."""
    with acting(actor):
        forgotten = keeping.mine(actor).filter(state__in=("read", "failed"), done_count=0, changed_at__lt=before)
        old = list(forgotten.select_for_update())
        for row in old[:most]:
            _dropped(actor, row)
    return len(old[:most])


def forget_expired(actor: Actor, before: datetime, most: int) -> int:
    """Forgets what was said of files whose claims are all gone, at most so many; how many. For the retention job."""
    with acting(actor):
        over = keeping.mine(actor).filter(state="done", kind="claims", changed_at__lt=before)
        over = over.exclude(report_sealed=None).select_for_update()
        gone = [row for row in over if not claim_keeping.mine(actor).filter(import_id=row.id).exists()][:most]
        for row in gone:
            keeping.forget(actor, row)
            _changed(row)
    return len(gone)


def delete_all(actor: Actor) -> None:
    """Removes every import of a tenant whose last member has gone, and what was remembered of its columns."""
    with acting(actor):
        for row in keeping.mine(actor).select_for_update():
            keeping.forget(actor, row)
            row.delete()
        ColumnMemory.objects.filter(Q(tenant_id=actor.tenant)).delete()


def groups_of(row: Import, reading: ReadLedger) -> tuple[Group, ...]:
    """The groups of a reading as the user chose them."""
    return grouped(reading.rows, Choices.from_json(row.choices))


def dry_run(data: bytes, filename: str, on: date) -> tuple[Report, ReadLedger]:
    """The report of a ledger, computed and not stored: for whoever has no account."""
    reading = keeping.read_claims(data, filename, on, "", None)
    return report_of(reading, filename, grouped(reading.rows, Choices())), reading


def kind_of(row: Import) -> Kind:
    """What the file tells of."""
    return "payments" if row.kind == "payments" else "claims"


def _none_before(actor: Actor, row: Import) -> None:
    with acting(actor):
        same = keeping.mine(actor).filter(kind=row.kind, content_hash=row.content_hash)
        # of a failed one some claims may be there
        first = same.filter(Q(state__in=keeping.LIVE) | Q(state="failed", done_count__gt=0)).order_by("made_at").first()
    if first is not None:
        raise refusals.AlreadyHere(first.id, first.state)


def _remembered_reading(actor: Actor, row: Import, data: bytes, filename: str) -> ReadLedger | ReadPayments | None:
    """The file by its headers, or as the user mapped such headers before, where that still reads.

    None where the headers tell too little: then it is the user's to say what each column holds.
    """
    reading = None
    try:
        reading = _reading(row, data, filename, None)
        headers, usual = reading.headers, dict(reading.mapping)
    except Refusal as no:
        if no.code != "header_missing":
            raise
        found = propose_mapping(data, filename, sheet=row.sheet or None, kind=kind_of(row))
        headers, usual = found.headers, dict(found.mapping)
        if sum(map(bool, headers)) < FEWEST_COLUMNS:
            raise
    with acting(actor):
        known = keeping.remembered(actor, row.kind, headers)
    if known is None or known == usual:
        return reading
    try:
        return _reading(row, data, filename, known)
    except Refusal:
        return reading


def _unmapped(row: Import, data: bytes, filename: str) -> Report:
    """The report of a sheet whose headers nobody knows: the user says what each column holds."""
    found = propose_mapping(data, filename, sheet=row.sheet or None, kind=kind_of(row))
    row.sheet, row.row_count, row.error_count, row.claim_count, row.total_fen = found.sheet, 0, 0, 0, 0
    row.mapping = {str(column): field for column, field in found.mapping.items()}
    return report_of_proposal(found, filename)


def _reading(row: Import, data: bytes, filename: str, mapping: Mapping[int, str] | None) -> ReadLedger | ReadPayments:
    read = keeping.read_claims if row.kind == "claims" else keeping.read_paid
    return read(data, filename, row.read_on, row.sheet, mapping)


def _read_into(
    actor: Actor, row: Import, reading: ReadLedger | ReadPayments | None, data: bytes, filename: str
) -> None:
    """Puts counts and report of a reading into the row."""
    if reading is None:
        row.report_sealed = keeping.sealed_report(actor, row.id, _unmapped(row, data, filename))
        return
    row.sheet = reading.sheet
    row.mapping = {str(column): field for column, field in reading.mapping.items()}
    row.row_count, row.error_count = len(reading.rows), len(reading.errors)
    if isinstance(reading, ReadLedger):
        groups = groups_of(row, reading)
        report = report_of(reading, filename, groups)
        row.claim_count, row.total_fen = len(groups), sum(group.outstanding_fen for group in groups)
    else:
        matched = matching.matched(actor, reading)
        report = replace(report_of(reading, filename), payments=matched)
        row.claim_count = sum(1 for each in matched if each.claim_id)
        row.total_fen = sum(each.paid_fen for each in matched if each.claim_id)
    row.report_sealed = keeping.sealed_report(actor, row.id, report)


def _usual_kind(reading: ReadLedger) -> str:
    """Goods supplied, where most debtors are organisations; of people's debts nobody can tell by their names."""
    bodies = [debtor_kind(line.debtor_name, line.uscc) in ("company", "government") for line in reading.rows]
    return "trade_receivable" if 2 * sum(bodies) > len(bodies) else ""


def _at_version(actor: Actor, import_id: UUID, version: int) -> Import:
    row = keeping.own(actor, import_id, "read")
    if row.version != version:
        raise refusals.changed_meanwhile()
    return row


def _changed(row: Import) -> None:
    row.version += 1
    row.changed_at = clock.now()
    row.save()


def _dropped(actor: Actor, row: Import) -> None:
    keeping.forget(actor, row)
    row.state, row.ended_at = "dropped", clock.now()
    log.append(actor, "claims.ledger_dropped", about=row.id)
    _changed(row)
