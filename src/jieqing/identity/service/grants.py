"""One tenant lets another read a subject until a day. The database ends a grant by itself (house.granted)."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from jieqing.evidence import log
from jieqing.identity.models import Grant
from jieqing.identity.queries.seats import own_tenant
from jieqing.kit import clock
from jieqing.kit.actor import Actor
from jieqing.kit.ids import new_id
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words
from jieqing.vault import service as vault


def grant(
    actor: Actor, reader: UUID, subject: UUID, purpose: str, ends_at: datetime, *, now: datetime | None = None
) -> UUID:
    """Lets the tenant `reader` read `subject` of the actor's tenant from now until `ends_at`; returns the grant's id.

    Raises Refusal: an end that is not to come, no such reader, one's own tenant. Whether the actor may give it away
    is for the caller to decide (CN-PI-05: a mandate and its data terms are signed).
    """
    now = now or clock.now()
    if ends_at <= now:
        raise _ends_before_it_starts()
    row = Grant(id=new_id(), tenant_id=own_tenant(actor), reader_id=reader, subject=subject, purpose=purpose)
    row.starts_at, row.ends_at = now, ends_at
    with acting(actor):
        try:
            with transaction.atomic():
                row.save(force_insert=True)
                connection.check_constraints()  # foreign keys are deferred: ask for the reader now
        except IntegrityError:
            raise _no_such_reader() from None
        facts = {"reader": str(reader), "purpose": purpose, "ends_at": ends_at.isoformat()}
        body = vault.commit_body(actor, subject, facts)
        log.append(actor, "identity.grant_made", about=subject, code=purpose, body=body)
    return row.id


def end_grant(actor: Actor, grant_id: UUID, *, now: datetime | None = None) -> None:
    """Ends a grant of the actor's tenant before its day; raises Refusal where none stands."""
    now = now or clock.now()
    with acting(actor):
        row = Grant.objects.select_for_update().filter(tenant_id=own_tenant(actor), id=grant_id, ended_at=None).first()
        if row is None or row.ends_at <= now:
            raise Refusal(
                "grant_over",
                Words("这项授权已经结束，或者没有这项授权。", "This permission has ended, or there is none."),
                remedy=Words("不用再做什么。", "Nothing more needs to be done."),
                status=409,
            )
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        log.append(actor, "identity.grant_ended", about=row.subject, code=row.purpose)


def _ends_before_it_starts() -> Refusal:
    return Refusal(
        "grant_ends_too_early",
        Words("结束日期必须在今天之后。", "The end must be after today."),
        remedy=Words("选一个以后的日期。", "Choose a later day."),
        field="ends_at",
    )


def _no_such_reader() -> Refusal:
    return Refusal(
        "reader_unknown",
        Words("对方单位不在这里，或者就是您自己。", "The other organisation is not here, or is your own."),
        remedy=Words("从名录中选一家已经认领条目的机构。", "Choose an agency that has claimed its listing."),
        field="reader",
        status=404,
    )
