"""What a creditor does with a saved claim. Every verb: load, decide, save, record, announce, in one transaction.

Papers leave through `files` (purpose own_claim, or mandated_case while a grant lasts).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from jieqing.claims import assessing, keeping
from jieqing.claims.intake.draft import Draft
from jieqing.claims.intake.fields import fields
from jieqing.claims.models import Claim
from jieqing.claims.rules.case_facts import answered
from jieqing.claims.rules.casing import events_of
from jieqing.claims.rules.details import cleaned, details
from jieqing.claims.rules.lines import OwnLines, recast
from jieqing.claims.rules.saving import NotRead, corrected, readings_in, understood
from jieqing.claims.rules.workflow import Act, after, is_complete, living_state, outcomes
from jieqing.claims.timeline.export import exported
from jieqing.claims.timeline.proofs import without_paper
from jieqing.claims.timeline.told import follow_text
from jieqing.evidence import log
from jieqing.files import service as files
from jieqing.files.queries import row_of
from jieqing.kit import clock
from jieqing.kit.actor import Actor
from jieqing.kit.announce import announce
from jieqing.kit.ids import new_id
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words
from jieqing.vault import service as vault

# Purposes of vault/data/register.yaml: of the creditor's own claims, and of an agency's while a grant lasts.
OWN, MANDATED, EXPORT = "own_claim", "mandated_case", "export"
creditors_only = keeping.creditors_only
FOR_AGENCIES = ("text", "facts", "debtor_name", "debtor_phone", "debtor_id_number", "debtor_address")


@dataclass(frozen=True, slots=True)
class Saved:
    """A claim after a verb. `same_debtor`: the tenant's other claims against what looks like the same person."""

    id: UUID
    version: int
    state: str
    same_debtor: tuple[UUID, ...] = ()

    @property
    def remark(self) -> Words | None:
        """What there is to say of the other claims; `show` names them."""
        count = len(self.same_debtor)
        words = Words(
            "您已经有 {n} 笔对同一个人的欠款；点“显示姓名和原文”能看到是哪几笔。",
            "You already have {n} against the same person; “Show names and text” says which.",
        )
        return words.filled(n=count) if count else None


@dataclass(frozen=True, slots=True)
class Opened:
    """What lay sealed: the draft with its text, corrections as typed (None: not for the asker), details by field.

    A ledger's claim has no text but `lines`, which are the creditor's own and not an agency's to see.
    """

    draft: Draft
    corrections: Mapping[str, str] | None
    details: Mapping[str, str]
    same_debtor: tuple[UUID, ...]
    lines: OwnLines | None = None


class Stale(Refusal):
    """Somebody changed the claim in the meantime (409). `version` is the present one."""

    def __init__(self, claim: Claim) -> None:
        super().__init__(
            "claim_changed_meanwhile",
            Words(
                "这笔欠款刚在别处改过，您的改动还没存。",
                "This was just changed elsewhere; your change is not saved yet.",
            ),
            remedy=Words("对照一下两边，再存一次。", "Compare the two, then save again."),
            status=409,
            about=claim.id,
        )
        self.version = claim.version


def save(
    actor: Actor,
    text: str,
    corrections: Mapping[str, str],
    on: date,
    *,
    save_key: UUID | None = None,
    now: datetime | None = None,
) -> Saved:
    """Keeps a text with its corrections as a claim, read as on that day; the same `save_key` twice saves once.

    Raises Refusal for anyone but a creditor, and for what can't be read (`rules.saving.understood`).
    """
    tenant = creditors_only(actor)
    draft = understood(text, on, corrections)
    now = now or clock.now()
    with acting(actor):
        if save_key and (before := keeping.mine(actor).filter(save_key=save_key).first()):
            return Saved(before.id, before.version, before.state)
        claim = Claim(id=new_id(), tenant_id=tenant, save_key=save_key, saved_at=now, changed_at=now, read_on=on)
        keeping.read_into(claim, draft)
        keeping.sealed_into(actor, claim, draft, _json(corrections), {})
        claim.state = living_state(is_complete=is_complete(claim.amount_fen, claim.debt_kind))
        claim.save(force_insert=True)
        follow_text(claim, events_of(draft, on), now)
        assessing.store(actor, claim, on, "saved", now)
        same = keeping.against_the_same(actor, claim.id, {"debtor_name": draft.value("debtor_name")})
        _record(actor, claim, "claims.claim_saved", {"text": text, "corrections": dict(corrections)})
    return Saved(claim.id, claim.version, claim.state, same)


def correct(
    actor: Actor, claim_id: UUID, version: int, changes: Mapping[str, str | None], *, now: datetime | None = None
) -> Saved:
    """Changes facts (fields of `claims.intake`) and details (`rules.details`) of a claim; the text is read again.

    `changes`: field → as typed; '' is not known; None takes an earlier correction back. Raises Stale where `version`
    is not the present one, NotRead for what can't be read, Refusal for a claim that is over.
    """
    creditors_only(actor)
    now = now or clock.now()
    with acting(actor):
        claim = keeping.own(actor, claim_id)
        if claim.version != version:
            raise Stale(claim)
        _decided("correct", claim)
        typed_details, typed_facts = _parted(changes)
        kept = keeping.opened(actor, claim, OWN, ("text", "corrections", "rows"))
        corrections = json.loads(kept["corrections"]) | typed_facts
        corrections = {field: typed for field, typed in corrections.items() if typed is not None}
        draft, cleaned_details = _read(claim, kept, corrections, typed_details)
        keeping.read_into(claim, draft)
        if claim.source == "ledger":
            claim.case = recast(OwnLines.from_text(kept["rows"]), draft, claim.read_on).to_json()
        keeping.sealed_into(actor, claim, draft, _json(corrections), cleaned_details)
        claim.state = _decided("correct", claim)
        keeping.changed(claim, now)
        if claim.source == "text":
            follow_text(claim, events_of(draft, claim.read_on), now)
        assessing.store(actor, claim, _day(now), "corrected", now)
        typed = {**cleaned_details, "debtor_name": draft.value("debtor_name")}
        same = keeping.against_the_same(actor, claim.id, {field: typed[field] for field in typed if field in changes})
        _record(actor, claim, "claims.claim_corrected", {"changes": dict(changes)})
    return Saved(claim.id, claim.version, claim.state, same)


def answer(
    actor: Actor,
    claim_id: UUID,
    version: int,
    typed: Mapping[str, str | None],
    *,
    on: date,
    now: datetime | None = None,
) -> Saved:
    """Keeps what the creditor says of circumstances that no text is read for (`rules.case_facts`).

    `typed`: fact → as typed; '' is not known; None takes an earlier answer back. Raises Stale where `version` is not
    the present one, Unanswered for what can't be read, Refusal for a claim that is over.
    """
    creditors_only(actor)
    now = now or clock.now()
    with acting(actor):
        claim = keeping.own(actor, claim_id)
        if claim.version != version:
            raise Stale(claim)
        claim.state = _decided("correct", claim)
        claim.case_said = answered(claim.case_said, typed, on)
        keeping.changed(claim, now)
        assessing.store(actor, claim, on, "facts", now)
        _record(actor, claim, "claims.facts_answered", {"answers": dict(typed)})
    return Saved(claim.id, claim.version, claim.state)


def withdraw(actor: Actor, claim_id: UUID, *, now: datetime | None = None) -> Saved:
    """Takes a claim out of hand; `reopen` undoes it."""
    return _act(actor, claim_id, "withdraw", "claims.claim_withdrawn", now)


def close(actor: Actor, claim_id: UUID, closed_as: str, *, now: datetime | None = None) -> Saved:
    """Ends a claim; `closed_as` is an id of `rules.workflow.outcomes`, else Refusal (field 'closed_as')."""
    if closed_as not in outcomes():
        raise Refusal(
            "outcome_missing",
            Words("没有选怎么结的。", "How it ended was not chosen."),
            remedy=Words("选一项再结案。", "Choose one, then close it."),
            field="closed_as",
        )
    return _act(actor, claim_id, "close", "claims.claim_closed", now, closed_as=closed_as)


def reopen(actor: Actor, claim_id: UUID, *, now: datetime | None = None) -> Saved:
    """Takes a withdrawn or closed claim in hand again."""
    return _act(actor, claim_id, "reopen", "claims.claim_reopened", now)


def delete(actor: Actor, claim_id: UUID) -> None:
    """Removes a claim with its papers and destroys its key: nothing sealed under it can ever be opened again.

    The entries of the log stay; their bodies are sealed under the same key.
    """
    creditors_only(actor)
    with acting(actor):
        _deleted(actor, keeping.own(actor, claim_id))


def delete_these(actor: Actor, claims: Iterable[Claim], *, code: str) -> None:
    """Removes claims that nothing hangs on and whose rows the caller holds, inside its transaction; as `delete`.

    `code` says why. No room above is told of each: there is nothing that it would end.
    """
    for claim in claims:
        _deleted(actor, claim, code=code, is_told=False)


def delete_expired(
    actor: Actor, *, drafts_before: datetime | None = None, ended_before: datetime | None = None, most: int = 500
) -> int:
    """Deletes at most so many drafts last changed, and claims withdrawn or closed, before those moments; how many.

    For the retention job, which acts for one tenant at a time.
    """
    with acting(actor):
        mine = keeping.mine(actor).select_for_update()
        drafts = mine.filter(state="draft", changed_at__lt=drafts_before) if drafts_before else mine.none()
        ended = mine.filter(ended_at__lt=ended_before) if ended_before else mine.none()
        expired = [*drafts[:most], *ended[:most]][:most]
        for claim in expired:
            _deleted(actor, claim, code="expired")
    return len(expired)


def attach(actor: Actor, claim_id: UUID, data: bytes, filename: str) -> UUID:
    """Keeps a paper with a claim; its id. Raises Refusal as `files.service.put`, which also leaves the entry."""
    creditors_only(actor)
    with acting(actor):
        _decided("attach", keeping.own(actor, claim_id))
        stored: UUID = files.put(actor, claim_id, data, filename=filename).id
    return stored


def detach(actor: Actor, claim_id: UUID, file_id: UUID) -> None:
    """Removes a paper of a claim; raises Refusal (404) where it isn't one."""
    creditors_only(actor)
    now = clock.now()
    with acting(actor):
        claim = keeping.own(actor, claim_id)
        _decided("attach", claim)
        _its_own(actor, claim_id, file_id)
        files.remove(actor, file_id)
        without_paper(actor, claim, file_id, on=_day(now), now=now)


def show(actor: Actor, claim_id: UUID) -> Opened:
    """Opens what lies sealed of a claim: the creditor's own, or an agency's under a grant. It leaves an entry.

    An agency is shown neither corrections nor notes. Raises Refusal (404) for a claim that the actor may not see.
    """
    with acting(actor):
        claim = Claim.objects.filter(id=claim_id).first()
        if claim is None:
            raise keeping.not_there()
        is_own = claim.tenant_id == actor.tenant and "creditor" in actor.roles
        wanted = (*keeping.SEALED, "rows") if is_own else FOR_AGENCIES
        kept = keeping.opened(actor, claim, OWN if is_own else MANDATED, wanted)
        return Opened(
            draft=Draft(kept.get("text", ""), claim.read_on, readings_in(kept["facts"])),
            corrections=json.loads(kept["corrections"]) if is_own else None,
            details={field: kept[field] for field in details() if field in kept},
            same_debtor=keeping.against_the_same(actor, claim.id, kept) if is_own else (),
            lines=OwnLines.from_text(kept["rows"]) if "rows" in kept else None,
        )


def delete_all(actor: Actor) -> int:
    """Deletes every claim of the actor's tenant, whose last member has gone; how many."""
    with acting(actor):
        mine = list(keeping.mine(actor).select_for_update())
        for claim in mine:
            _deleted(actor, claim, code="tenant_closed")
    return len(mine)


def export_all(actor: Actor) -> list[dict[str, Any]]:
    """Every claim of the actor's tenant with all that lies sealed of it, JSON-ready; the openings leave entries."""
    if "creditor" not in actor.roles or actor.tenant is None:
        return []
    with acting(actor):
        mine = keeping.mine(actor).order_by("saved_at", "id")
        life = exported(actor, list(mine), EXPORT)
        return [
            _exported(claim, keeping.opened(actor, claim, EXPORT, keeping.EXPORTED))
            | {"events": life.get(claim.id, [])}
            for claim in mine
        ]


def _act(actor: Actor, claim_id: UUID, act: Act, event: str, now: datetime | None, *, closed_as: str = "") -> Saved:
    creditors_only(actor)
    now = now or clock.now()
    with acting(actor):
        claim = keeping.own(actor, claim_id)
        claim.state = _decided(act, claim)
        claim.closed_as = closed_as
        claim.ended_at = now if claim.state in ("withdrawn", "closed") else None
        keeping.changed(claim, now)
        _record(actor, claim, event, {"state": claim.state}, code=closed_as)
    return Saved(claim.id, claim.version, claim.state)


def _decided(act: Act, claim: Claim) -> Any:
    return after(act, claim.state, is_complete=is_complete(claim.amount_fen, claim.debt_kind))  # type: ignore[arg-type]


def _parted(changes: Mapping[str, str | None]) -> tuple[dict[str, str], dict[str, str | None]]:
    """The changes of details and those of facts; raises NotRead for a field that is neither."""
    unknown = [field for field in changes if field not in details() and field not in fields()]
    if unknown:
        raise NotRead(tuple(_unknown_field(field) for field in unknown))
    of_details = {field: typed or "" for field, typed in changes.items() if field in details()}
    return of_details, {field: typed for field, typed in changes.items() if field not in details()}


def _read(
    claim: Claim, kept: Mapping[str, str], corrections: Mapping[str, str], typed_details: Mapping[str, str]
) -> tuple[Any, dict[str, str]]:
    """The draft and the cleaned details; raises one NotRead that names every field that can't be read.

    A ledger's claim has no text: its lines are read already, and they tell of a debt.
    """
    refused: list[Refusal] = []
    clean: dict[str, str] = {}
    for field, typed in typed_details.items():
        try:
            clean[field] = cleaned(field, typed) if typed else ""
        except Refusal as no:
            refused.append(no)
    draft = None
    try:
        if claim.source == "ledger":
            draft = corrected(OwnLines.from_text(kept["rows"]).draft(claim.read_on), corrections)
        else:
            draft = understood(kept["text"], claim.read_on, corrections)
    except NotRead as no:
        refused += no.each
    if refused:
        raise NotRead(tuple(refused))
    return draft, clean


def _exported(claim: Claim, kept: Mapping[str, str]) -> dict[str, Any]:
    parsed = {field: json.loads(kept[field]) for field in ("corrections", "facts")}
    return {
        "id": str(claim.id),
        "state": claim.state,
        "closed_as": claim.closed_as,
        "saved_at": claim.saved_at.isoformat(),
        "changed_at": claim.changed_at.isoformat(),
        "read_on": claim.read_on.isoformat(),
        "answers": claim.case_said,
        **{field: kept.get(field, "") for field in keeping.EXPORTED},
        **parsed,
    }


def _deleted(actor: Actor, claim: Claim, *, code: str = "", is_told: bool = True) -> None:
    files.remove_all(actor, claim.id)
    vault.erase(actor, claim.id)
    log.append(actor, "claims.claim_deleted", about=claim.id, code=code)
    if is_told:
        announce("claims.claim_deleted", tenant_id=claim.tenant_id, claim_id=claim.id)
    claim.delete()


def _its_own(actor: Actor, claim_id: UUID, file_id: UUID) -> None:
    """A file of another claim is answered like one that isn't there."""
    if row_of(actor, file_id).subject != claim_id:
        raise Refusal(
            "file_not_found",
            Words("这笔欠款没有这份材料。", "This claim has no such paper."),
            remedy=Words("回到欠款页看看有哪些。", "The claim's page lists what there is."),
            status=404,
        )


def _record(actor: Actor, claim: Claim, event: str, body: Mapping[str, object], *, code: str = "") -> None:
    """The entry of a change, its body sealed under the claim's key, and the word to the rooms above."""
    committed = vault.commit_body(actor, claim.id, {"version": claim.version, **body})
    log.append(actor, event, about=claim.id, code=code, body=committed)
    announce(event, tenant_id=claim.tenant_id, claim_id=claim.id)


def _day(now: datetime) -> date:
    return now.astimezone(clock.SHANGHAI).date()


def _json(corrections: Mapping[str, str]) -> str:
    return json.dumps(dict(corrections), ensure_ascii=False)


def _unknown_field(field: str) -> Refusal:
    return Refusal(
        "field_unknown",
        Words(f"没有“{field[:40]}”这一项。", f"There is no field “{field[:40]}”."),
        remedy=Words("字段名见接口文档。", "For the names of fields see the API's description."),
        field=field,
    )
