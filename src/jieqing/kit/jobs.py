"""Background work. A job runs once, perhaps twice; what fails is tried again, later each time, and not for ever.

    @job("notices.mail")
    def mail(tenant_id: str, notice_id: str) -> None: ...

Arguments are ids, codes and times, never words of people: they lie open in the queue's table (tests/house checks).
"""

from collections.abc import Callable
from typing import Any

from procrastinate.contrib.django import app
from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy, RetryDecision

from jieqing.kit.refusal import Refusal

PAUSES_S = (10, 60, 300, 1800, 3600, 4 * 3600, 12 * 3600)


class BackOff(BaseRetryStrategy):
    """Tries again after each of PAUSES_S (18 hours in all). A Refusal below 500 is an answer: it is not asked twice."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, Refusal) and exception.status < 500:
            return None
        if job.attempts >= len(PAUSES_S):
            return None
        return RetryDecision(retry_in={"seconds": PAUSES_S[job.attempts]})


def job(name: str, *, cron: str = "", **options: Any) -> Callable[[Callable[..., Any]], Any]:
    """Makes the function a job of that name ("room.verb"). With `cron` it also runs at those times, once at a time.

    A periodic job is given `timestamp` (Unix seconds of the time it was due); `options` are procrastinate's.
    """

    def register(work: Callable[..., Any]) -> Any:
        lasting: dict[str, Any] = {"retry": False, "queueing_lock": name} if cron else {"retry": BackOff()}
        registered: Any = app.task(name=name, **lasting, **options)
        periodic: Any = app.periodic(cron=cron) if cron else lambda task: task
        return periodic(registered(work))

    return register
