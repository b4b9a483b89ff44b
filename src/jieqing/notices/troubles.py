"""What went wrong with a job: noted by the worker, shown to operators, gone once the job succeeds."""

from datetime import datetime

from jieqing.notices.models import JobTrouble


def note(job_id: int, task: str, code: str, now: datetime, *, said: str = "") -> None:
    """Keeps why the job failed: a code, and what an outside server said, without addresses."""
    kept = {"task": task, "code": code, "said": said, "at": now}
    JobTrouble.objects.update_or_create(job_id=job_id, defaults=kept)


def forget(job_id: int) -> None:
    """The job succeeded after all."""
    JobTrouble.objects.filter(job_id=job_id).delete()
