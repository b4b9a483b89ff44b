"""Figures computed anew where what they rest on has changed: a rate came or went, the law packs, or none were kept yet.

Batch by batch, tenant by tenant. A batch's rows carry the new version, so that a job that was killed goes on where it
stopped, and a second run finds nothing.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from jieqing.claims import assessing, assuming, keeping
from jieqing.claims.assessing import Because
from jieqing.claims.intake.draft import Draft
from jieqing.claims.models import Claim, ClaimAssessment, LprRow
from jieqing.claims.rules.casing import case_of
from jieqing.claims.rules.saving import readings_in
from jieqing.claims.rules.workflow import LIVING
from jieqing.evidence import log
from jieqing.identity import queries as identity
from jieqing.identity.rules.roles import HOUSE
from jieqing.kit.actor import Actor, system
from jieqing.kit.announce import announce
from jieqing.kit.rows import acting

JOB = "assessing"
HOUSEKEEPER = system(JOB, HOUSE, roles=("operator",))
BATCH = 500
PURPOSE = "assess"
FIGURES = ("asked_low_fen", "asked_high_fen", "last_day_on", "last_day_if_on", "net_low_fen", "net_high_fen", "road")


def after_rates(*, now: datetime) -> int:
    """Computes anew what rested on a rate that came or went, as of the day it was computed for; how many.

    A tenant whose figures differ is told once, and the claim's page shows the difference.
    """
    version = assessing.law_version()
    return _everywhere(lambda actor: _batch(actor, _on_other_rates(actor, version), "rates", now))


def after_law(*, now: datetime) -> int:
    """The same for figures that rest on former law packs."""
    packs = assessing.packs_version()

    def stale(actor: Actor) -> QuerySet[ClaimAssessment]:
        return _current(actor).exclude(law_version__startswith=f"{packs}.")

    return _everywhere(lambda actor: _batch(actor, stale(actor), "law", now))


def after_assumptions(tenant: UUID, *, now: datetime) -> int:
    """The same for one tenant's figures from before it changed its assumptions about roads."""
    actor = system(JOB, tenant)
    changed_at = assuming.changed_at(actor)
    if changed_at is None:
        return 0
    total = 0
    while count := _batch(actor, _current(actor).filter(made_at__lt=changed_at), "assumptions", now):
        total += count
    return total


def missing(*, on: date, now: datetime) -> int:
    """Computes claims that have no figures yet; what was read of a text from before cases were kept is opened once."""
    return _everywhere(lambda actor: _first_figures(actor, on, now))


def _everywhere(work: Callable[[Actor], int]) -> int:
    """`work` for each tenant, again until it finds nothing."""
    total = 0
    for tenant in identity.all_tenants(HOUSEKEEPER):
        while count := work(system(JOB, tenant)):
            total += count
    return total


def _batch(actor: Actor, stale: QuerySet[ClaimAssessment], because: Because, now: datetime) -> int:
    """One batch in one transaction."""
    with acting(actor):
        before = {row.claim_id: row for row in stale.order_by("claim_id")[:BATCH]}
        claims = list(keeping.mine(actor).select_for_update().filter(id__in=before).order_by("id"))
        if not claims:
            return 0
        days = {claim_id: row.as_of_on for claim_id, row in before.items()}
        assessing.store_many(actor, claims, days, because, now)
        log.append(actor, "claims.figures_recomputed", code=f"{because}:{len(claims)}")
        if because == "rates" and _differ(actor, before.values()):
            announce("claims.figures_changed", to_tenant=actor.tenant or HOUSE)
    return len(claims)


def _differ(actor: Actor, before: Iterable[ClaimAssessment]) -> bool:
    rows = list(before)
    after = {row.claim_id: row for row in _current(actor).filter(claim_id__in=[row.claim_id for row in rows])}
    return any(
        getattr(row, name) != getattr(after[row.claim_id], name)
        for row in rows
        if row.claim_id in after
        for name in FIGURES
    )


def _on_other_rates(actor: Actor, version: str) -> QuerySet[ClaimAssessment]:
    """Figures that a new row may change (they were provisional), or that were made while a row counted that ended."""
    concerned = Q(is_provisional=True)
    for row in LprRow.objects.exclude(confirmed_by="").exclude(ended_at=None):
        concerned |= Q(made_at__gte=row.confirmed_at, made_at__lte=row.ended_at)
    return _current(actor).exclude(law_version=version).filter(concerned)


def _current(actor: Actor) -> QuerySet[ClaimAssessment]:
    """The current figures of the tenant's claims that are not over."""
    living = keeping.mine(actor).filter(state__in=LIVING)
    return ClaimAssessment.objects.filter(Q(tenant_id=actor.tenant), is_current=True, claim_id__in=living.values("id"))


def _first_figures(actor: Actor, on: date, now: datetime) -> int:
    with acting(actor):
        figures = ClaimAssessment.objects.filter(tenant_id=OuterRef("tenant_id"), claim_id=OuterRef("id"))
        without = keeping.mine(actor).filter(~Exists(figures), state__in=LIVING).order_by("id")
        claims = list(without.select_for_update()[:BATCH])
        if claims:
            _fill_cases(actor, [claim for claim in claims if not claim.case])
            assessing.store_many(actor, claims, on, "missing", now)
            log.append(actor, "claims.figures_recomputed", code=f"missing:{len(claims)}")
    return len(claims)


def _fill_cases(actor: Actor, claims: list[Claim]) -> None:
    """The cases of claims that were saved before there were any."""
    for claim in claims:
        kept = keeping.opened(actor, claim, PURPOSE, ("facts",))
        claim.case = case_of(Draft("", claim.read_on, readings_in(kept["facts"])), claim.read_on).to_json()
    Claim.objects.bulk_update(claims, ["case"])
