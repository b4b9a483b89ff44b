"""The catalogues of the directory: 18 indicators, the kinds of body that may be listed, the kinds of matter."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jieqing.agencies.rules.listing import EntityType
from jieqing.kit.catalogue import read_yaml
from jieqing.kit.words import Words

Part = Literal["decides", "filters_or_marks", "shown_only"]
DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing known of each agency: its unit, where it comes from, what part it plays, the listing's fields."""

    id: str
    name: Words
    unit: str
    source: Words
    part: Part
    does: Words
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LicenceKind:
    """A licence that lets a kind of body act. `until` names the rule that holds its last day, or is ''."""

    id: str
    name: Words
    until: str


@dataclass(frozen=True, slots=True)
class NameRule:
    """One of `words` must stand in the name under `basis`, unless the licence `unless` is held."""

    words: tuple[str, ...]
    basis: str
    unless: str


@dataclass(frozen=True, slots=True)
class EntityKind:
    """A kind of body that may be listed. `outside` and `doubtful`: matter -> rule id."""

    id: EntityType
    name: Words
    also: tuple[str, ...]
    licences: tuple[LicenceKind, ...]
    issuer: Words
    basis: tuple[str, ...]
    law: Words
    says: Words
    road: Literal["recovery", "mediation", "deed"]
    acts_for: Literal["anyone", "listing_institution"]
    may_litigate: bool
    may_be_called_lawyer: bool
    needs_registration_code: bool
    name_contains: NameRule | None
    outside: dict[str, str]
    doubtful: dict[str, str]


@dataclass(frozen=True, slots=True)
class MatterKind:
    """What a claim is about, and other ways of writing it."""

    id: str
    name: Words
    also: tuple[str, ...]


@cache
def indicators() -> dict[str, Indicator]:
    """The 18 indicators by id, in the order in which they are shown."""
    return {row["id"]: _indicator(row) for row in room_yaml("indicators.yaml")}


@cache
def entity_kinds() -> dict[str, EntityKind]:
    """The kinds of body that may be listed, by id (CN-AG-02, CN-AG-02a)."""
    return {row["id"]: _entity_kind(row) for row in room_yaml("entity_types.yaml")}


@cache
def matter_kinds() -> dict[str, MatterKind]:
    """The kinds of matter by id."""
    return {
        row["id"]: MatterKind(row["id"], Words(**row["name"]), tuple(row["also"])) for row in room_yaml("matters.yaml")
    }


@cache
def licence_names() -> dict[str, Words]:
    """The name of each kind of licence by id."""
    return {licence.id: licence.name for kind in entity_kinds().values() for licence in kind.licences}


def _indicator(row: dict[str, Any]) -> Indicator:
    words = {key: Words(**row[key]) for key in ("name", "source", "does")}
    return Indicator(id=row["id"], unit=row["unit"], part=row["part"], fields=tuple(row["fields"]), **words)


def _entity_kind(row: dict[str, Any]) -> EntityKind:
    named = row.get("name_contains")
    return EntityKind(
        id=row["id"],
        name=Words(**row["name"]),
        also=tuple(row["also"]),
        licences=tuple(LicenceKind(x["id"], Words(**x["name"]), x.get("until", "")) for x in row["licences"]),
        issuer=Words(**row["issuer"]),
        basis=tuple(row["basis"]),
        law=Words(**row["law"]),
        says=Words(**row["says"]),
        road=row.get("road", "recovery"),
        acts_for=row.get("acts_for", "anyone"),
        may_litigate=row.get("may_litigate", False),
        may_be_called_lawyer=row.get("may_be_called_lawyer", row["id"] == "law_firm"),
        needs_registration_code=row.get("needs_registration_code", True),
        name_contains=named and NameRule(tuple(named["words"]), named["basis"], named.get("unless", "")),
        outside={x["matter"]: x["basis"] for x in row.get("outside", ())},
        doubtful={x["matter"]: x["basis"] for x in row.get("doubtful", ())},
    )


def room_yaml(file: str) -> Any:
    """A file of this room's `data/`."""
    return read_yaml(DATA / file)
