"""What the comparison of roads assumes: this product's list (JQ-RD-01), or the user's own figures in its place."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from jieqing.claims.rules.assessment import Assumptions, RoadAssumption
from jieqing.claims.rules.roads.catalogue import catalogue
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

LONGEST_MONTHS = 240
MOST_DISCOUNT_PCT = 36


def default_assumptions() -> Assumptions:
    """The product's own: a policy, not a statistic."""
    return catalogue().assumptions


def assumptions_from(values: Mapping[str, Any]) -> Assumptions:
    """The product's assumptions with the user's own in their place.

    `values`: discount_pct_year, and roads {id: {recovered_pct [low, high], months [low, high], lawyer_pct}}, each
    optional; whole numbers. Raises Refusal naming the field, e.g. 'roads.suit.months'.
    """
    known = default_assumptions()
    for field in values:
        if field not in ("roads", "discount_pct_year"):
            raise _refused(str(field), "discount_pct_year / roads", "discount_pct_year / roads")
    discount = _whole(values.get("discount_pct_year", known.discount_pct_year), MOST_DISCOUNT_PCT, "discount_pct_year")
    own = values.get("roads", {})
    if not isinstance(own, Mapping):
        raise _refused("roads", "每条路一个对象", "an object with one entry a road")
    for road in own:
        if road not in known.roads:
            raise _refused(f"roads.{road}", " / ".join(known.roads), " / ".join(known.roads))
    return Assumptions(
        {road: _one(f"roads.{road}", own.get(road, {}), default) for road, default in known.roads.items()}, discount
    )


def _one(path: str, values: Any, default: RoadAssumption) -> RoadAssumption:
    if not isinstance(values, Mapping):
        raise _refused(path, "一个对象", "an object")
    found = default
    for field, value in values.items():
        place = f"{path}.{field}"
        match field:
            case "recovered_pct":
                found = replace(found, recovered_pct=_range(value, 100, place))
            case "months":
                found = replace(found, months=_range(value, LONGEST_MONTHS, place))
            case "lawyer_pct":
                found = replace(found, lawyer_pct=_whole(value, catalogue().costs.lawyer_most_pct, place))
            case _:
                known = "recovered_pct / months / lawyer_pct"
                raise _refused(place, known, known)
    return found


def _range(value: Any, most: int, field: str) -> tuple[int, int]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise _refused(field, "两个整数：低、高", "two whole numbers: low, high")
    low, high = (_whole(each, most, field) for each in value)
    if low > high:
        raise _refused(field, "低的在前，高的在后", "the lower number first, the higher one after it")
    return low, high


def _whole(value: Any, most: int, field: str) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise _refused(field, f"0 到 {most} 的整数", f"a whole number from 0 to {most}")
    return value


def _refused(field: str, zh: str, en: str) -> Refusal:
    return Refusal(
        "assumption_invalid",
        Words(f"假设 {field} 填得不对。", f"The assumption {field} makes no sense."),
        remedy=Words(f"应为：{zh}。", f"It should be {en}."),
        field=field,
    )
