"""Make a pack; make a look-up code, and take it back."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q

from jieqing.evidence import log
from jieqing.evidence.holdings import Holding, last_number
from jieqing.kit.actor import Actor
from jieqing.kit.ids import new_id
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words
from jieqing.proof import summary
from jieqing.proof.assembling import Proven, place, proven
from jieqing.proof.models import ProofCode
from jieqing.proof.rules import codes
from jieqing.proof.rules.manifest import Contents, Proved, packed
from jieqing.proof.rules.recordings import recordings
from jieqing.proof.subjects import Kind, admit
from jieqing.vault import service as vault
from jieqing.vault.service import OpenedBody
from jieqing_verify.entry import Opening

PURPOSE: Final = "check_proof"
LIFETIMES_DAYS: Final = (30, 90, 365)
CHANCE_BYTES = 10


@dataclass(frozen=True, slots=True)
class Made:
    """A pack as a file; `entries` counts what is in it."""

    filename: str
    content: bytes
    entries: int


def make_pack(actor: Actor, kind: Kind, subject: UUID, *, now: datetime) -> Made:
    """The pack of a claim or a card: every entry about it in the log of the actor's tenant, opened.

    The bodies are opened through the vault for the purpose check_proof, and leave their entry; of what was erased the
    pack says when. Raises Refusal: for who may not see it (404), nothing_to_prove, being_sealed (503: in some seconds).
    """
    admit(actor, kind, subject, now)
    found = proven(actor, subject)
    with acting(actor):
        erased_on = vault.erased_on(actor, subject)
        bodies = {} if erased_on else _bodies(actor, found.holdings)
        log.append(actor, "proof.pack_made", about=subject, code=str(len(found.holdings)))
    entries = tuple(_proved(each, proof, bodies, erased_on) for each, proof in _pairs(found))
    contents = _contents(found, kind, entries, now)
    listed = recordings((place(each), each.event, bodies[place(each)].body) for each in _opened(found, bodies))
    paper = summary.laid_out(kind, found, entries, listed, now)
    made = packed(replace(contents, recordings=listed, summary=paper))
    return Made(f"jieqing-{kind}-{str(subject)[-8:]}-{now:%Y%m%d}.zip", made, len(entries))


def public_pack(found: Proven, kind: Kind, *, now: datetime) -> Made:
    """The pack without what opens it: leaves, proofs, stamps. Who did it, about what, and the bodies stay unsaid."""
    entries = tuple(Proved(place(each), each.leaf, proof, None, None) for each, proof in _pairs(found))
    made = packed(_contents(found, kind, entries, now))
    return Made(f"jieqing-{kind}-public-{now:%Y%m%d}.zip", made, len(entries))


def make_code(actor: Actor, kind: Kind, subject: UUID, days: int, *, now: datetime) -> str:
    """A new look-up code for what the log holds about it now; it is shown this once, and its digest kept.

    Raises Refusal for who may not see the subject (404), for a lifetime that is not offered (field 'days'), where
    there is nothing to prove.
    """
    if days not in LIFETIMES_DAYS:
        raise _lifetime_unknown()
    admit(actor, kind, subject, now)
    if actor.tenant is None:
        raise _nothing_yet()
    code = codes.code_of(os.urandom(CHANCE_BYTES))
    with acting(actor):
        number = last_number(actor, subject)
        if not number:
            raise _nothing_yet()
        ProofCode.objects.create(
            id=new_id(),
            tenant_id=actor.tenant,
            subject_kind=kind,
            subject=subject,
            token_hash=codes.digest(code.replace("-", "")),
            first_signs=code[: codes.SHOWN_SIGNS],
            last_number=number,
            made_by=actor.who,
            made_at=now,
            expires_at=now + timedelta(days=days),
        )
        log.append(actor, "proof.code_made", about=subject, code=f"{kind}:{days}")
    return code


def revoke_code(actor: Actor, code_id: UUID, *, now: datetime) -> None:
    """The code leads nowhere from now on; again: does nothing. Raises Refusal (404) for another tenant's."""
    with acting(actor):
        row = ProofCode.objects.select_for_update().filter(Q(tenant_id=actor.tenant), id=code_id).first()
        if row is None:
            raise Refusal(
                "code_not_found",
                Words("没有这个查询码。", "There is no such look-up code."),
                remedy=Words("在“查询码”页看看有哪些。", "The page of look-up codes lists those there are."),
                status=404,
            )
        if row.revoked_at is None:
            row.revoked_at = now
            row.save(update_fields=["revoked_at"])
            log.append(actor, "proof.code_revoked", about=row.subject)


def _contents(found: Proven, kind: Kind, entries: tuple[Proved, ...], now: datetime) -> Contents:
    return Contents(
        origin=found.checkpoint.origin,
        made_at=now,
        subject_kind=kind,
        subject=found.subject,
        entries=entries,
        policy=found.policy.text,
        stamps=tuple(each.stamp for each in found.stamps),
        receipts=found.receipts,
    )


def _pairs(found: Proven) -> Sequence[tuple[Holding, bytes]]:
    return list(zip(found.holdings, found.proofs, strict=True))


def _bodies(actor: Actor, held: Sequence[Holding]) -> dict[int, OpenedBody]:
    """The bodies by their entries' places."""
    committed = [(place(each), each.body) for each in held if each.body]
    opened = vault.open_bodies(actor, [body for _place, body in committed], PURPOSE)
    return dict(zip((at for at, _body in committed), opened, strict=True))


def _opened(found: Proven, bodies: Mapping[int, OpenedBody]) -> Sequence[Holding]:
    return [each for each in found.holdings if place(each) in bodies]


def _proved(held: Holding, proof: bytes, bodies: Mapping[int, OpenedBody], erased_on: date | None) -> Proved:
    body = bodies.get(place(held))
    salt, text = (body.salt, body.text.encode("utf-8")) if body else (None, None)
    opening = Opening(held.salt, held.owner, held.actor, held.about, salt, text)
    return Proved(place(held), held.leaf, proof, opening, erased_on if held.body else None)


def _lifetime_unknown() -> Refusal:
    return Refusal(
        "lifetime_unknown",
        Words("没有选查询码的有效期。", "How long the code lasts was not chosen."),
        remedy=Words("选 30 天、90 天或一年。", "Choose 30 days, 90 days or a year."),
        field="days",
    )


def _nothing_yet() -> Refusal:
    return Refusal(
        "nothing_to_prove",
        Words("日志里没有关于它的记录。", "The log of your organisation holds no entry about it."),
        remedy=Words("有了记录再来。", "Come back once there is one."),
        status=404,
    )
