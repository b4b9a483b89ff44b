"""Reminders 180, 90 and 30 days before a last day: noted once each, and the tenant told that there are some."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from jieqing.claims import keeping
from jieqing.claims.models import Claim, ClaimAssessment, ClaimReminder
from jieqing.claims.rules.reminding import BEFORE_DAYS, due_before
from jieqing.claims.rules.workflow import LIVING
from jieqing.evidence import log
from jieqing.kit.actor import Actor
from jieqing.kit.announce import announce
from jieqing.kit.rows import acting

# An event of the log for each: its codes hold letters alone.
EVENTS = {180: "claims.half_year_left", 90: "claims.quarter_left", 30: "claims.month_left"}
BATCH = 1000
LIMITATION, SHORTER = "limitation", "shorter"


@dataclass(frozen=True, slots=True)
class Near:
    """A last day that comes near: `what` is limitation or shorter; the reminder that was given of it last."""

    claim: Claim
    what: str
    last_day: date
    days_left: int
    days_before: int
    given_at: datetime | None


def remind(actor: Actor, *, on: date, now: datetime) -> int:
    """Notes the reminders that are due for one tenant and tells it once for each distance; how many were new."""
    with acting(actor):
        rows = [
            ClaimReminder(
                tenant_id=near.claim.tenant_id,
                claim_id=near.claim.id,
                what=near.what,
                last_day=near.last_day,
                days_before=near.days_before,
                given_at=now,
            )
            for near in _near(actor, on)
            if near.given_at is None
        ]
        ClaimReminder.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
        for days in BEFORE_DAYS:
            count = sum(row.days_before == days for row in rows)
            if count and actor.tenant:
                log.append(actor, "claims.reminders_given", code=f"{days}:{count}")
                announce(EVENTS[days], to_tenant=actor.tenant)
    return len(rows)


def near(actor: Actor, on: date) -> list[Near]:
    """What comes near within 180 days, the nearest first; for the page that a reminder leads to."""
    with acting(actor):
        return sorted(_near(actor, on), key=lambda each: (each.days_left, each.claim.id))


def _near(actor: Actor, on: date) -> Iterator[Near]:
    """Last days of the tenant's living claims, each with the reminder of its distance if that was given."""
    until = on + timedelta(days=max(BEFORE_DAYS))
    given: dict[tuple[object, ...], datetime] = {
        (row.claim_id, row.what, row.last_day, row.days_before): row.given_at
        for row in ClaimReminder.objects.filter(Q(tenant_id=actor.tenant), last_day__gte=on)
    }
    soon = Q(last_day_on__range=(on, until)) | Q(first_killer_on__range=(on, until))
    figures = ClaimAssessment.objects.filter(soon, Q(tenant_id=actor.tenant), is_current=True)
    living = {row.id: row for row in keeping.mine(actor).filter(state__in=LIVING, id__in=figures.values("claim_id"))}
    for row in figures:
        claim = living.get(row.claim_id)
        if claim is None:
            continue
        for what, last_day in ((LIMITATION, row.last_day_on), (SHORTER, row.first_killer_on)):
            days = due_before(last_day, on) if last_day else None
            if last_day and days:
                key = (claim.id, what, last_day, days)
                yield Near(claim, what, last_day, (last_day - on).days, days, given.get(key))


def forget(actor: Actor, claim_id: UUID) -> None:
    """Lets the reminders of a claim be given again; for one that was reopened."""
    with acting(actor):
        ClaimReminder.objects.filter(Q(tenant_id=actor.tenant), claim_id=claim_id).delete()
