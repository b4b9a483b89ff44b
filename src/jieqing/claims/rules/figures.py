"""An assessment in figures: the columns that lists, dashboards and batches keep of it. Nothing that names anybody."""

from dataclasses import dataclass
from datetime import date

from jieqing.claims.rules.assessment import Assessment, Road, Status


@dataclass(frozen=True, slots=True)
class Figures:
    """As of `as_of_on`. `road` is the first that fits ('' none); `first_killer_on`: the next shorter
    period, or the last day to apply for enforcement.

    Sums in fen; None is not known.
    """

    as_of_on: date
    is_provisional: bool
    principal_fen: int | None
    asked_low_fen: int | None
    asked_high_fen: int | None
    last_day_on: date | None
    last_day_if_on: date | None
    limitation: Status
    first_killer_on: date | None
    road: str
    net_low_fen: int | None
    net_high_fen: int | None
    missing: tuple[str, ...]


def figures_of(assessment: Assessment) -> Figures:
    """The figures of an assessment."""
    asked, limits = assessment.asked, assessment.limits
    principal = [line.low.fen for line in asked.lines if line.kind == "principal"]
    killers = [each.last_day for each in limits.shorter if each.applies and each.last_day]
    if (
        limits.enforcement and limits.enforcement.last_day
    ):  # once judged, the two years to enforce are the ones to watch
        killers.append(limits.enforcement.last_day)
    first = next((road for road in assessment.roads if road.fits), None)
    net = _net_of(first)
    return Figures(
        as_of_on=assessment.on,
        is_provisional=asked.is_provisional,
        principal_fen=sum(principal) if principal else None,
        asked_low_fen=asked.low_fen if asked.lines else None,
        asked_high_fen=asked.high_fen if asked.lines else None,
        last_day_on=limits.proven.last_day,
        last_day_if_on=limits.if_unproven.last_day,
        limitation=limits.proven.status,
        first_killer_on=min((day for day in killers if day >= assessment.on), default=None),
        road=first.id if first else "",
        net_low_fen=net[0],
        net_high_fen=net[1],
        missing=tuple(each.field for each in assessment.missing),
    )


def _net_of(road: Road | None) -> tuple[int, int] | tuple[None, None]:
    return road.expected_net_fen if road and road.expected_net_fen else (None, None)
