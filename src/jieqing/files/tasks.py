"""What the room does in the background."""

from datetime import UTC, datetime, timedelta

from jieqing.files import service
from jieqing.kit.jobs import job

GRACE = timedelta(days=1)


@job("files.sweep", cron="17 3 * * *")
def sweep(timestamp: int) -> None:
    """Every night: clears what a rollback or a crash left in the store more than a day ago."""
    service.sweep(datetime.fromtimestamp(timestamp, UTC) - GRACE)
