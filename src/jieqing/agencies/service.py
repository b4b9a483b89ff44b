"""What an operator does to the directory: import, load the invented one, suspend, reinstate; and undo the latest.

Of an import the valid rows are taken and the broken ones are left out, reported, and kept as a file to correct. All
of it is one transaction. Agencies that the file does not name stay as they are; a row replaces all facts of its agency.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from jieqing.agencies import keeping
from jieqing.agencies.demo import demo_directory
from jieqing.agencies.exchange.reading import DirectoryFile, ReadRow, read_directory
from jieqing.agencies.exchange.unreadable import RowProblem
from jieqing.agencies.exchange.writing import broken_rows
from jieqing.agencies.keeping import Outcome
from jieqing.agencies.models import Agency, DirectoryChange
from jieqing.agencies.queries import listing as listing_asked
from jieqing.agencies.queries import operators_only
from jieqing.agencies.rules.listing import Listing, Registration
from jieqing.kit import clock
from jieqing.kit.actor import Actor, system
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

Verb = DirectoryChange.Verb
SYSTEM = system("demo", roles=["operator"])


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do. Counts are rows; `problems` with `is_refused` left their row out.

    `change_id` is None where nothing was stored; `edition` is that of the directory afterwards.
    """

    change_id: UUID | None
    filename: str
    is_dry_run: bool
    added: int
    changed: int
    unchanged: int
    rejected: int
    problems: tuple[RowProblem, ...]
    edition: int

    @property
    def has_broken_file(self) -> bool:
        """Whether the rows left out can be downloaded (`queries.broken_file`)."""
        return self.change_id is not None and self.rejected > 0


class _TriedOnly(Exception):  # noqa: N818 - ends a trial by rolling it back
    pass


def import_directory(
    actor: Actor, file_bytes: bytes, filename: str, dry_run: bool = False, *, now: datetime | None = None
) -> ImportReport:
    """Takes the valid rows of a CSV or XLSX file; a dry run does everything and then leaves no trace.

    Raises Refusal for anyone but an operator, and for a file that is of no use as a whole.
    """
    operators_only(actor)
    now = now or clock.now()
    read = read_directory(file_bytes, now.astimezone(clock.SHANGHAI).date())
    try:
        with transaction.atomic():
            report = _import(actor, read, file_bytes, filename, now)
            if dry_run:
                raise _TriedOnly
    except _TriedOnly:
        report = replace(report, change_id=None, is_dry_run=True, edition=keeping.current_edition())
    return report


def load_demo(actor: Actor = SYSTEM, *, now: datetime | None = None) -> Outcome:
    """Puts the invented directory in. Once an operator has changed anything after it, it is left as it stands."""
    operators_only(actor)
    with transaction.atomic():
        edition = keeping.next_edition()
        if keeping.stands(Verb.DEMO) and not keeping.stands_latest(Verb.DEMO):
            return Outcome(None, 0, 0, len(demo_directory()))
        return _store(actor, Verb.DEMO, edition, demo_directory(), now or clock.now())


def suspend(actor: Actor, agency_id: str, *, now: datetime | None = None) -> Outcome:
    """Keeps an agency from being shown as fit, until it is reinstated."""
    return _register(actor, agency_id, "suspended", Verb.SUSPEND, now)


def reinstate(actor: Actor, agency_id: str, *, now: datetime | None = None) -> Outcome:
    """Ends a suspension."""
    return _register(actor, agency_id, "active", Verb.REINSTATE, now)


def undo(actor: Actor, change_id: UUID | str, *, now: datetime | None = None) -> DirectoryChange:
    """Puts every agency of a change back as it was. Only the latest change that still stands can be undone.

    Raises Refusal for anyone but an operator, for an unknown change, and for one that is not the latest.
    """
    operators_only(actor)
    with transaction.atomic():
        edition = keeping.next_edition()
        change = keeping.latest_standing()
        if change is None or str(change.id) != str(change_id):
            raise _not_the_latest()
        keeping.restore(change)
        keeping.set_edition(edition)
        change.undone_at, change.undone_by = now or clock.now(), actor.who
        change.save(update_fields=["undone_at", "undone_by"])
    return change


def _import(actor: Actor, read: DirectoryFile, data: bytes, filename: str, now: datetime) -> ImportReport:
    edition = keeping.next_edition()
    problems = list(read.problems)
    listings = list(_agreeing_with_directory(read, problems))
    outcome = _store(
        actor,
        Verb.IMPORT,
        edition,
        listings,
        now,
        filename=filename[:200].replace("\x00", ""),
        sha256=hashlib.sha256(data).hexdigest(),
        rejected=len(read.broken),
        broken_file=broken_rows(read, problems, "zh") if read.broken else b"",
    )
    return ImportReport(
        change_id=outcome.change_id,
        filename=filename,
        is_dry_run=False,
        added=outcome.added,
        changed=outcome.changed,
        unchanged=outcome.unchanged,
        rejected=len(read.broken),
        problems=tuple(sorted(problems, key=lambda problem: problem.row)),
        edition=keeping.current_edition(),
    )


def _agreeing_with_directory(read: DirectoryFile, problems: list[RowProblem]) -> Iterable[Listing]:
    """Rows whose registration code is not another agency's. A row without an id takes the id of its code's owner."""
    owners = keeping.owners(row.listing.registration_code for row in read.taken)
    own_ids = {row.listing.id for row in read.taken if row.has_own_id}
    for row in read.taken:
        owner = owners.get(row.listing.registration_code, row.listing.id)
        if owner != row.listing.id and (row.has_own_id or owner in own_ids):
            problems.append(_code_of_another(row, owner))
            read.broken[row.row] = row.cells
        else:
            yield replace(row.listing, id=owner)


def _store(
    actor: Actor,
    verb: DirectoryChange.Verb,
    edition: int,
    listings: Sequence[Listing],
    now: datetime,
    **about_file: object,
) -> Outcome:
    """Saves what differs, remembers what was there before, and raises the edition if there is anything to remember."""
    change = DirectoryChange(number=edition, verb=verb, actor=actor.who, made_at=now, **about_file)
    outcome = keeping.save(change, listings)
    if outcome.change_id is not None:
        keeping.set_edition(edition)
    return outcome


def _register(
    actor: Actor, agency_id: str, state: Registration, verb: DirectoryChange.Verb, now: datetime | None
) -> Outcome:
    operators_only(actor)
    with transaction.atomic():
        edition = keeping.next_edition()
        changed = replace(listing_asked(actor, agency_id), registration=state)
        return _store(actor, verb, edition, [changed], now or clock.now())


def _code_of_another(row: ReadRow, owner: str) -> RowProblem:
    name = Agency.objects.values_list("name", flat=True).get(id=owner)
    message = Words(f"这个信用代码属于 {owner}（{name}）。", f"This registration code is that of {owner} ({name}).")
    remedy = Words("请核对编号和信用代码。", "Check the id and the code.")
    return RowProblem(row.row, Words("统一社会信用代码", "registration code"), message, remedy)


def _not_the_latest() -> Refusal:
    return Refusal(
        "not_the_latest_change",
        Words("只能撤销最近一次还有效的改动。", "Only the latest change that still stands can be undone."),
        remedy=Words("请从最近一次起逐次撤销。", "Undo from the latest one backwards."),
        field="change_id",
        status=409,
    )
