"""What may be asked of cards: the creditor's own, and those that came to one's agency."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count

from jieqing.agencies import queries as agencies
from jieqing.agencies.rules.listing import Listing
from jieqing.kit.actor import Actor
from jieqing.kit.clock import SHANGHAI
from jieqing.kit.rows import acting
from jieqing.mandates import refusals, thread
from jieqing.mandates.models import CaseCard, WaitingCard
from jieqing.mandates.rules.card import Card
from jieqing.mandates.rules.states import Side, State, Step, steps_open_to
from jieqing.mandates.steps import standing_of, tenant_of
from jieqing.mandates.thread import Message

MOST = 500
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRow:
    """A card as it stands at a moment, for one side. `number` is what people call it by; it tells nothing else.

    `claim_id` is None for an agency to which the case is not open: the claim is not its to know of. `case_until` is
    exclusive. `decline_reason` is an id of the catalogue, or ''. `is_waiting`: nobody holds the agency's listing yet.
    """

    id: UUID
    number: str
    side: Side
    card: Card
    agency_id: str
    claim_id: UUID | None
    shown: State
    steps: tuple[Step, ...]
    version: int
    sent_at: datetime
    expires_at: datetime
    moved_at: datetime
    case_until: date | None
    paper_id: UUID | None
    decline_reason: str
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class WholeCard:
    """A card with its agency and with what both sides wrote, the oldest first."""

    row: CardRow
    agency: Listing
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many open cards wait for an agency that has no account."""

    agency_id: str
    count: int


def sent(actor: Actor, now: datetime, *, claim_id: UUID | None = None) -> list[CardRow]:
    """The cards that the actor's tenant sent (of one claim), the latest moved first."""
    with acting(actor):
        rows = CaseCard.objects.filter(tenant_id=tenant_of(actor))
        return _rows(actor, rows.filter(claim_id=claim_id) if claim_id else rows, now)


def received(actor: Actor, now: datetime) -> list[CardRow]:
    """The cards that came to the actor's agency, the latest moved first."""
    with acting(actor):
        return _rows(actor, CaseCard.objects.exclude(tenant_id=tenant_of(actor)), now)


def card(actor: Actor, card_id: UUID, now: datetime) -> WholeCard:
    """One card with its messages, opened (it leaves entries); raises one Refusal (404) for all that is not there."""
    with acting(actor):
        found = CaseCard.objects.filter(id=card_id).first()
        if found is None:
            raise refusals.not_there()
        row, messages = _row(actor, found, now), thread.rows_of(found.id)
    return WholeCard(row, agencies.listing(actor, found.agency_id), thread.opened(actor, found, messages))


def card_row(actor: Actor, card_id: UUID, now: datetime) -> CardRow:
    """One card without its messages, so that nothing is opened; raises Refusal as `card`."""
    with acting(actor):
        found = CaseCard.objects.filter(id=card_id).first()
        if found is None:
            raise refusals.not_there()
        return _row(actor, found, now)


def waiting(actor: Actor, now: datetime) -> list[Waiting]:
    """For an operator: how many cards wait for whom, most first. Of the cards themselves nothing is to be seen."""
    with acting(actor):
        rows = WaitingCard.objects.filter(expires_at__gt=now).values("agency_id").annotate(count=Count("card_id"))
        return [Waiting(row["agency_id"], row["count"]) for row in rows.order_by("-count", "agency_id")]


def number_of(card_id: UUID) -> str:
    """'7F3K-Q9XA': eight signs of the random part of the id, without those that people mix up."""
    rest, signs = card_id.int & (1 << 60) - 1, ""
    for _ in range(8):
        rest, at = divmod(rest, len(_SIGNS))
        signs += _SIGNS[at]
    return f"{signs[:4]}-{signs[4:]}"


def _rows(actor: Actor, found: Iterable[CaseCard], now: datetime) -> list[CardRow]:
    return [_row(actor, one, now) for one in found.order_by("-moved_at", "-id")[:MOST]]  # type: ignore[attr-defined]


def _row(actor: Actor, found: CaseCard, now: datetime) -> CardRow:
    side: Side = "creditor" if found.tenant_id == actor.tenant else "agency"
    standing, today = standing_of(found), now.astimezone(SHANGHAI).date()
    shown = standing.shown(now, today)
    return CardRow(
        id=found.id,
        number=number_of(found.id),
        side=side,
        card=card_in(found),
        agency_id=found.agency_id,
        claim_id=found.claim_id if side == "creditor" or shown == "opened" else None,
        shown=shown,
        steps=steps_open_to(side, standing, now, today),
        version=found.version,
        sent_at=found.sent_at,
        expires_at=found.expires_at,
        moved_at=found.moved_at,
        case_until=found.case_until,
        paper_id=found.paper_id if side == "creditor" else None,
        decline_reason=found.decline_reason if found.state == "declined" else "",
        is_waiting=found.agency_tenant_id is None,
    )


def card_in(found: CaseCard) -> Card:
    """What the agency sees, as a plain value."""
    return Card(
        amount_about_fen=found.amount_about_fen,
        debt_kind=found.debt_kind,
        debtor_kind=found.debtor_kind,
        creditor_kind=found.creditor_kind,
        place=found.place,
        age=found.age,
        evidence=tuple(found.evidence),
        lawsuit=found.lawsuit,
    )
