"""Rows of the directory, written in bulk, with what stood there before. Called inside a service's transaction."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.db.models import Q

from jieqing.agencies.models import Agency, ChangedAgency, DirectoryChange, Edition
from jieqing.agencies.records import FACTS, listing_of, row
from jieqing.agencies.rules.listing import Listing

BATCH = 1000
ONLY = 1  # the id of the single row of Edition
_COLUMNS = [field.name for field in Agency._meta.concrete_fields if not field.primary_key]
CHANGES_AGENCIES = Q(added__gt=0) | Q(changed__gt=0)
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Agencies that a change added, changed and left alone. `change_id` is None where there was nothing to remember."""

    change_id: UUID | None
    added: int
    changed: int
    unchanged: int


def next_edition() -> int:
    """The number that the next change makes. Takes the row's lock: changes of the directory follow one another."""
    Edition.objects.get_or_create(id=ONLY)
    return Edition.objects.select_for_update().get(id=ONLY).number + 1


def set_edition(number: int) -> None:
    Edition.objects.filter(id=ONLY).update(number=number)


def current_edition() -> int:
    return Edition.objects.values_list("number", flat=True).first() or 0


def owners(codes: Iterable[str]) -> dict[str, str]:
    """Registration code -> id of the agency that holds it now."""
    found: dict[str, str] = {}
    for some in _batches(code for code in codes if code):
        found |= dict(Agency.objects.filter(registration_code__in=some).values_list("registration_code", "id"))
    return found


def save(change: DirectoryChange, listings: Sequence[Listing]) -> Outcome:
    """Writes the listings that differ from the directory and remembers what was there before."""
    change.added = change.changed = change.unchanged = 0
    is_kept = bool(change.rejected)
    if is_kept:
        change.save(force_insert=True)
    for some in _batches(listings):
        before = {facts["id"]: facts for facts in Agency.objects.filter(id__in=[x.id for x in some]).values(*FACTS)}
        differing = [x for x in some if x.id not in before or listing_of(before[x.id]) != x]
        added = sum(x.id not in before for x in differing)
        change.added += added
        change.changed += len(differing) - added
        change.unchanged += len(some) - len(differing)
        if differing and not is_kept:
            change.save(force_insert=True)
            is_kept = True
        ChangedAgency.objects.bulk_create(
            ChangedAgency(change=change, agency_id=x.id, before=before.get(x.id)) for x in differing
        )
        _upsert(differing)
    if is_kept:
        change.save()
    return Outcome(change.id if is_kept else None, change.added, change.changed, change.unchanged)


def latest_standing() -> DirectoryChange | None:
    """The latest change of an agency that was not undone; imports of which no row was taken changed none."""
    return DirectoryChange.objects.filter(CHANGES_AGENCIES, undone_at=None).order_by("-number").first()


def stands(verb: DirectoryChange.Verb) -> bool:
    """Whether a change of that verb was made and not undone."""
    return DirectoryChange.objects.filter(verb=verb, undone_at=None).exists()


def stands_latest(verb: DirectoryChange.Verb) -> bool:
    """Whether the latest change that was not undone is of that verb."""
    latest = latest_standing()
    return latest is not None and latest.verb == verb


def restore(change: DirectoryChange) -> None:
    """Every agency of the change as it was before it."""
    changed = ChangedAgency.objects.filter(change=change).order_by("id")
    for some in _batches(changed.values_list("agency_id", "before").iterator(BATCH)):
        Agency.objects.filter(id__in=[agency_id for agency_id, before in some if before is None]).delete()
        _upsert([listing_of(before) for _, before in some if before is not None])


def _upsert(listings: Iterable[Listing]) -> None:
    Agency.objects.bulk_create(
        [row(listing) for listing in listings],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=_COLUMNS,
    )


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while some := list(islice(rest, BATCH)):
        yield some
