"""A claim's row and its sealed columns: found under lock, filled, opened. Inside `acting` only."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from jieqing.claims.intake.draft import Draft
from jieqing.claims.models import Claim
from jieqing.claims.rules.casing import case_of
from jieqing.claims.rules.details import details
from jieqing.claims.rules.saving import Columns, columns, facts_text
from jieqing.kit.actor import Actor
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.vault import service as vault

SEALED: Final = ("text", "corrections", "facts", "debtor_name", *details())
EXPORTED: Final = (*SEALED, "rows", "paper_facts")
ALWAYS: Final = ("text", "corrections", "facts")
IDENTIFYING: Final = ("debtor_name", "debtor_phone", "debtor_id_number")


def creditors_only(actor: Actor) -> UUID:
    """The actor's tenant; raises Refusal for an actor without the role or without a tenant."""
    if "creditor" not in actor.roles or actor.tenant is None:
        raise Refusal(
            "role_missing",
            Words("欠款由债权人自己存、自己改。", "Claims are kept and changed by the creditor alone."),
            remedy=Words("换到您作为债权人的身份再试。", "Switch to an account that is a creditor's."),
            status=403,
        )
    return actor.tenant


def mine(actor: Actor) -> QuerySet[Claim]:
    """The claims of the actor's tenant; none for nobody's."""
    return Claim.objects.filter(Q(tenant_id=actor.tenant))


def own(actor: Actor, claim_id: UUID) -> Claim:
    """The actor's own claim, its row locked; raises Refusal (404) for another's as for one that isn't there."""
    claim = mine(actor).select_for_update().filter(id=claim_id).first()
    if claim is None:
        raise not_there()
    return claim


def read_into(claim: Claim, draft: Draft) -> None:
    """Puts the open columns of a draft, and the case that the law computes, into the row."""
    columns_into(claim, draft)
    claim.case = case_of(draft, claim.read_on).to_json()


def columns_into(claim: Claim, draft: Draft) -> None:
    """Puts the open columns of a draft into the row."""
    put_columns(claim, columns(draft, claim.read_on))


def put_columns(claim: Claim, found: Columns) -> None:
    """Puts open columns into the row."""
    for column in Columns.__slots__:
        value = getattr(found, column)
        setattr(claim, column, list(value) if isinstance(value, tuple) else value)


def sealed_into(
    actor: Actor, claim: Claim, draft: Draft, corrections_text: str, typed_details: Mapping[str, str]
) -> None:
    """Seals the text, what was read of it and the details into their columns; an empty detail empties its column."""
    values = {
        "text": draft.text,
        "corrections": corrections_text,
        "facts": facts_text(draft),
        "debtor_name": draft.value("debtor_name") or "",
        **typed_details,
    }
    sealed = vault.seal_all(actor, claim.id, {f"claim.{field}": value for field, value in values.items()})
    for field in values:
        setattr(claim, f"{field}_sealed", sealed[f"claim.{field}"] or (b"" if field in ALWAYS else None))


def opened(actor: Actor, claim: Claim, purpose: str, wanted: Iterable[str] = SEALED) -> dict[str, str]:
    """The plain values of those sealed columns that hold anything; the vault judges the purpose and leaves an entry."""
    sealed = {field: bytes(held) for field in wanted if (held := getattr(claim, f"{field}_sealed"))}
    return dict(zip(sealed, vault.open_all(actor, list(sealed.values()), purpose), strict=True))


def against_the_same(actor: Actor, claim_id: UUID, values: Mapping[str, str | None]) -> tuple[UUID, ...]:
    """The tenant's other claims with an equal name, telephone or identity, the oldest first."""
    found: set[UUID] = set()
    for field in IDENTIFYING:
        if value := values.get(field):
            found |= set(vault.find_equal(actor, f"claim.{field}", value))
    others = mine(actor).filter(id__in=found - {claim_id})
    return tuple(others.order_by("saved_at", "id").values_list("id", flat=True))


def changed(claim: Claim, now: datetime) -> None:
    """Stores the row as its next version."""
    claim.version += 1
    claim.changed_at = now
    claim.save(force_update=True)


def not_there() -> Refusal:
    """The one answer for a claim that isn't there and for one that isn't the asker's."""
    return Refusal(
        "claim_not_found",
        Words("没有这笔欠款。", "There is no such claim."),
        remedy=Words("它可能已经删除；回到“我的欠款”看看。", "It may have been deleted; look under “My claims”."),
        status=404,
    )
