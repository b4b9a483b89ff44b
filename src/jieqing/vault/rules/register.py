"""The register of personal data (data/register.yaml): fields with their legal basis, purposes with roles and fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jieqing.kit.actor import Actor
from jieqing.kit.catalogue import read_yaml
from jieqing.kit.words import Words

Mask = Literal["name", "phone", "id_number", "address", "email", "file_name", "nothing"]
REGISTER = Path(__file__).parents[1] / "data" / "register.yaml"
SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Field:
    """One kind of personal data. `basis` cites the law, `kept` is the id of a retention rule of the room `privacy`."""

    id: str
    name: Words
    of_whom: Words
    basis: str
    why: Words
    kept: str
    mask: Mask
    is_sensitive: bool
    is_searchable: bool


@dataclass(frozen=True, slots=True)
class Purpose:
    """What values are opened for: by which roles ("system": the house's own jobs), and which fields."""

    id: str
    words: Words
    roles: frozenset[str]
    fields: frozenset[str]


def fields() -> Mapping[str, Field]:
    """Every field, by id, in the order of the register."""
    return _register()[0]


def purposes() -> Mapping[str, Purpose]:
    """Every purpose, by id, in the order of the register."""
    return _register()[1]


def roles_of(actor: Actor) -> frozenset[str]:
    """The roles that count at the vault: the actor's own, and "system" for the house's own jobs."""
    return frozenset(actor.roles) | ({SYSTEM} if actor.who.startswith("system:") else frozenset())


def may_open(actor: Actor, field: str, purpose: Purpose) -> bool:
    """Whether that actor may open that field for that purpose (CN-PI-03)."""
    return field in purpose.fields and bool(roles_of(actor) & purpose.roles)


@cache
def _register() -> tuple[dict[str, Field], dict[str, Purpose]]:
    read = read_yaml(REGISTER)
    return {row["id"]: _field(row) for row in read["fields"]}, {row["id"]: _purpose(row) for row in read["purposes"]}


def _field(row: dict[str, Any]) -> Field:
    return Field(
        id=row["id"],
        name=Words(**row["name"]),
        of_whom=Words(**row["of_whom"]),
        basis=row["basis"],
        why=Words(**row["why"]),
        kept=row["kept"],
        mask=row["mask"],
        is_sensitive=row.get("is_sensitive", False),
        is_searchable=row.get("is_searchable", False),
    )


def _purpose(row: dict[str, Any]) -> Purpose:
    return Purpose(row["id"], Words(**row["words"]), frozenset(row["roles"]), frozenset(row["fields"]))
