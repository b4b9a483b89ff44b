"""The agency asks, accepts or declines; the creditor answers or takes the card back; what was rash is taken back."""

from datetime import datetime
from uuid import UUID

from jieqing.kit import clock
from jieqing.kit.actor import Actor
from jieqing.kit.rows import acting
from jieqing.mandates import refusals, thread
from jieqing.mandates.models import CaseCard, WaitingCard
from jieqing.mandates.rules.catalogue import decline_reasons
from jieqing.mandates.service.sending import alone, keep_waiting, names_in, sendable
from jieqing.mandates.steps import locked, take


def ask(actor: Actor, card_id: UUID, version: int, words: str, *, now: datetime | None = None) -> int:
    """The agency asks the creditor; the new version.

    The debtor's name is not looked for in its words: a refusal would tell that it had guessed right.
    """
    now = now or clock.now()
    kept = thread.checked(words, is_needed=True)
    with acting(actor):
        card = take(actor, locked(actor, "agency", card_id), "ask", "agency", now, version=version)
        thread.write(actor, card, "agency", "question", kept, now)
    return card.version


def answer(actor: Actor, card_id: UUID, version: int, words: str, *, now: datetime | None = None) -> int:
    """The creditor answers the agency's question; the new version."""
    now = now or clock.now()
    with acting(actor):
        names = names_in(actor, locked(actor, "creditor", card_id).claim_id) if words.strip() else ()
        kept = thread.checked(words, is_needed=True, debtor_names=names)
        card = take(actor, locked(actor, "creditor", card_id), "answer", "creditor", now, version=version)
        thread.write(actor, card, "creditor", "answer", kept, now)
    return card.version


def accept(actor: Actor, card_id: UUID, version: int, *, is_conflict_checked: bool, now: datetime | None = None) -> int:
    """The agency will take the case, having looked for conflicts of interest as far as the card shows."""
    now = now or clock.now()
    if not is_conflict_checked:
        raise refusals.conflict_unchecked()

    def checked(card: CaseCard) -> None:
        card.conflict_checked_at = now

    with acting(actor):
        card = locked(actor, "agency", card_id)
        take(actor, card, "accept", "agency", now, version=version, change=checked)
    return card.version


def decline(
    actor: Actor, card_id: UUID, version: int, reason: str, words: str = "", *, now: datetime | None = None
) -> int:
    """The agency says no, for a reason of the catalogue; `take_back_decline` undoes it while the card is still open."""
    now = now or clock.now()
    if reason not in decline_reasons():
        raise refusals.reason_missing()
    kept = thread.checked(words, is_needed=False)

    def named(card: CaseCard) -> None:
        card.decline_reason = reason

    with acting(actor):
        card = locked(actor, "agency", card_id)
        take(actor, card, "decline", "agency", now, version=version, change=named, code=reason)
        thread.write(actor, card, "agency", "decline", kept, now)
    return card.version


def take_back_decline(actor: Actor, card_id: UUID, version: int, *, now: datetime | None = None) -> int:
    """The card lies open before the agency again, as it was."""
    now = now or clock.now()
    with acting(actor):
        card = locked(actor, "agency", card_id)
        take(actor, card, "take_back_decline", "agency", now, version=version, change=lambda card: alone(card, now))
    return card.version


def withdraw(actor: Actor, card_id: UUID, version: int | None, *, now: datetime | None = None) -> int:
    """The creditor takes the card back; `take_back_withdrawal` undoes it while the card would still be open.

    `version` None: whatever stands (the house's own jobs).
    """
    with acting(actor):
        card = locked(actor, "creditor", card_id)
        take(actor, card, "withdraw", "creditor", now or clock.now(), version=version)
        WaitingCard.objects.filter(card_id=card.id).delete()
    return card.version


def take_back_withdrawal(actor: Actor, card_id: UUID, version: int, *, now: datetime | None = None) -> int:
    """The card goes out again as it was; the claim must still be one that can be sent."""
    now = now or clock.now()
    with acting(actor):
        card = locked(actor, "creditor", card_id)
        sendable(actor, card.claim_id)
        take(
            actor, card, "take_back_withdrawal", "creditor", now, version=version, change=lambda card: alone(card, now)
        )
        keep_waiting(card)
    return card.version
