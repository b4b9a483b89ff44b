"""Calendar addresses: one a member, made and ended by himself; who knows the secret reads days and no names."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from jieqing.claims import keeping
from jieqing.claims.models import CalendarFeed, ClaimAssessment
from jieqing.claims.rules.workflow import LIVING
from jieqing.claims.timeline.ics import Entry, calendar
from jieqing.evidence import log
from jieqing.identity import queries as identity
from jieqing.kit import clock
from jieqing.kit.actor import ANYONE, Actor, system
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Language, Words

TOKEN_BYTES = 32
PAST_DAYS = 30  # a day that was missed stays for a while, so that it is seen


@dataclass(frozen=True, slots=True)
class Feed:
    """An address that stands: when it was made. Its secret is shown once, when it is made."""

    id: UUID
    made_at: datetime


def make(actor: Actor, *, now: datetime | None = None) -> str:
    """A new address for the actor, and the end of his former one; returns the secret, of which the digest is kept."""
    tenant, user_id = _member(actor)
    now = now or clock.now()
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with acting(actor):
        _own(actor).update(ended_at=now)
        row = CalendarFeed.objects.create(tenant_id=tenant, user_id=user_id, token_hash=digest(token), made_at=now)
        log.append(actor, "claims.calendar_made", about=row.id)
    return token


def end(actor: Actor, *, now: datetime | None = None) -> None:
    """Makes the actor's address lead nowhere."""
    _member(actor)
    with acting(actor):
        for row in _own(actor):
            row.ended_at = now or clock.now()
            row.save(update_fields=["ended_at"])
            log.append(actor, "claims.calendar_ended", about=row.id)


def own(actor: Actor) -> Feed | None:
    """The actor's address, if one stands."""
    _member(actor)
    with acting(actor):
        row = _own(actor).first()
    return Feed(row.id, row.made_at) if row else None


def read(token: str, language: Language, *, on: date, address: str) -> bytes:
    """The calendar behind a secret, as iCalendar; raises the same Refusal (404) for every one that leads nowhere.

    `address` is the root of the claims' pages, which the entries link to. A member who left reads nothing.
    """
    with acting(ANYONE, token=digest(token)):
        row = CalendarFeed.objects.filter(token_hash=digest(token), ended_at=None).first()
    if row is None:
        raise _unknown()
    reader = system("calendar", row.tenant_id)
    if row.user_id not in identity.users_of(reader, role="creditor"):
        raise _unknown()
    with acting(reader):
        entries = _entries(reader, on)
    return calendar(entries, language, address=address)


def digest(token: str) -> str:
    """What is kept and looked up of a secret of 256 bits: SHA-256, hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def _entries(reader: Actor, on: date) -> list[Entry]:
    since = on - timedelta(days=PAST_DAYS)
    soon = Q(last_day_on__gte=since) | Q(first_killer_on__gte=since)
    figures = ClaimAssessment.objects.filter(soon, Q(tenant_id=reader.tenant), is_current=True)
    living = dict(keeping.mine(reader).filter(state__in=LIVING).values_list("id", "amount_fen"))
    found = []
    for row in figures.order_by("claim_id"):
        if row.claim_id not in living:
            continue
        for what, day in (("limitation", row.last_day_on), ("shorter", row.first_killer_on)):
            if day and day >= since:
                found.append(Entry(row.claim_id, what, day, living[row.claim_id], row.made_at))
    return found


def _own(actor: Actor) -> QuerySet[CalendarFeed]:
    return CalendarFeed.objects.filter(Q(tenant_id=actor.tenant), user_id=actor.user_id or 0, ended_at=None)


def _member(actor: Actor) -> tuple[UUID, int]:
    if actor.user_id is None or actor.tenant is None or "creditor" not in actor.roles:
        raise Refusal(
            "role_missing",
            Words("日历是给债权人的。", "The calendar is for creditors."),
            remedy=Words("换到您作为债权人的身份再试。", "Switch to an account that is a creditor's."),
            status=403,
        )
    return actor.tenant, actor.user_id


def _unknown() -> Refusal:
    return Refusal(
        "calendar_not_found",
        Words("没有这个日历地址，或者已经停用。", "There is no such calendar address, or it was ended."),
        remedy=Words("登录后在“日历”里重新做一个。", "Sign in and make a new one under “Calendar”."),
        status=404,
    )
