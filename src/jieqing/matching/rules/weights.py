"""How much each part of the order counts: the catalogue `data/weights.yaml`, and what a user makes of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jieqing.kit.catalogue import read_yaml
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

Road = Literal["recovery", "mediation"]
LARGEST_WEIGHT = 100
CATALOGUE = Path(__file__).parent.parent / "data" / "weights.yaml"


@dataclass(frozen=True, slots=True)
class Weights:
    """One non-negative whole number for each part, at most 100; 0 leaves the part out. Raises Refusal otherwise."""

    experience: int
    speed: int
    conduct: int
    nearness: int
    readiness: int
    cost: int
    agreement: int
    performance: int

    def __post_init__(self) -> None:
        for part, weight in asdict(self).items():
            if not isinstance(weight, int) or not 0 <= weight <= LARGEST_WEIGHT:
                raise _out_of_range(part, weight)

    def of(self, part_id: str) -> int:
        """The weight of one part."""
        weight: int = getattr(self, part_id)
        return weight


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the order, as the catalogue describes it."""

    id: str
    roads: tuple[Road, ...]
    default: int
    title: Words
    says: Words
    figures: Mapping[str, int]


@cache
def parts() -> dict[str, Part]:
    """The parts by id, in the order in which they are shown; its ids are the fields of Weights."""
    found = {row["id"]: _part(row) for row in _rows()}
    if set(found) != {field.name for field in fields(Weights)}:
        raise ValueError("weights.yaml and Weights name different parts")
    return found


@cache
def parts_of(road: Road) -> tuple[str, ...]:
    """The ids of the parts that count on a road."""
    return tuple(part.id for part in parts().values() if road in part.roads)


@cache
def bands_fen() -> tuple[int, ...]:
    """The lower ends, in fen, of the bands of amounts in which costs are compared; the first holds what is below."""
    (row,) = (row for row in _rows() if row["id"] == "cost")
    return tuple(yuan * 100 for yuan in row["bands_yuan"])


def band_of(amount_fen: int) -> int:
    """The number of the band that holds the amount."""
    return max(0, sum(lower <= amount_fen for lower in bands_fen()) - 1)


def figure(part_id: str, name: str) -> int:
    """A number of a part's formula."""
    return parts()[part_id].figures[name]


@cache
def default_weights() -> Weights:
    """The weights before anybody moves them."""
    return Weights(**{part.id: part.default for part in parts().values()})


def weights_of(moved: Mapping[str, int]) -> Weights:
    """The default weights with some of them moved; raises Refusal for an unknown part or a weight out of range."""
    for part in moved.keys() - parts().keys():
        raise Refusal(
            "weight_unknown",
            Words(f"没有“{part}”这一项。", f"There is no part called “{part}”."),
            remedy=Words("可用：" + "、".join(parts()), "Use one of: " + ", ".join(parts())),
            field=part,
        )
    return replace(default_weights(), **moved)


def _out_of_range(part: str, weight: int) -> Refusal:
    return Refusal(
        "weight_out_of_range",
        Words(f"权重 {part} = {weight} 不在范围内。", f"The weight {part} = {weight} is out of range."),
        remedy=Words(f"请用 0 到 {LARGEST_WEIGHT} 的整数。", f"Use a whole number from 0 to {LARGEST_WEIGHT}."),
        field=part,
        basis="JQ-MATCH-05",
    )


def _part(row: dict[str, Any]) -> Part:
    words = {key: Words(**row[key]) for key in ("title", "says")}
    return Part(id=row["id"], roads=tuple(row["roads"]), default=row["default"], figures=row["figures"], **words)


@cache
def _rows() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = read_yaml(CATALOGUE)
    return rows
