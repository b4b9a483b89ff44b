"""What the overview asks: the current figures of all claims that are not over, and one debtor's claims together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Max, Q

from jieqing.claims import keeping
from jieqing.claims.models import Claim, ClaimAssessment, ClaimEvent
from jieqing.claims.overview.rules import Overview, Row, overview
from jieqing.claims.rules.workflow import LIVING
from jieqing.kit.actor import Actor
from jieqing.kit.rows import acting
from jieqing.vault import service as vault

_FIGURES = (
    "claim_id", "asked_low_fen", "asked_high_fen", "limitation", "last_day_on", "last_day_if_on", "road",
    "net_low_fen", "net_high_fen", "is_provisional",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """The overview with what a page shows of single claims: masked names of debtors, kinds of debtor and debt."""

    view: Overview
    names: Mapping[UUID, str]
    kinds: Mapping[UUID, tuple[str | None, str | None]]
    uncomputed: int


@dataclass(frozen=True, slots=True)
class OfDebtor:
    """All living claims against whoever owes this one, the largest first, with their figures; the name masked."""

    claims: tuple[Claim, ...]
    rows: Mapping[UUID, Row]
    name: str


def seen(actor: Actor, on: date) -> Seen:
    """The actor's claims that are not over, as of a day."""
    with acting(actor):
        rows = rows_of(actor)
        view = overview(rows, vault.groups_equal(actor, "claim.debtor_name") if rows else [], on)
        named = {debtor.claims[0] for debtor in view.debtors} | {letter.claim for letter in view.letters}
        shown = list(Claim.objects.filter(id__in=named))
        living = keeping.mine(actor).filter(state__in=LIVING).count()
        kinds = {claim.id: (claim.debtor_kind, claim.debt_kind) for claim in shown}
        return Seen(view, _masked(actor, shown), kinds, living - len(rows))


def rows_of(actor: Actor, claims: Q | None = None) -> list[Row]:
    """The current figures of living claims, inside `acting`; those never computed are left out."""
    living = keeping.mine(actor).filter(state__in=LIVING)
    living = living.filter(claims) if claims is not None else living
    own = Q(tenant_id=actor.tenant)
    figures = {row["claim_id"]: row for row in ClaimAssessment.objects.filter(own, is_current=True).values(*_FIGURES)}
    written: dict[UUID, date] = dict(
        ClaimEvent.objects.filter(own, kind="demand", taken_back_at=None).values_list("claim_id").annotate(Max("on"))
    )
    return [
        _row(figures[claim_id], aged_from_on, amount_fen or 0, written.get(claim_id))
        for claim_id, aged_from_on, amount_fen in living.values_list("id", "aged_from_on", "amount_fen")
        if claim_id in figures
    ]


def of_debtor(actor: Actor, claim_id: UUID) -> OfDebtor:
    """The claims against the debtor of that one; raises Refusal (404) for a claim that is not the actor's."""
    with acting(actor):
        asked = keeping.mine(actor).filter(id=claim_id).first()
        if asked is None:
            raise keeping.not_there()
        groups = vault.groups_equal(actor, "claim.debtor_name")
        same = next((group for group in groups if claim_id in group), [claim_id])
        found = keeping.mine(actor).filter(Q(id=claim_id) | Q(id__in=same, state__in=LIVING))
        claims = sorted(found, key=lambda claim: (-(claim.amount_fen or 0), str(claim.id)))
        rows = {row.claim: row for row in rows_of(actor, Q(id__in=[claim.id for claim in claims]))}
        return OfDebtor(tuple(claims), rows, _masked(actor, claims[:1]).get(claims[0].id, ""))


def _row(figures: Mapping[str, object], aged_from_on: date | None, sum_fen: int, written_on: date | None) -> Row:
    given = {key: figures[key] for key in _FIGURES if key not in ("claim_id", "asked_low_fen", "asked_high_fen")}
    return Row(
        claim=figures["claim_id"],  # type: ignore[arg-type]
        aged_from_on=aged_from_on,
        sum_fen=sum_fen,
        asked_low_fen=figures["asked_low_fen"] or 0,  # type: ignore[arg-type]
        asked_high_fen=figures["asked_high_fen"] or 0,  # type: ignore[arg-type]
        written_on=written_on,
        **given,  # type: ignore[arg-type]
    )


def _masked(actor: Actor, claims: list[Claim]) -> dict[UUID, str]:
    held = [(claim.id, bytes(claim.debtor_name_sealed)) for claim in claims if claim.debtor_name_sealed]
    masks = vault.mask(actor, [sealed for _id, sealed in held])
    return dict(zip((claim_id for claim_id, _sealed in held), masks, strict=True))
