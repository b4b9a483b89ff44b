"""Background entries: ids in, a few service calls."""

from uuid import UUID

from jieqing.kit.jobs import job
from jieqing.vault.service.rotation import defer_rewrap, rewrap_some

HELD_SECONDS = 5


@job("vault.rewrap")
def rewrap(tenant: str) -> None:
    """Wraps all data keys of the tenant to its latest key; safe to kill and to run twice."""
    done, is_left = rewrap_some(UUID(tenant))
    while done and is_left:
        done, is_left = rewrap_some(UUID(tenant))
    if is_left:  # the rest is held by transactions that are sealing: come back when they are through
        defer_rewrap(UUID(tenant), seconds=HELD_SECONDS)
