"""What may be asked of proofs: how far one is, which codes were made, what a code shows to whoever knows it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db.models import Q

from jieqing.evidence import log
from jieqing.kit.actor import ANYONE, Actor, system
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words
from jieqing.proof.assembling import Proven, Sealing, Witnessed, proven, sealing, witnesses_of
from jieqing.proof.models import ProofCode
from jieqing.proof.rules import codes as rules
from jieqing.proof.subjects import Kind, admit

MOST = 200
READ = "proof.code_read"
State = Literal["stands", "expired", "revoked"]


@dataclass(frozen=True, slots=True)
class Code:
    """A code as its owner sees it. `first_signs` tell it from others; `readings`: how often it was looked up."""

    id: UUID
    kind: Kind
    subject: UUID
    first_signs: str
    made_at: datetime
    expires_at: datetime
    state: State
    readings: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What a code shows: the proof, until when the code lasts. Nothing of it names anybody."""

    kind: Kind
    proven: Proven
    made_at: datetime
    expires_at: datetime
    witnesses: tuple[Witnessed, ...]

    @property
    def first_at(self) -> datetime:
        """The time of its first entry."""
        return min(each.at for each in self.proven.holdings)

    @property
    def last_at(self) -> datetime:
        """The time of its last entry."""
        return max(each.at for each in self.proven.holdings)


def state_of(actor: Actor, kind: Kind, subject: UUID, *, now: datetime) -> Sealing:
    """How far the proof of a claim or card is. Raises Refusal for who may not see it (404)."""
    admit(actor, kind, subject, now)
    return sealing(actor, subject)


def codes(actor: Actor, *, now: datetime, subject: UUID | None = None) -> list[Code]:
    """The codes of the actor's tenant (for one thing), the latest first."""
    with acting(actor):
        rows = ProofCode.objects.filter(Q(tenant_id=actor.tenant)).order_by("-made_at", "-id")
        found = list((rows.filter(subject=subject) if subject else rows)[:MOST])
        return [_code(actor, row, now) for row in found]


def looked_up(typed: str, *, now: datetime) -> Shown:
    """What the code shows that somebody typed; leaves an entry that names nobody in its owner's log.

    Raises Refusal: code_mistyped (422, field 'code') where it can be no code; code_leads_nowhere (404) alike for one
    that never was, has run out or was taken back; being_sealed (503).
    """
    signs = rules.read(typed)
    if signs is None:
        raise _mistyped()
    row = _row_of(rules.digest(signs), now)
    reader = system("proof", row.tenant_id)
    found = proven(reader, row.subject, up_to=row.last_number)
    with acting(reader):
        log.append(reader, READ, about=row.id)
    return Shown(row.subject_kind, found, row.made_at, row.expires_at, witnesses_of(found))  # type: ignore[arg-type]


def _row_of(digest: str, now: datetime) -> ProofCode:
    """The row behind a digest; one query and one answer, whatever is amiss."""
    with acting(ANYONE, token=digest):
        row = ProofCode.objects.filter(token_hash=digest, revoked_at=None, expires_at__gt=now).first()
    if row is None:
        raise _leads_nowhere()
    return row


def _code(actor: Actor, row: ProofCode, now: datetime) -> Code:
    state: State = "revoked" if row.revoked_at else "expired" if row.expires_at <= now else "stands"
    readings = sum(each.event == READ for each in log.entries(actor, row.id))
    return Code(row.id, row.subject_kind, row.subject, row.first_signs, row.made_at, row.expires_at, state, readings)  # type: ignore[arg-type]


def _mistyped() -> Refusal:
    return Refusal(
        "code_mistyped",
        Words("这个查询码写得不对，可能抄错了一个字。", "This is not a look-up code; a sign may be mistyped."),
        remedy=Words(
            "查询码是四组、每组四个字母或数字，如 ABCD-1234-EFGH-5678。对照原件再写一次。",
            "A code has four groups of four letters or digits, as ABCD-1234-EFGH-5678. Compare it with the original.",
        ),
        field="code",
    )


def _leads_nowhere() -> Refusal:
    return Refusal(
        "code_leads_nowhere",
        Words("这个查询码现在查不到证明。", "No proof stands under this code now."),
        remedy=Words(
            "它可能已经到期或被收回，也可能写错了。请向给您查询码的人再要一个。",
            "It may have run out, been taken back, or be mistyped. Ask whoever gave it to you for another.",
        ),
        field="code",
        status=404,
    )
