"""REST: cards. A step names the version that was read; where somebody was faster the answer is 409 `card_moved`."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema

from jieqing.kit.clock import now
from jieqing.kit.doors import actor_of, only
from jieqing.mandates import queries, service
from jieqing.mandates.queries import CardRow
from jieqing.mandates.service.sending import USUAL_DAYS

router = Router(tags=["cards"])


class SendIn(Schema):
    """A card to send. `words`: a remark or question that names nobody; `open_days`: 7, 14 or 30."""

    claim_id: UUID
    agency_id: str
    words: str = ""
    open_days: int = USUAL_DAYS


class VersionIn(Schema):
    """The version of the card that was read."""

    version: int


class WordsIn(VersionIn):
    """What is written to the other side; it names nobody and holds no number."""

    words: str


class AcceptIn(VersionIn):
    """`is_conflict_checked`: conflicts of interest were looked for, as far as the card shows; must be true."""

    is_conflict_checked: bool


class DeclineIn(VersionIn):
    """`reason`: conflict, capacity, matter, place, amount, papers, age or other."""

    reason: str
    words: str = ""


class OpenIn(VersionIn):
    """`last_day`: the last on which the agency may read; `paper_id`: the signed paper among the claim's own."""

    last_day: date
    paper_id: UUID
    is_mandate_signed: bool
    are_terms_signed: bool


class CardOut(Schema):
    """A card for the side that asks. Money in fen, rounded to two digits; `claim_id` is null where it is not theirs.

    `steps` are those that may be taken now; `last_day` is that of an opened case.
    """

    id: UUID
    number: str
    side: str
    state: str
    steps: list[str]
    version: int
    agency_id: str
    claim_id: UUID | None
    amount_about_fen: int
    debt_kind: str
    debtor_kind: str | None
    creditor_kind: str | None
    place: str | None
    age: str
    evidence: list[str]
    lawsuit: str | None
    sent_at: datetime
    expires_at: datetime
    moved_at: datetime
    last_day: date | None
    decline_reason: str
    is_waiting: bool


class MessageOut(Schema):
    """One message. `kind`: remark, question, answer or decline."""

    side: str
    kind: str
    words: str
    written_at: datetime


class WholeCardOut(CardOut):
    """A card with what both sides wrote, the oldest first."""

    messages: list[MessageOut]


class MovedOut(Schema):
    """The card's version after a step."""

    id: UUID
    version: int = Field(description="Name it with the next step")


@router.get("", response=list[CardOut], summary="The cards that I sent", description="我发出的卡片")
@only("creditor")
def sent(request: HttpRequest, claim_id: UUID | None = None) -> list[dict[str, Any]]:
    return [_out(row) for row in queries.sent(actor_of(request), now(), claim_id=claim_id)]


@router.get("/inbox", response=list[CardOut], summary="The cards that came to my agency", description="收到的卡片")
@only("agency")
def inbox(request: HttpRequest) -> list[dict[str, Any]]:
    return [_out(row) for row in queries.received(actor_of(request), now())]


@router.post("", response={201: MovedOut}, summary="Send a card", description="发卡片给机构")
@only("creditor")
def send(request: HttpRequest, card: SendIn) -> tuple[int, dict[str, Any]]:
    sent_id = service.send(actor_of(request), card.claim_id, card.agency_id, words=card.words, open_days=card.open_days)
    return 201, {"id": sent_id, "version": 1}


@router.get("/{uuid:card_id}", response=WholeCardOut, summary="One card", description="一张卡片")
@only("creditor", "agency")
def card(request: HttpRequest, card_id: UUID) -> dict[str, Any]:
    found = queries.card(actor_of(request), card_id, now())
    return {**_out(found.row), "messages": found.messages}


@router.post("/{uuid:card_id}/answer", response=MovedOut, summary="Answer the agency", description="回答机构")
@only("creditor")
def answer(request: HttpRequest, card_id: UUID, said: WordsIn) -> dict[str, Any]:
    return _moved(card_id, service.answer(actor_of(request), card_id, said.version, said.words))


@router.post("/{uuid:card_id}/withdraw", response=MovedOut, summary="Take a card back", description="收回卡片")
@only("creditor")
def withdraw(request: HttpRequest, card_id: UUID, step: VersionIn) -> dict[str, Any]:
    return _moved(card_id, service.withdraw(actor_of(request), card_id, step.version))


@router.post("/{uuid:card_id}/take-back-withdrawal", response=MovedOut, summary="Send it again", description="再发出去")
@only("creditor")
def take_back_withdrawal(request: HttpRequest, card_id: UUID, step: VersionIn) -> dict[str, Any]:
    return _moved(card_id, service.take_back_withdrawal(actor_of(request), card_id, step.version))


@router.post("/{uuid:card_id}/open-case", response=MovedOut, summary="Open the case", description="把案件交给机构")
@only("creditor")
def open_case(request: HttpRequest, card_id: UUID, terms: OpenIn) -> dict[str, Any]:
    version = service.open_case(
        actor_of(request),
        card_id,
        terms.version,
        until=terms.last_day + timedelta(days=1),
        paper_id=terms.paper_id,
        is_mandate_signed=terms.is_mandate_signed,
        are_terms_signed=terms.are_terms_signed,
    )
    return _moved(card_id, version)


@router.post("/{uuid:card_id}/close-case", response=MovedOut, summary="End the mandate", description="结束委托")
@only("creditor")
def close_case(request: HttpRequest, card_id: UUID, step: VersionIn) -> dict[str, Any]:
    return _moved(card_id, service.close_case(actor_of(request), card_id, step.version))


@router.post("/{uuid:card_id}/ask", response=MovedOut, summary="Ask the creditor", description="向委托方提问")
@only("agency")
def ask(request: HttpRequest, card_id: UUID, said: WordsIn) -> dict[str, Any]:
    return _moved(card_id, service.ask(actor_of(request), card_id, said.version, said.words))


@router.post("/{uuid:card_id}/accept", response=MovedOut, summary="Accept a card", description="接下卡片")
@only("agency")
def accept(request: HttpRequest, card_id: UUID, step: AcceptIn) -> dict[str, Any]:
    checked = step.is_conflict_checked
    return _moved(card_id, service.accept(actor_of(request), card_id, step.version, is_conflict_checked=checked))


@router.post("/{uuid:card_id}/decline", response=MovedOut, summary="Decline a card", description="谢绝卡片")
@only("agency")
def decline(request: HttpRequest, card_id: UUID, no: DeclineIn) -> dict[str, Any]:
    return _moved(card_id, service.decline(actor_of(request), card_id, no.version, no.reason, no.words))


@router.post("/{uuid:card_id}/take-back-decline", response=MovedOut, summary="Think again", description="收回谢绝")
@only("agency")
def take_back_decline(request: HttpRequest, card_id: UUID, step: VersionIn) -> dict[str, Any]:
    return _moved(card_id, service.take_back_decline(actor_of(request), card_id, step.version))


def _moved(card_id: UUID, version: int) -> dict[str, Any]:
    return {"id": card_id, "version": version}


def _out(row: CardRow) -> dict[str, Any]:
    kept = {name: getattr(row, name) for name in CardOut.model_fields if hasattr(row, name)}
    facts = {name: getattr(row.card, name) for name in CardOut.model_fields if hasattr(row.card, name)}
    last = row.case_until - timedelta(days=1) if row.case_until else None
    return {**kept, **facts, "state": row.shown, "last_day": last}
