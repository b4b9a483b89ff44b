"""What a creditor tells of a claim's life: add, correct, take back, restore. Each change computes the claim anew.

An event is never removed: taken back it stays and counts no more; corrected it is taken back and another replaces it.
"""

from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from jieqing.claims import assessing, keeping
from jieqing.claims.models import Claim, ClaimEvent
from jieqing.claims.rules.event_entry import Happened, allow
from jieqing.claims.rules.workflow import after, is_complete
from jieqing.claims.service import creditors_only
from jieqing.evidence import log
from jieqing.files.queries import row_of
from jieqing.kit import clock
from jieqing.kit.actor import Actor
from jieqing.kit.announce import announce
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words
from jieqing.vault import service as vault


def add(actor: Actor, claim_id: UUID, told: Happened, *, on: date, now: datetime | None = None) -> UUID:
    """Keeps an event of a claim; its id. `on` is today.

    Raises NotKept, naming the fields, for what can't be so; Refusal for a claim that is over or isn't the actor's.
    """
    creditors_only(actor)
    now = now or clock.now()
    with acting(actor):
        claim = _own(actor, claim_id)
        row = _kept(actor, claim, told, on, now)
        _changed(actor, claim, "claims.event_added", told, on, now)
    return row.id


def correct(
    actor: Actor, claim_id: UUID, event_id: UUID, told: Happened, *, on: date, now: datetime | None = None
) -> UUID:
    """Puts another event in the place of one that was told wrong; its id. `restore` on the old one undoes it."""
    creditors_only(actor)
    now = now or clock.now()
    with acting(actor):
        claim = _own(actor, claim_id)
        old = _event(claim, event_id, is_live=True)
        old.taken_back_at = now
        old.save(update_fields=["taken_back_at"])
        row = _kept(actor, claim, told, on, now, replaces=old)
        _changed(actor, claim, "claims.event_corrected", told, on, now)
    return row.id


def take_back(actor: Actor, claim_id: UUID, event_id: UUID, *, on: date, now: datetime | None = None) -> None:
    """Lets an event count no more; `restore` undoes it."""
    creditors_only(actor)
    now = now or clock.now()
    with acting(actor):
        claim = _own(actor, claim_id)
        row = _event(claim, event_id, is_live=True)
        row.taken_back_at = now
        row.save(update_fields=["taken_back_at"])
        _changed(actor, claim, "claims.event_taken_back", told_in(row), on, now)


def restore(actor: Actor, claim_id: UUID, event_id: UUID, *, on: date, now: datetime | None = None) -> None:
    """Lets an event count again; what had replaced it is taken back in turn.

    Raises NotKept where an equal one was added meanwhile.
    """
    creditors_only(actor)
    now = now or clock.now()
    with acting(actor):
        claim = _own(actor, claim_id)
        row = _event(claim, event_id, is_live=False)
        _live(claim).filter(replaces_id=row.id).update(taken_back_at=now)
        allow(told_in(row), [told_in(other).same for other in _live(claim)], on)
        row.taken_back_at = None
        row.save(update_fields=["taken_back_at"])
        _changed(actor, claim, "claims.event_restored", told_in(row), on, now)


def told_in(row: ClaimEvent) -> Happened:
    """A row as it was told, without its note."""
    names = ("kind", "on", "ended_on", "channel", "cause", "reached", "proof", "proof_file_id", "amount_fen", "part")
    return Happened(**{name: getattr(row, name) for name in names})


def _kept(
    actor: Actor, claim: Claim, told: Happened, on: date, now: datetime, *, replaces: ClaimEvent | None = None
) -> ClaimEvent:
    allow(told, [told_in(other).same for other in _live(claim)], on)
    if told.proof_file_id and row_of(actor, told.proof_file_id).subject != claim.id:
        raise _not_a_paper()
    facts = {name: value for name, value in asdict(told).items() if name != "note"}
    row = ClaimEvent(tenant_id=claim.tenant_id, claim_id=claim.id, made_by=actor.who, made_at=now, **facts)
    row.note_sealed = vault.seal(actor, claim.id, "claim.event_note", told.note.strip()) or None
    if replaces:
        row.replaces_id, row.is_in_principal = replaces.id, replaces.is_in_principal
        row.booked_to = replaces.booked_to
    row.save(force_insert=True)
    return row


def _changed(actor: Actor, claim: Claim, event: str, told: Happened, on: date, now: datetime) -> None:
    """The figures of the claim anew, and the entry; its words are the same, so its version stays."""
    claim.changed_at = now
    claim.save(update_fields=["changed_at"])
    assessing.store(actor, claim, on, "event", now)
    body = {key: value if isinstance(value, (int, type(None))) else str(value) for key, value in asdict(told).items()}
    log.append(actor, event, about=claim.id, code=told.kind, body=vault.commit_body(actor, claim.id, body))
    announce(event, tenant_id=claim.tenant_id, claim_id=claim.id)


def _own(actor: Actor, claim_id: UUID) -> Claim:
    """The actor's own claim under lock, if it is not over."""
    claim = keeping.own(actor, claim_id)
    after("correct", claim.state, is_complete=is_complete(claim.amount_fen, claim.debt_kind))  # type: ignore[arg-type]
    return claim


def _live(claim: Claim) -> QuerySet[ClaimEvent]:
    return ClaimEvent.objects.filter(tenant_id=claim.tenant_id, claim_id=claim.id, taken_back_at=None)


def _event(claim: Claim, event_id: UUID, *, is_live: bool) -> ClaimEvent:
    """An event of that claim; a Refusal (404) where it isn't there, or not in that state."""
    of_claim = ClaimEvent.objects.filter(tenant_id=claim.tenant_id, claim_id=claim.id, id=event_id)
    row = of_claim.filter(taken_back_at__isnull=is_live).first()
    if row is None:
        raise Refusal(
            "event_not_found",
            Words("没有这件事，或者已经改过。", "There is no such event, or it was changed meanwhile."),
            remedy=Words("回到欠款页看看时间线。", "Look at the claim's timeline."),
            status=404,
        )
    return row


def _not_a_paper() -> Refusal:
    return Refusal(
        "file_not_found",
        Words("这笔欠款没有这份材料。", "This claim has no such paper."),
        remedy=Words("先把材料加到这笔欠款，再选它。", "Add the paper to this claim first, then choose it."),
        field="proof",
        status=404,
    )
