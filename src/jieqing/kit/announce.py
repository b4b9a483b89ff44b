"""Tell upper rooms what happened: one job a handler, deferred in the transaction of the change itself.

`site/wiring.py` says who hears what. The job's arguments are ids, never words: what is said of them is read again by
the handler, under its own transaction and tenant.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from procrastinate.contrib.django import app

_handlers: dict[str, tuple[str, ...]] = {}


def wire(handlers: Mapping[str, Sequence[str]]) -> None:
    """Says which tasks ("notices.tell") hear an event ("claims.claim_saved"). Called once, at start."""
    _handlers.clear()
    _handlers.update({event: tuple(tasks) for event, tasks in handlers.items()})


def announce(event: str, **ids: UUID | int | str) -> None:
    """Defers a job for each handler of the event, inside the caller's transaction."""
    for task in _handlers.get(event, ()):
        app.configure_task(task).defer(event=event, **{name: str(value) for name, value in ids.items()})
