"""By which road: the first that fits and why, the others, those that don't; and what can turn everything."""

from dataclasses import dataclass

from jieqing.claims.assessment_page.pieces import NOTHING, Basis, basis_of, plural, span_of
from jieqing.claims.rules.assessment import Bearer, CostLine, Road, Turning
from jieqing.kit.words import Words

_BEARERS: dict[Bearer, Words] = {
    "creditor": Words("债权人自己", "the creditor"),
    "debtor": Words("赢了由对方承担", "the other side, if the creditor wins"),
    "shared": Words("按输赢分担", "shared, as the case is won or lost"),
    "nobody": Words("不收或退还", "nobody: not charged, or given back"),
}


@dataclass(frozen=True, slots=True)
class TurningRow:
    """A question that can turn everything."""

    id: str
    question: Words
    answer: Words
    means: Words
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class CostRow:
    """A cost of a road."""

    name: Words
    sum: Words
    is_advanced: bool
    borne_by: Words
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class RoadRow:
    """One road: `fits` True, None (a fact is missing) or False."""

    id: str
    name: Words
    fits: bool | None
    why: tuple[Words, ...]
    net: Words
    advanced: Words
    months: Words
    costs: tuple[CostRow, ...]
    asks: tuple[Words, ...]
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class RoadsView:
    """The first road that fits (None: none does), the others that may, and those that don't."""

    first: RoadRow | None
    others: tuple[RoadRow, ...]
    closed: tuple[RoadRow, ...]


def turning_rows(found: tuple[Turning, ...]) -> tuple[TurningRow, ...]:
    """Open questions first."""
    return tuple(
        TurningRow(each.id, each.question, each.answer or NOTHING, each.means, basis_of(each.rule))
        for each in sorted(found, key=lambda one: one.answer is not None)
    )


def roads_view(found: tuple[Road, ...]) -> RoadsView:
    """Roads in their order, parted by whether they fit."""
    rows = [_road(road) for road in found]
    first = next((row for row in rows if row.fits), None)
    others = tuple(row for row in rows if row.fits is not False and row is not first)
    return RoadsView(first, others, tuple(row for row in rows if row.fits is False))


def _road(road: Road) -> RoadRow:
    net = span_of(*road.expected_net_fen).words if road.expected_net_fen else NOTHING
    advanced = [cost for cost in road.costs if cost.is_advanced]
    low, high = (sum(getattr(cost, end) for cost in advanced) for end in ("low_fen", "high_fen"))
    return RoadRow(
        id=road.id,
        name=road.name,
        fits=road.fits,
        why=road.why,
        net=net,
        advanced=span_of(low, high).words if advanced else NOTHING,
        months=_months(road.months),
        costs=tuple(_cost(cost) for cost in road.costs),
        asks=tuple(one.question for one in road.missing),
        basis=basis_of(*road.rules),
    )


def _cost(cost: CostLine) -> CostRow:
    total = span_of(cost.low_fen, cost.high_fen).words
    return CostRow(cost.name, total, cost.is_advanced, _BEARERS[cost.borne_by], basis_of(cost.rule))


def _months(months: tuple[int, int] | None) -> Words:
    if months is None:
        return NOTHING
    low, high = months
    if low == high:
        return Words(f"约 {low} 个月", f"about {low} month{plural(low)}")
    return Words(f"约 {low} 至 {high} 个月", f"about {low} to {high} months")
