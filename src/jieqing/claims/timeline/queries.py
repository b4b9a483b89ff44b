"""A claim's life as it is shown: each event, its proof, and what it does to limitation and interest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from jieqing.claims import assessing, keeping, rates
from jieqing.claims.models import Claim, ClaimEvent
from jieqing.claims.rules.assessment import Assessment, Step
from jieqing.claims.rules.event_entry import choices
from jieqing.claims.rules.event_kinds import KindOfEvent, event_kinds, explain_event
from jieqing.claims.rules.went_to import Share, went_to
from jieqing.claims.timeline.told import BY_TEXT
from jieqing.kit.actor import Actor
from jieqing.kit.rows import acting
from jieqing.kit.words import Words
from jieqing.vault import service as vault

NOTHING = Words("", "")
ANSWERING = ("part_payment", "set_off")


@dataclass(frozen=True, slots=True)
class Lived:
    """One event. `counts`: it restarts or suspends the period with proven events alone; `if_proven`: it would.

    `steps` are those of the period that it caused; `shares` what a payment went to. `note` is there once opened.
    `promise`: kept, broken, open or ''.
    """

    id: UUID
    kind: KindOfEvent
    on: date
    ended_on: date | None
    channel: Words
    cause: Words
    reached: bool | None
    proof: str
    proof_file_id: UUID | None
    amount_fen: int | None
    part: int | None
    does: Words
    steps: tuple[Step, ...]
    counts: bool
    if_proven: bool
    is_of_text: bool
    is_imported: bool
    is_in_principal: bool
    has_note: bool
    note: str
    promise: str
    shares: tuple[Share, ...]
    made_at: datetime
    taken_back_at: datetime | None
    replaces_id: UUID | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The events that count, by day, the latest first; and those that were taken back, the latest first."""

    live: tuple[Lived, ...]
    taken_back: tuple[Lived, ...]


def timeline(
    actor: Actor, claim_id: UUID, assessment: Assessment, *, opens_notes: bool = False, purpose: str = ""
) -> Timeline:
    """The life of a claim beside its assessment; raises Refusal (404) for a claim that the actor may not see.

    With `opens_notes` the creditor's notes are opened for that purpose, which leaves an entry.
    """
    with acting(actor):
        claim = Claim.objects.filter(id=claim_id).first()
        if claim is None:
            raise keeping.not_there()
        rows = assessing.event_rows(claim)
        gone = ClaimEvent.objects.filter(claim_id=claim.id).exclude(taken_back_at=None).order_by("-taken_back_at")
        past = list(gone)
        notes = _notes(actor, [*rows, *past], purpose) if opens_notes else {}
        shares = _shares(claim, rows)
    live = [_lived(row, index, assessment, rows, notes, shares) for index, row in enumerate(rows)]
    over = [_lived(row, None, assessment, rows, notes, {}) for row in past]
    return Timeline(tuple(reversed(live)), tuple(over))


def event(actor: Actor, claim_id: UUID, event_id: UUID) -> ClaimEvent | None:
    """One event of a claim of the actor's, as a row; None where it isn't there."""
    with acting(actor):
        return ClaimEvent.objects.filter(tenant_id=actor.tenant, claim_id=claim_id, id=event_id).first()  # type: ignore[misc]


def _lived(
    row: ClaimEvent,
    index: int | None,
    assessment: Assessment,
    live: Sequence[ClaimEvent],
    notes: dict[UUID, str],
    shares: dict[UUID, tuple[Share, ...]],
) -> Lived:
    limits = assessment.limits
    proven = index is not None and index in limits.proven.counted
    clock = limits.proven if proven else limits.if_unproven
    return Lived(
        id=row.id,
        kind=event_kinds()[row.kind],
        on=row.on,
        ended_on=row.ended_on,
        channel=choices("channel").get(row.channel, NOTHING),
        cause=choices("cause").get(row.cause, NOTHING),
        reached=row.reached,
        proof=row.proof,
        proof_file_id=row.proof_file_id,
        amount_fen=row.amount_fen,
        part=row.part,
        does=explain_event(row.kind, bool(row.proof), row.reached),
        steps=tuple(step for step in clock.steps if index is not None and step.event == index),
        counts=proven,
        if_proven=index is not None and index in limits.if_unproven.counted,
        is_of_text=row.made_by == BY_TEXT,
        is_imported=row.import_id is not None,
        is_in_principal=row.is_in_principal,
        has_note=row.note_sealed is not None,
        note=notes.get(row.id, ""),
        promise=_promise(row, live, assessment.on) if row.kind == "promise" else "",
        shares=shares.get(row.id, ()),
        made_at=row.made_at,
        taken_back_at=row.taken_back_at,
        replaces_id=row.replaces_id,
    )


def _shares(claim: Claim, rows: Sequence[ClaimEvent]) -> dict[UUID, tuple[Share, ...]]:
    """What each payment went to, by the id of its event."""
    paid = [index for index, row in enumerate(rows) if row.kind in ANSWERING]
    if not paid:
        return {}
    case, events, table = assessing.case_in(claim), [assessing.event_in(row) for row in rows], rates.table()
    return {rows[index].id: went_to(case, events, index, table) for index in paid}


def _promise(row: ClaimEvent, live: Sequence[ClaimEvent], on: date) -> str:
    """Whether what was promised came in by the promised day; '' where no day was named."""
    if row.ended_on is None:
        return ""
    came = [each for each in live if each.kind in ANSWERING and row.on < each.on <= row.ended_on]
    paid_fen = sum(each.amount_fen or 0 for each in came)
    if paid_fen and paid_fen >= (row.amount_fen or 1):
        return "kept"
    return "broken" if row.ended_on < on else "open"


def _notes(actor: Actor, rows: Sequence[ClaimEvent], purpose: str) -> dict[UUID, str]:
    sealed = {row.id: bytes(row.note_sealed) for row in rows if row.note_sealed}
    return dict(zip(sealed, vault.open_all(actor, list(sealed.values()), purpose), strict=True)) if sealed else {}
