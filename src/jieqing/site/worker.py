"""The worker: does deferred jobs, as the application's role, until SIGTERM; then it finishes the one in hand.

A worker that dies leaves its job marked as being done. Such jobs are given back when another worker starts, and each
minute (`give_back_stalled`); one that was given back too often has failed for good, for it may be what kills workers.
"""

import asyncio
import logging
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast

import django.db
import psycopg
from asgiref.sync import sync_to_async
from django.db import close_old_connections
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.job_context import JobContext
from procrastinate.jobs import DeleteJobCondition

from jieqing.evidence import log as evidence
from jieqing.kit import clock
from jieqing.kit.actor import system
from jieqing.kit.refusal import Refusal
from jieqing.notices import troubles
from jieqing.site.metrics import JOBS
from jieqing.site.tasks import STALLED_AFTER_S, give_back

log = logging.getLogger("jieqing.site.worker")
HEARTBEAT_S, RECONNECT_S = 10.0, 2.0


def work(*, heartbeat_s: float = HEARTBEAT_S, stalled_after_s: float = STALLED_AFTER_S) -> None:
    """Does jobs until SIGTERM or SIGINT. A database that goes away is waited for."""
    while not asyncio.run(_until_told(heartbeat_s, stalled_after_s)):
        log.info("worker begins again")


async def _until_told(heartbeat_s: float, stalled_after_s: float) -> bool:
    """True when a signal ended it; False when the database went away."""
    told = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, told.set)
    try:
        await _work(told, heartbeat_s, stalled_after_s)
    except (ConnectorException, psycopg.Error, django.db.Error) as error:
        log.warning("worker stopped code=%s", type(error).__name__)
    with suppress(TimeoutError):
        await asyncio.wait_for(told.wait(), RECONNECT_S)
    return told.is_set()


async def _work(told: asyncio.Event, heartbeat_s: float, stalled_after_s: float) -> None:
    """Works until told to end. Only the work itself is cancelled: a pool that is cancelled while it opens hangs."""
    await sync_to_async(close_old_connections)()
    # An app beside Django's own: what a job defers must go through Django's connection, in the job's own transaction.
    workers = App(
        connector=cast(DjangoConnector, app.connector).get_worker_connector(), worker_defaults=app.worker_defaults
    )
    workers.tasks, workers.periodic_registry = app.tasks, app.periodic_registry
    async with workers.open_async():
        await workers.job_manager.prune_stalled_workers(stalled_after_s)
        await give_back(workers, stalled_after_s)
        log.info("worker ready")
        work = asyncio.ensure_future(
            workers.run_worker_async(
                name="worker",
                update_heartbeat_interval=heartbeat_s,
                stalled_worker_timeout=stalled_after_s,
                delete_jobs=DeleteJobCondition.NEVER,
                install_signal_handlers=False,
                task_middleware=[*app.worker_defaults.get("task_middleware", ()), _watched],
            )
        )
        end = asyncio.ensure_future(told.wait())
        await asyncio.wait({work, end}, return_when=asyncio.FIRST_COMPLETED)
        end.cancel()
        work.cancel()  # lets the job in hand finish
        with suppress(asyncio.CancelledError):
            await work


def _watched(call_next: Callable[[], Any], context: JobContext, _worker: Any) -> Any:
    """Around each job: what it failed of is noted, without anybody's words; a refusal is recorded as at any door."""
    number, task = context.job.id or 0, context.job.task_name
    started_ms = clock.ticks_ms()
    try:
        result = call_next()
    except Exception as error:
        code = error.code if isinstance(error, Refusal) else type(error).__name__
        log.warning("job failed job=%s task=%s attempt=%s code=%s", number, task, context.job.attempts + 1, code)
        if isinstance(error, Refusal):
            evidence.record_refusal(system("worker"), error)
        JOBS.labels(task, "failed").inc()
        troubles.note(number, task, code, clock.now(), said=getattr(error, "said", ""))
        raise
    JOBS.labels(task, "done").inc()
    troubles.forget(number)
    log.info("job done job=%s task=%s ms=%d", number, task, clock.ticks_ms() - started_ms)
    return result
