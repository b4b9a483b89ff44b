"""The roles that people take on, what each may be trusted with, and in which kind of tenant each stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal
from uuid import UUID

from jieqing.kit.actor import ROLES, STAFF_ROLES, Role
from jieqing.kit.catalogue import read_yaml
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

Standing = Literal["organisation", "person", "house", "agency"]
# The host's own tenant; migrations/sql/0001_rls.sql holds its kind and its operators to this id.
HOUSE = UUID("00000000-0000-7000-8000-000000000001")
CATALOGUE = Path(__file__).parent.parent / "data" / "roles.yaml"


@dataclass(frozen=True, slots=True)
class RoleKind:
    """A role: its name, what it is for, the tenants in which it stands; "agency" is one whose listing is confirmed."""

    id: Role
    name: Words
    does: Words
    stands_in: frozenset[Standing]

    @property
    def is_staff(self) -> bool:
        """Whether it needs a second factor at sign-in."""
        return self.id in STAFF_ROLES


@cache
def catalogue() -> dict[Role, RoleKind]:
    """Every role, in the order in which they are offered."""
    rows = read_yaml(CATALOGUE)
    return {
        row["id"]: RoleKind(row["id"], Words(**row["name"]), Words(**row["does"]), frozenset(row["stands_in"]))
        for row in rows
    }


def as_roles(names: Iterable[str]) -> frozenset[Role]:
    """The roles of those names, as an actor carries them; a name that is no role any more is dropped."""
    known = set(names)
    return frozenset(role for role in ROLES if role in known)


def named(names: Iterable[str]) -> list[RoleKind]:
    """The same with their words, in the catalogue's order."""
    known = as_roles(names)
    return [kind for role, kind in catalogue().items() if role in known]


def roles_open_to(kind: str, *, is_agency: bool) -> list[RoleKind]:
    """The roles that a tenant of that kind may give; `is_agency`: the operator confirmed that it holds a listing."""
    standing = {kind, "agency"} if is_agency else {kind}
    return [role for role in catalogue().values() if role.stands_in & standing]


def roles_given(names: Iterable[str], kind: str, *, is_agency: bool) -> list[Role]:
    """The roles of those names, in the catalogue's order; raises Refusal for none, and for one standing elsewhere."""
    wanted = set(names)
    if not wanted:
        raise Refusal(
            "roles_missing",
            Words("没有选角色。", "No role is chosen."),
            remedy=Words("至少选一个；不再需要的人，请移出。", "Choose at least one; remove who is no longer needed."),
            field="roles",
        )
    given: list[Role] = [role.id for role in roles_open_to(kind, is_agency=is_agency) if role.id in wanted]
    if len(given) < len(wanted):
        raise Refusal(
            "role_not_here",
            Words("这个单位不能给出其中的角色。", "This organisation cannot give one of these roles."),
            remedy=_remedy(wanted - set(given)),
            field="roles",
        )
    return given


def _remedy(refused: set[str]) -> Words:
    if "agency" in refused:
        return Words(
            "先认领机构名录中的条目；运营人员确认后就能给出“机构”角色。",
            "Claim your listing in the directory first; once the operator confirms it, the role “agency” can be given.",
        )
    return Words("只选页面上列出的角色。", "Choose only from the roles that the page lists.")
