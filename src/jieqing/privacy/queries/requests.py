"""Requests for one's rights: one's own, and the operators' desk. A list opens nothing; one request opens its text."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from jieqing.identity.rules.roles import HOUSE
from jieqing.kit.actor import Actor, system
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words
from jieqing.privacy.models import RightsRequest
from jieqing.privacy.rules.doorkeeping import operators_only, user_of
from jieqing.privacy.rules.requests import KINDS, STATES, Clock
from jieqing.vault import service as vault

PURPOSE = "rights_request"
# Text and answer are sealed for the host: what an asker may read of them, the house opens on the asker's behalf.
KEEPER = system(PURPOSE, HOUSE, roles=("operator",))
DESK_SIZE = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """A request in a list: nothing of its text. `clock` is None once it has ended."""

    id: UUID
    kind: Words
    state: str
    state_words: Words
    asked_at: datetime
    due_on: date
    ended_at: datetime | None
    clock: Clock | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A request with its text and answer ('' where there is none yet)."""

    listed: Listed
    text: str
    answer: str


def own(actor: Actor, today: date) -> list[Listed]:
    """The requests of the person who is signed in, the newest first."""
    with acting(actor):
        rows = list(RightsRequest.objects.filter(user_id=user_of(actor)).order_by("-asked_at"))
    return [_listed(row, today) for row in rows]


def own_one(actor: Actor, request_id: UUID, today: date) -> Opened:
    """One's own request with its text; raises Refusal where there is none. Opening it leaves an entry."""
    with acting(actor):
        row = RightsRequest.objects.filter(user_id=user_of(actor), id=request_id).first()
    return _opened(KEEPER, _found(row), today)


def desk(actor: Actor, today: date, *, ended: bool = False) -> list[Listed]:
    """All requests that wait for an answer, the most urgent first; or those that ended, the latest first."""
    operators_only(actor)
    with acting(actor):
        rows = RightsRequest.objects.filter(tenant_id=HOUSE)
        waiting = rows.filter(state="open").order_by("due_on", "asked_at")
        found = rows.exclude(state="open").order_by("-ended_at") if ended else waiting
        return [_listed(row, today) for row in found[:DESK_SIZE]]


def desk_one(actor: Actor, request_id: UUID, today: date) -> Opened:
    """A request with its text, for an operator. Opening it leaves an entry."""
    operators_only(actor)
    with acting(actor):
        row = RightsRequest.objects.filter(tenant_id=HOUSE, id=request_id).first()
    return _opened(actor, _found(row), today)


def _opened(opener: Actor, row: RightsRequest, today: date) -> Opened:
    sealed = [bytes(value) for value in (row.text_sealed, row.answer_sealed) if value]
    text, *answer = vault.open_all(opener, sealed, PURPOSE)
    return Opened(_listed(row, today), text, answer[0] if answer else "")


def _listed(row: RightsRequest, today: date) -> Listed:
    return Listed(
        id=row.id,
        kind=KINDS[row.kind],  # type: ignore[index]
        state=row.state,
        state_words=STATES[row.state],  # type: ignore[index]
        asked_at=row.asked_at,
        due_on=row.due_on,
        ended_at=row.ended_at,
        clock=Clock((row.due_on - today).days) if row.ended_at is None else None,
    )


def _found(row: RightsRequest | None) -> RightsRequest:
    if row is None:
        raise not_found()
    return row


def not_found() -> Refusal:
    return Refusal(
        "request_unknown",
        Words("没有这份请求。", "There is no such request."),
        remedy=Words("请从列表里打开。", "Open it from the list."),
        status=404,
    )
