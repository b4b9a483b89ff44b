"""Jobs about jobs: give back those whose worker died, forget those that were done long ago."""

import logging

from asgiref.sync import sync_to_async
from procrastinate import App
from procrastinate.job_context import JobContext
from procrastinate.jobs import Status

from jieqing.kit import clock
from jieqing.kit.jobs import PAUSES_S, job
from jieqing.notices import troubles

log = logging.getLogger("jieqing.site.worker")
STALLED_AFTER_S = 30.0
KEPT_HOURS = 7 * 24


@job("site.give_back_stalled", cron="* * * * *", pass_context=True)
async def give_back_stalled(context: JobContext, timestamp: int) -> None:
    """Gives back the jobs of workers that have not been heard of for 30 s."""
    await give_back(context.app, STALLED_AFTER_S)


@job("site.forget_old_jobs", cron="41 18 * * *", pass_context=True)
async def forget_old_jobs(context: JobContext, timestamp: int) -> None:
    """Forgets jobs that succeeded a week ago; those that failed stay until an operator has seen to them."""
    await context.app.job_manager.delete_old_jobs(nb_hours=KEPT_HOURS)


async def give_back(workers: App, stalled_after_s: float) -> None:
    """Puts every stalled job back into the queue, or among the failed if it was tried as often as a job may be."""
    for stalled in await workers.job_manager.get_stalled_jobs(seconds_since_heartbeat=stalled_after_s):
        assert stalled.id is not None
        if stalled.attempts >= len(PAUSES_S):
            await workers.job_manager.finish_job_by_id_async(stalled.id, Status.FAILED, delete_job=False)
            await sync_to_async(troubles.note)(stalled.id, stalled.task_name, "worker_died", clock.now())
        else:
            await workers.job_manager.retry_job(stalled)
        log.warning("worker gave back job=%s task=%s attempts=%s", stalled.id, stalled.task_name, stalled.attempts)
