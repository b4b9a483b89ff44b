"""What may be asked of people and tenants. Names come masked; `open_names` opens them, and that leaves an entry."""

from dataclasses import dataclass
from uuid import UUID

from jieqing.identity.models import Membership, Tenant
from jieqing.kit.actor import Actor
from jieqing.kit.rows import acting


@dataclass(frozen=True, slots=True)
class Seat:
    """One of a user's own tenants: an organisation's name, or '' for a person acting alone and for the house."""

    tenant_id: UUID
    kind: str
    name: str
    registration_code: str
    agency_id: str | None
    membership_id: UUID
    roles: tuple[str, ...]
    is_admin: bool


def membership_in_force(user_id: int, tenant_id: UUID | None) -> Membership | None:
    """The user's membership in that tenant, or, where there is none, in the one joined first; None without any."""
    with acting(_self(user_id)):
        rows = list(
            Membership.objects.filter(user_id=user_id, ended_at=None, tenant__state=Tenant.State.ACTIVE)
            .only("tenant_id", "roles", "joined_at")
            .order_by("joined_at", "id")
        )
    return next((row for row in rows if row.tenant_id == tenant_id), rows[0] if rows else None)


def tenants_of(actor: Actor) -> list[Seat]:
    """The tenants in which the user has a seat, the first joined first."""
    if actor.user_id is None:
        return []
    with acting(_self(actor.user_id)):
        rows = (
            Membership.objects.filter(user_id=actor.user_id, ended_at=None, tenant__state=Tenant.State.ACTIVE)
            .select_related("tenant")
            .order_by("joined_at", "id")
        )
        return [_seat(row) for row in rows]


def tenant_name(actor: Actor, tenant_id: UUID) -> str:
    """An organisation's name, where the actor may know it (own, a party to a grant, holder of a listing); else ''."""
    with acting(actor):
        return Tenant.objects.filter(id=tenant_id).values_list("name", flat=True).first() or ""


def tenant_of_agency(actor: Actor, agency_id: str) -> UUID | None:
    """The tenant whose claim to that listing of the directory was confirmed; None where nobody's was."""
    with acting(actor):
        return (
            Tenant.objects.filter(agency_id=agency_id, state=Tenant.State.ACTIVE).values_list("id", flat=True).first()
        )


def agency_of_tenant(actor: Actor) -> str | None:
    """The directory listing that the actor's own tenant holds; None without one."""
    with acting(actor):
        return Tenant.objects.filter(id=actor.tenant).values_list("agency_id", flat=True).first()


def users_of(actor: Actor, *, role: str = "") -> list[int]:
    """The users with a seat in the actor's tenant (in that role), for whom a notice is meant."""
    with acting(actor):
        rows = Membership.objects.filter(tenant_id=actor.tenant, ended_at=None)
        if role:
            rows = rows.filter(roles__contains=[role])
        return list(rows.order_by("joined_at", "id").values_list("user_id", flat=True))


def _self(user_id: int) -> Actor:
    return Actor(who=f"user:{user_id}", user_id=user_id)


def _seat(row: Membership) -> Seat:
    tenant = row.tenant
    return Seat(
        tenant_id=tenant.id,
        kind=tenant.kind,
        name=tenant.name,
        registration_code=tenant.registration_code,
        agency_id=tenant.agency_id,
        membership_id=row.id,
        roles=tuple(row.roles),
        is_admin=row.is_admin,
    )
