"""What can be asked of saved claims, until when and by which road: computed live, and kept as figures of a day.

assess_saved(actor, claim_id, on)       one claim with every working
store_many(actor, claims, on, …)        the figures of many, added beside the earlier ones, which stay
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Literal
from uuid import UUID

from django.db.models import Q

from jieqing.claims import assuming, keeping, rates
from jieqing.claims.adding import add_all
from jieqing.claims.intake.draft import Draft
from jieqing.claims.models import Claim, ClaimAssessment, ClaimEvent
from jieqing.claims.rules.assess import assess
from jieqing.claims.rules.assessment import Assessment, Assumptions
from jieqing.claims.rules.case import Case, Event
from jieqing.claims.rules.case_facts import merged
from jieqing.claims.rules.casing import case_of
from jieqing.claims.rules.figures import Figures, figures_of
from jieqing.claims.rules.lpr import LprTable
from jieqing.claims.rules.saving import Columns, readings_of
from jieqing.kit.actor import Actor
from jieqing.kit.rows import acting
from jieqing.law.pack import PACKS

Because = Literal["saved", "corrected", "imported", "event", "facts", "assumptions", "rates", "law", "missing"]


@dataclass(frozen=True, slots=True)
class Grounds:
    """What every computation of one tenant rests on beside the claim: the rates, the assumptions, their version."""

    rates: LprTable
    assumptions: Assumptions
    version: str


def grounds(actor: Actor) -> Grounds:
    """The grounds as they stand; take them once for many claims."""
    table = rates.table()
    return Grounds(table, assuming.assumptions(actor), law_version(table))


def law_version(table: LprTable | None = None) -> str:
    """'<packs>.<rates>', eight hexadecimal digits each: what a figure rests on, changed by any change of either."""
    rows = (table or rates.table()).rows
    return f"{packs_version()}.{_short(repr(rows).encode())}"


@cache
def packs_version() -> str:
    """Eight hexadecimal digits of the SHA-256 over all law packs."""
    return _short(b"".join(path.read_bytes() for path in sorted(PACKS.glob("*/*.yaml"))))


def case_and_events(actor: Actor, claim: Claim) -> tuple[Case, tuple[Event, ...]]:
    """The facts of a claim for the law: as read, as answered, and what happened, by day. Inside `acting` or not.

    The index of an event is that of `event_rows`.
    """
    with acting(actor):
        return case_in(claim), tuple(event_in(row) for row in event_rows(claim))


def event_rows(claim: Claim) -> list[ClaimEvent]:
    """The events that count, by day: the order in which the rules number them. Inside `acting`."""
    return _events_of([claim], has_notes=True).get(claim.id, [])


def case_in(claim: Claim) -> Case:
    """The case of a row: what was read, under what the creditor answered; an answer of null takes a reading away."""
    read = claim.case or _from_columns(claim).to_json()
    return Case.from_json(merged(read, claim.case_said))


def event_in(row: ClaimEvent) -> Event:
    """A row as the rules read it: its proof is the id of a paper, 'held', or nothing."""
    proof = str(row.proof_file_id) if row.proof == "file" and row.proof_file_id else row.proof or None
    return Event(
        kind=row.kind,  # type: ignore[arg-type]
        on=row.on,
        proof=proof,
        reached=row.reached,
        channel=row.channel or None,
        ended_on=row.ended_on,
        cause=row.cause or None,
        amount_fen=row.amount_fen,
        part=row.part,
        booked_to=row.booked_to,
        is_in_principal=row.is_in_principal,
    )


def assess_saved(actor: Actor, claim_id: UUID, on: date) -> Assessment:
    """All that can be said of a claim as of a day; raises Refusal (404) for one that the actor may not see."""
    with acting(actor):
        claim = Claim.objects.filter(id=claim_id).first()
        if claim is None:
            raise keeping.not_there()
        return assess_claim(actor, claim, on)


def assess_claim(actor: Actor, claim: Claim, on: date) -> Assessment:
    """The same of a row that is at hand, inside `acting`."""
    case, events = case_and_events(actor, claim)
    on_which = grounds(actor)
    return assess(case, events, on, on_which.rates, on_which.assumptions)


def store(actor: Actor, claim: Claim, on: date, because: Because, now: datetime) -> None:
    """Keeps the figures of one claim after a change; in the transaction of the change."""
    store_many(actor, [claim], on, because, now)


def store_many(
    actor: Actor,
    claims: Sequence[Claim],
    on: date | Mapping[UUID, date],
    because: Because,
    now: datetime,
    *,
    on_which: Grounds | None = None,
) -> int:
    """Computes the claims of the actor's tenant and adds their figures as the current ones; how many.

    `on` is a day for all, or one for each claim. Earlier figures stay. Four statements for any number of claims.
    """
    with acting(actor):
        on_which = on_which or grounds(actor)
        events = _events_of(claims)
        figures = []
        for claim in claims:
            lived = tuple(event_in(row) for row in events.get(claim.id, ()))
            day = on if isinstance(on, date) else on[claim.id]
            found = assess(case_in(claim), lived, day, on_which.rates, on_which.assumptions)
            figures.append((claim, figures_of(found)))
        store_figures(actor, figures, because, on_which.version, now)
    return len(figures)


def store_figures(
    actor: Actor, figures: Sequence[tuple[Claim, Figures]], because: Because, law_version: str, now: datetime
) -> None:
    """Adds figures that were computed elsewhere as the current ones; inside `acting`."""
    _become_current(actor, [_row(claim, found, because, law_version, now) for claim, found in figures])


def _become_current(actor: Actor, rows: list[ClaimAssessment]) -> None:
    ids = [row.claim_id for row in rows]
    of_tenant = ClaimAssessment.objects.filter(Q(tenant_id=actor.tenant), is_current=True)
    of_tenant.filter(claim_id__in=ids).update(is_current=False)
    add_all(rows)


def _row(claim: Claim, found: Figures, because: Because, version: str, now: datetime) -> ClaimAssessment:
    figures = {name: getattr(found, name) for name in Figures.__slots__} | {"missing": list(found.missing)}
    return ClaimAssessment(
        tenant_id=claim.tenant_id, claim_id=claim.id, made_at=now, because=because, law_version=version, **figures
    )


def _events_of(claims: Iterable[Claim], *, has_notes: bool = False) -> dict[UUID, list[ClaimEvent]]:
    """The events of the claims that were not taken back; inside `acting`, which says whose may be read."""
    found: dict[UUID, list[ClaimEvent]] = {}
    asked = ClaimEvent.objects.filter(claim_id__in=[claim.id for claim in claims], taken_back_at=None)
    for row in (asked if has_notes else asked.defer("note_sealed")).order_by("claim_id", "on", "id"):
        found.setdefault(row.claim_id, []).append(row)
    return found


def _from_columns(claim: Claim) -> Case:
    """The case of a claim from before cases were kept: what its open columns say."""
    known = {name: getattr(claim, name) for name in Columns.__slots__} | {"evidence": tuple(claim.evidence)}
    return case_of(Draft("", claim.read_on, readings_of(Columns(**known))), claim.read_on)


def _short(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:8]
