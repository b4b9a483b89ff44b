"""What an operator sees of jobs, and does to them: how many wait, which failed for good; try one again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from asgiref.sync import async_to_sync
from django.db.models import Count, Max, Min, Q
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob, ProcrastinateWorker
from procrastinate.exceptions import ConnectorException

from jieqing.evidence import log
from jieqing.kit.actor import Actor
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words
from jieqing.notices import queries as notices
from jieqing.notices.queries import Trouble

ALIVE_WITHIN = timedelta(seconds=30)
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job that was given up; `trouble` says why, where it is known."""

    id: int
    task: str
    attempts: int
    at: datetime | None
    trouble: Trouble | None


@dataclass(frozen=True, slots=True)
class Queue:
    """The jobs at this moment. `oldest_due_at`: since when the first of those that are due has been waiting."""

    waiting: int
    later: int
    doing: int
    failed: int
    oldest_due_at: datetime | None
    worker_seen_at: datetime | None
    is_worker_alive: bool


def counts() -> dict[str, int]:
    """How many jobs are in each state (todo, doing, failed); those done are not counted."""
    rows = ProcrastinateJob.objects.filter(status__in=("todo", "doing", "failed")).values_list("status")
    return {"todo": 0, "doing": 0, "failed": 0} | dict(rows.annotate(n=Count("id")))


def queue(now: datetime) -> Queue:
    """How the queue stands."""
    due = Q(status="todo") & (Q(scheduled_at=None) | Q(scheduled_at__lte=now))
    found = ProcrastinateJob.objects.aggregate(
        waiting=Count("id", filter=due),
        later=Count("id", filter=Q(status="todo", scheduled_at__gt=now)),
        doing=Count("id", filter=Q(status="doing")),
        failed=Count("id", filter=Q(status="failed")),
        first=Min("id", filter=due),
    )
    first = found.pop("first")
    oldest = ProcrastinateEvent.objects.filter(job_id=first).aggregate(at=Min("at"))["at"] if first else None
    seen = ProcrastinateWorker.objects.aggregate(at=Max("last_heartbeat"))["at"]
    is_alive = seen is not None and now - seen < ALIVE_WITHIN
    return Queue(**found, oldest_due_at=oldest, worker_seen_at=seen, is_worker_alive=is_alive)


def failed(actor: Actor) -> list[FailedJob]:
    """The jobs that were given up, the newest first; for operators."""
    troubles = {trouble.job_id: trouble for trouble in notices.troubles(actor, limit=1000)}
    rows = list(ProcrastinateJob.objects.filter(status="failed").order_by("-id")[:MOST_SHOWN])
    ended = ProcrastinateEvent.objects.filter(job_id__in=[row.id for row in rows], type="failed")
    at = dict(ended.values_list("job_id").annotate(at=Max("at")))
    return [FailedJob(row.id, row.task_name, row.attempts, at.get(row.id), troubles.get(row.id)) for row in rows]


def retry(actor: Actor, job_id: int, now: datetime) -> None:
    """Puts a job that was given up back into the queue; raises Refusal for one that is not there, or not failed."""
    notices.operators_only(actor)
    with acting(actor):
        if not ProcrastinateJob.objects.filter(id=job_id, status="failed").exists():
            raise _not_failed()
        try:
            async_to_sync(app.job_manager.retry_job_by_id_async)(job_id, now)
        except ConnectorException:  # somebody else was faster
            raise _not_failed() from None
        log.append(actor, "house.job_retried", code=str(job_id))


def _not_failed() -> Refusal:
    return Refusal(
        "job_not_failed",
        Words("这个任务现在不是失败状态。", "This job is not among the failed ones."),
        remedy=Words("可能已经有人重试过；刷新看看。", "Somebody may have retried it already; reload the page."),
        field="job",
        status=409,
    )
