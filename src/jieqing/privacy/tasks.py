"""The nightly deletion, and this room's own part of it. Jobs may run twice: the second time finds nothing to do."""

from uuid import UUID

from jieqing.kit import clock
from jieqing.kit.jobs import job
from jieqing.privacy.service import leftovers, retention


@job("privacy.delete_what_is_over", cron="30 19 * * *")  # UTC: 03:30 in China
def delete_what_is_over(timestamp: int) -> None:
    """Opens tonight's runs; the rooms that own the data hear of them."""
    retention.begin(today=clock.today(), now=clock.now())


@job("privacy.delete_leftovers")
def delete_leftovers(event: str, run: str, kind: str) -> None:
    """Requests, confirmations, sessions and invitations whose period is over."""
    leftovers.delete(UUID(run), now=clock.now())
