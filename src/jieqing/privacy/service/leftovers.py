"""What this room removes itself in the nightly deletion: its own leftovers, and those of the rooms below it."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib.sessions.models import Session

from jieqing.identity.service import forget_invitations
from jieqing.kit.actor import Actor
from jieqing.kit.rows import acting
from jieqing.notices.service import forget_old
from jieqing.privacy.models import NoticeReading, NoticeVersion
from jieqing.privacy.queries import retention as queries
from jieqing.privacy.rules.retention import catalogue
from jieqing.privacy.service import requests
from jieqing.privacy.service.retention import BATCH, KEEPER, Delete, carry_out, record_removed


def delete(run_id: UUID, *, now: datetime) -> int:
    """Removes what that run asks for, if it is this room's, and notes how many."""
    due = queries.due(KEEPER, run_id)
    if due is None:
        return 0
    if due.kind in _OF_EACH_TENANT:
        return carry_out(run_id, catalogue()[due.kind].removed_by, _OF_EACH_TENANT[due.kind], now=now)
    if due.kind not in _REMOVERS:
        return 0
    removed = _REMOVERS[due.kind](due.before)
    record_removed(run_id, removed, now=now)
    return removed


def _requests(before: datetime) -> int:
    removed = 0
    while count := requests.delete_ended(before=before, most=BATCH):
        removed += count
    return removed


def _readings(before: datetime) -> int:
    """Confirmations of versions that were replaced before then; those of the version in force stay."""
    with acting(KEEPER):
        replaced = [number - 1 for number in _numbers(before)]
        return NoticeReading.objects.filter(number__in=replaced).delete()[0]


def _numbers(before: datetime) -> list[int]:
    return list(NoticeVersion.objects.filter(published_at__lt=before).values_list("number", flat=True))


def _sessions(before: datetime) -> int:
    return Session.objects.filter(expire_date__lt=before).delete()[0]


def _invitations(worker: Actor, due: queries.Due) -> int:
    return forget_invitations(worker, due.before)


def _notices(worker: Actor, due: queries.Due) -> int:
    return forget_old(worker, due.before, most=BATCH)


_OF_EACH_TENANT: dict[str, Delete] = {"invitation": _invitations, "notice": _notices}
_REMOVERS: dict[str, Callable[[datetime], int]] = {
    "rights_request": _requests,
    "notice_reading": _readings,
    "session": _sessions,
}
KINDS = frozenset(_REMOVERS) | frozenset(_OF_EACH_TENANT)
