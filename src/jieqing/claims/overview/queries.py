"""What the overview asks: the current figures of all claims that are not over, and one debtor's claims together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Max, Q

from jieqing.claims import keeping
from jieqing.claims.models import Claim, ClaimAssessment, ClaimEvent
from jieqing.claims.overview.rules import SOON_DAYS, Letter, Overview, Row, letters, overview
from jieqing.claims.rules.workflow import LIVING
from jieqing.kit.actor import Actor
from jieqing.kit.rows import acting
from jieqing.vault import service as vault

EVERY = Q()
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


def letters_due(actor: Actor, on: date) -> list[tuple[Letter, Claim, str]]:
    """The letters to send this week, each with its claim and the debtor's masked name; the soonest first."""
    with acting(actor):
        soon = Q(limitation="open", last_day_on__range=(on, on + timedelta(days=SOON_DAYS)))
        due = letters(rows_of(actor, figures=soon), on)
        claims = {claim.id: claim for claim in Claim.objects.filter(id__in=[letter.claim for letter in due])}
        names = _masked(actor, list(claims.values()))
        return [(letter, claims[letter.claim], names.get(letter.claim, "")) for letter in due]


def rows_of(actor: Actor, claims: Q = EVERY, figures: Q = EVERY) -> list[Row]:
    """The current figures of living claims, inside `acting`; those never computed are left out."""
    own = Q(tenant_id=actor.tenant)
    current = ClaimAssessment.objects.filter(own, figures, is_current=True)
    found = {row["claim_id"]: row for row in current.values(*_FIGURES)}
    living = keeping.mine(actor).filter(claims, state__in=LIVING)
    if figures is not EVERY:
        living = living.filter(id__in=list(found))
    written: dict[UUID, date] = dict(
        ClaimEvent.objects.filter(own, kind="demand", taken_back_at=None).values_list("claim_id").annotate(Max("on"))
    )
    return [
        _row(found[claim_id], aged_from_on, amount_fen or 0, written.get(claim_id))
        for claim_id, aged_from_on, amount_fen in living.values_list("id", "aged_from_on", "amount_fen")
        if claim_id in found
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
