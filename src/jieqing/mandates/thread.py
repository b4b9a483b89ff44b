"""What the two sides write beside a card: sealed under the writer's own key, opened for the other side of this card.

A reader opens the other side's words as a guest of that side's tenant. It happens only here, after row-level security
has shown the reader the rows, in a transaction that does nothing but open them; the entry in the other side's log says
who it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from jieqing.kit.actor import Actor
from jieqing.kit.ids import new_id
from jieqing.kit.rows import acting
from jieqing.mandates.models import CardMessage, CaseCard
from jieqing.mandates.refusals import not_screened, words_missing, words_too_long
from jieqing.mandates.rules.screening import LONGEST, screened
from jieqing.mandates.rules.states import Side
from jieqing.vault import service as vault

FIELD, PURPOSE = "message.text", "case_questions"


@dataclass(frozen=True, slots=True)
class Message:
    """One message in plain words. `kind`: remark, question, answer or decline."""

    side: Side
    kind: str
    words: str
    written_at: datetime


def checked(words: str, *, is_needed: bool, debtor_names: Sequence[str] = ()) -> str:
    """The words as they may be sent; raises Refusal (field 'words') for none, too many, or some that identify."""
    kept = words.replace("\r\n", "\n").replace("\x00", "").strip()
    if is_needed and not kept:
        raise words_missing()
    if len(kept) > LONGEST:
        raise words_too_long()
    if kinds := screened(kept, debtor_names):
        raise not_screened(kinds)
    return kept


def write(actor: Actor, card: CaseCard, side: Side, kind: str, words: str, now: datetime) -> None:
    """Adds a message to the card, inside the caller's transaction; no words, no message."""
    if words:
        CardMessage.objects.create(
            id=new_id(),
            tenant_id=card.tenant_id,
            card_id=card.id,
            side=side,
            kind=kind,
            words_sealed=vault.seal(actor, card.id, FIELD, words),
            written_at=now,
            written_by=actor.who,
        )


def rows_of(card_id: UUID) -> list[CardMessage]:
    """The messages of a card, the oldest first; inside `acting`."""
    return list(CardMessage.objects.filter(card_id=card_id).order_by("written_at", "id"))


def opened(actor: Actor, card: CaseCard, rows: Sequence[CardMessage]) -> tuple[Message, ...]:
    """The rows in plain words. Outside any transaction: each side's words are opened in one of their own."""
    tenants = {"creditor": card.tenant_id, "agency": card.agency_tenant_id}
    words: dict[UUID, str] = {}
    for side, tenant in tenants.items():
        own = [row for row in rows if row.side == side]
        reader = replace(actor, tenant=tenant)
        if own:
            with acting(reader):
                plain = vault.open_all(reader, [bytes(row.words_sealed) for row in own], PURPOSE)
            words.update(zip((row.id for row in own), plain, strict=True))
    return tuple(Message(row.side, row.kind, words[row.id], row.written_at) for row in rows)  # type: ignore[arg-type]
