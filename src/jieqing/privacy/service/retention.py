"""How long things are kept: change a period; the nightly deletion; what a room reports of it.

The night: `begin` opens a run for each kind and announces it ("privacy.retention_due"). The room that owns the kind
hears it as a job, deletes tenant by tenant with `carry_out`, and so reports how many were removed.
"""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from jieqing.evidence import log
from jieqing.identity import queries as identity
from jieqing.identity.rules.roles import HOUSE
from jieqing.kit.actor import Actor, system
from jieqing.kit.announce import announce
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words
from jieqing.privacy.models import RetentionRun, RetentionSetting
from jieqing.privacy.queries import retention as queries
from jieqing.privacy.queries.retention import Due
from jieqing.privacy.rules import retention as rules
from jieqing.privacy.rules.doorkeeping import operators_only
from jieqing.privacy.rules.retention import catalogue

JOB = "retention"
KEEPER = system(JOB, HOUSE, roles=("operator",))
BATCH = 500
SHORTEST_REASON = 4

# Deletes what of one tenant is over, at most BATCH at a time; returns how many.
Delete = Callable[[Actor, Due], int]


def change_period(
    actor: Actor, kind: str, *, days: int, days_seen: int, reason: str, today: date, now: datetime
) -> RetentionSetting:
    """An operator's decision: a longer period holds at once, a shorter one after a week.

    Raises Refusal, naming the rule, outside the bounds; when another operator decided meanwhile (`days_seen` is what
    the page showed); and without a reason.
    """
    operators_only(actor)
    with acting(actor):
        period = queries.period(actor, kind, today)
        rules.allow(period.kept, days, today)
        if period.latest_days != days_seen:
            raise _overtaken(kind, period.latest_days)
        if days == period.latest_days:
            raise _same(kind)
        if len(reason.strip()) < SHORTEST_REASON:
            raise _no_reason(kind)
        row = RetentionSetting(
            kind=kind,
            days=days,
            from_on=rules.starts_on(period.days, days, today),
            reason=reason.strip(),
            made_by=actor.who,
            made_at=now,
        )
        row.save(force_insert=True)
        log.append(actor, "privacy.period_changed", about=row.id, code=f"{kind}:{days}")
        return row


def begin(*, today: date, now: datetime) -> list[UUID]:
    """Opens tonight's run of every kind that the house itself deletes, and announces it; a second call does nothing."""
    begun = []
    with acting(KEEPER):
        for period in queries.periods(KEEPER, today):
            kept = period.kept
            if kept.removed_by in ("host", "never"):
                continue
            run, is_new = RetentionRun.objects.get_or_create(
                kind=kept.id,
                ran_on=today,
                defaults={
                    "days": period.days,
                    "last_day_kept": rules.last_day_kept(period.days, today),
                    "began_at": now,
                },
            )
            if is_new:
                announce("privacy.retention_due", run=run.id, kind=kept.id)
                begun.append(run.id)
    return begun


def carry_out(run_id: UUID, room: str, delete: Delete, *, now: datetime) -> int:
    """Has `delete` remove what is over, tenant by tenant and batch by batch, and notes how many; for a room's job.

    Of another room's kind, and of a run that was already reported, it deletes nothing.
    """
    due = queries.due(KEEPER, run_id)
    if due is None or catalogue()[due.kind].removed_by != room:
        return 0
    removed = 0
    for tenant in identity.all_tenants(KEEPER):
        worker = system(JOB, tenant)
        while count := delete(worker, due):
            removed += count
    record_removed(run_id, removed, now=now)
    return removed


def record_removed(run_id: UUID, removed: int, *, now: datetime) -> None:
    """Notes how many a run removed, once."""
    with acting(KEEPER):
        run = RetentionRun.objects.select_for_update().filter(id=run_id, done_at=None).first()
        if run is None:
            return
        RetentionRun.objects.filter(id=run_id).update(removed=removed, done_at=now)
        log.append(KEEPER, "privacy.period_carried_out", about=run_id, code=f"{run.kind}:{removed}")


def _overtaken(kind: str, days: int) -> Refusal:
    return Refusal(
        "period_overtaken",
        Words(
            f"另一位运营人员刚刚把这一项定为 {days} 天。", f"Another operator has just set this period to {days} days."
        ),
        remedy=Words(
            "看一下新的期限和理由，仍要改就再提交一次。",
            "Look at the new period; submit again if you still want to change it.",
        ),
        field=kind,
        status=409,
    )


def _same(kind: str) -> Refusal:
    return Refusal(
        "period_same",
        Words("期限没有变化。", "The period is the same."),
        remedy=Words("填一个不同的天数。", "Give another number of days."),
        field=kind,
    )


def _no_reason(kind: str) -> Refusal:
    return Refusal(
        "reason_missing",
        Words("没有写理由。", "No reason is given."),
        remedy=Words("写一句为什么要改：所有人都看得到。", "Say in a sentence why: everybody can read it."),
        field=f"{kind}-reason",
        basis="CN-PI-14",
    )
