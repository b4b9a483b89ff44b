"""What a tenant assumes where roads are compared: the product's own assumptions, or what the tenant set instead."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jieqing.claims import keeping
from jieqing.claims.models import RoadAssumptions
from jieqing.claims.rules.assessment import Assumptions
from jieqing.claims.rules.roads.assumptions import assumptions_from, default_assumptions
from jieqing.evidence import log
from jieqing.kit import clock
from jieqing.kit.actor import Actor
from jieqing.kit.announce import announce
from jieqing.kit.rows import acting


def assumptions(actor: Actor) -> Assumptions:
    """The tenant's own, else the product's. A road that the product gave up since is passed over."""
    if actor.tenant is None:
        return default_assumptions()
    with acting(actor):
        row = RoadAssumptions.objects.filter(tenant_id=actor.tenant).first()
    if row is None or not row.values:
        return default_assumptions()
    known = default_assumptions().roads
    roads = {road: figures for road, figures in row.values.get("roads", {}).items() if road in known}
    return assumptions_from({**row.values, "roads": roads})


def is_own(actor: Actor) -> bool:
    """Whether the tenant set its own."""
    with acting(actor):
        row = RoadAssumptions.objects.filter(tenant_id=keeping.creditors_only(actor)).first()
    return bool(row and row.values)


def changed_at(actor: Actor) -> datetime | None:
    """When the tenant set its own, or went back to the product's; None: never."""
    with acting(actor):
        found: datetime | None = RoadAssumptions.objects.values_list("changed_at", flat=True).first()
    return found


def set_assumptions(actor: Actor, values: Mapping[str, Any], *, now: datetime | None = None) -> None:
    """Keeps the tenant's own (`rules.roads.assumptions_from` says their form); raises Refusal naming the field.

    What was computed on others is computed anew by a job.
    """
    assumptions_from(values)
    _keep(actor, dict(values), "set", now or clock.now())


def reset(actor: Actor, *, now: datetime | None = None) -> None:
    """Back to the product's own; what was computed on others is computed anew by a job."""
    _keep(actor, {}, "reset", now or clock.now())


def _keep(actor: Actor, values: dict[str, Any], done: str, now: datetime) -> None:
    tenant = keeping.creditors_only(actor)
    with acting(actor):
        kept = {"values": values, "changed_at": now}
        row, is_new = RoadAssumptions.objects.select_for_update().get_or_create(tenant_id=tenant, defaults=kept)
        if not is_new:
            row.values, row.version, row.changed_at = values, row.version + 1, now
            row.save(force_update=True)
        log.append(actor, f"claims.assumptions_{done}", code=str(row.version))
        announce("claims.assumptions_changed", to_tenant=tenant)
