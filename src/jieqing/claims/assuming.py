"""What a tenant assumes where roads are compared: the product's own assumptions, or what the tenant set instead."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from jieqing.claims.models import RoadAssumptions
from jieqing.claims.rules.assessment import Assumptions, RoadAssumption
from jieqing.claims.rules.roads.ranking import default_assumptions
from jieqing.evidence import log
from jieqing.kit import clock
from jieqing.kit.actor import Actor
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words

LONGEST_MONTHS = 120
HIGHEST_DISCOUNT = 36


def assumptions(actor: Actor) -> Assumptions:
    """The tenant's own, else the product's."""
    if actor.tenant is None:
        return default_assumptions()
    with acting(actor):
        row = RoadAssumptions.objects.filter(tenant_id=actor.tenant).first()
    return _read(row.values) if row else default_assumptions()


def is_own(actor: Actor) -> bool:
    """Whether the tenant set its own."""
    with acting(actor):
        return RoadAssumptions.objects.filter(tenant_id=actor.tenant).exists()


def set_assumptions(actor: Actor, wanted: Assumptions, *, now: datetime | None = None) -> None:
    """Keeps the tenant's own; raises Refusal, naming the field, for figures that no road can have."""
    _allow(wanted)
    with acting(actor):
        row, is_new = RoadAssumptions.objects.select_for_update().get_or_create(
            tenant_id=actor.tenant, defaults={"values": _stored(wanted), "changed_at": now or clock.now()}
        )
        if not is_new:
            row.values, row.version, row.changed_at = _stored(wanted), row.version + 1, now or clock.now()
            row.save()
        log.append(actor, "claims.assumptions_set")


def reset(actor: Actor) -> None:
    """Back to the product's own."""
    with acting(actor):
        RoadAssumptions.objects.filter(tenant_id=actor.tenant).delete()
        log.append(actor, "claims.assumptions_reset")


def _stored(wanted: Assumptions) -> dict[str, Any]:
    return asdict(wanted)


def _read(values: dict[str, Any]) -> Assumptions:
    """The tenant's figures; a road that the product learnt since comes with the product's own."""
    ours = default_assumptions()
    set_roads = {key: _road(row) for key, row in values["roads"].items() if key in ours.roads}
    return Assumptions({**ours.roads, **set_roads}, values["discount_pct_year"])


def _road(row: dict[str, Any]) -> RoadAssumption:
    return RoadAssumption(tuple(row["recovered_pct"]), tuple(row["months"]), row["lawyer_pct"])


def _allow(wanted: Assumptions) -> None:
    for key, road in wanted.roads.items():
        _within(f"{key}.recovered_pct", road.recovered_pct, 100)
        _within(f"{key}.months", road.months, LONGEST_MONTHS)
        _within(f"{key}.lawyer_pct", (0, road.lawyer_pct), 100)
    _within("discount_pct_year", (0, wanted.discount_pct_year), HIGHEST_DISCOUNT)


def _within(field: str, figures: tuple[int, int], most: int) -> None:
    low, high = figures
    if not 0 <= low <= high <= most:
        raise Refusal(
            "assumption_out_of_bounds",
            Words(f"要在 0 到 {most} 之间，前一格不大于后一格。", f"From 0 to {most}, the first not above the second."),
            remedy=Words("改一下这一格再存。", "Mend this field, then save again."),
            field=field,
        )
