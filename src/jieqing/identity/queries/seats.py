"""Where a user belongs, who belongs to a tenant, and who holds a listing of the directory."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from jieqing.identity.models import Membership, Tenant
from jieqing.kit.actor import Actor
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words


@dataclass(frozen=True, slots=True)
class Seat:
    """One of a user's own tenants. `name` is an organisation's; '' for a person acting alone."""

    tenant_id: UUID
    kind: str
    name: str
    registration_code: str
    agency_id: str | None
    membership_id: UUID
    person_id: UUID
    roles: tuple[str, ...]
    is_admin: bool

    @property
    def is_agency(self) -> bool:
        """Whether the operator has confirmed that it holds a listing of the directory."""
        return self.agency_id is not None


def membership_in_force(user_id: int, tenant_id: UUID | None) -> Membership | None:
    """The user's membership in that tenant, or, where there is none, in the one joined first; None without any."""
    with acting(_self(user_id)):
        rows = list(_in_force(user_id).only("tenant_id", "roles", "joined_at"))
    return next((row for row in rows if row.tenant_id == tenant_id), rows[0] if rows else None)


def tenants_of(actor: Actor) -> list[Seat]:
    """The tenants in which the user has a seat, the first joined first."""
    if actor.user_id is None:
        return []
    with acting(_self(actor.user_id)):
        return [_seat(row) for row in _in_force(actor.user_id).select_related("tenant")]


def seat(actor: Actor) -> Seat | None:
    """The actor's seat in the tenant for which he acts; None without one."""
    return next((seat for seat in tenants_of(actor) if seat.tenant_id == actor.tenant), None)


def tenant_name(actor: Actor, tenant_id: UUID) -> str:
    """An organisation's name, where the actor may know it (own, a party to a grant, holder of a listing); else ''."""
    with acting(actor):
        return Tenant.objects.filter(id=tenant_id).values_list("name", flat=True).first() or ""


def tenant_of_agency(actor: Actor, agency_id: str) -> UUID | None:
    """The tenant whose claim to that listing of the directory was confirmed; None where nobody's was."""
    with acting(actor):
        return Tenant.objects.filter(agency_id=agency_id, state="active").values_list("id", flat=True).first()


def agency_of_tenant(actor: Actor) -> str | None:
    """The directory listing that the actor's own tenant holds; None without one."""
    if actor.tenant is None:
        return None
    with acting(actor):
        return Tenant.objects.filter(id=actor.tenant).values_list("agency_id", flat=True).first()


def users_of(actor: Actor, *, role: str = "", is_admin: bool = False) -> list[int]:
    """The users with a seat in the actor's tenant (in that role; its managers), for whom a notice is meant."""
    with acting(actor):
        rows = Membership.objects.filter(tenant_id=own_tenant(actor), ended_at=None, user__is_active=True)
        if role:
            rows = rows.filter(roles__contains=[role])
        if is_admin:
            rows = rows.filter(is_admin=True)
        return list(rows.order_by("joined_at", "id").values_list("user_id", flat=True))


def all_tenants(actor: Actor) -> list[UUID]:
    """Every tenant, active or closed, for the house's own jobs, which then act for one after the other."""
    with acting(actor):
        return list(Tenant.objects.order_by("id").values_list("id", flat=True))


def own_tenant(actor: Actor) -> UUID:
    """The tenant for which the actor acts; raises Refusal where he has none yet."""
    if actor.tenant is None:
        raise Refusal(
            "no_tenant_yet",
            Words("您还没有登记单位，也没有以个人名义使用。", "You act for no organisation and not for yourself yet."),
            remedy=Words("先在“账号”里登记一个。", "Set one up under “Account” first."),
            status=409,
        )
    return actor.tenant


def known_user(actor: Actor) -> int:
    """The id of the user who asks; raises Refusal (401) where nobody has signed in."""
    if actor.user_id is None:
        raise Refusal(
            "sign_in_needed",
            Words("请先登录。", "Sign in first."),
            remedy=Words("登录或注册后再来。", "Sign in or sign up, then come back."),
            status=401,
        )
    return actor.user_id


def _self(user_id: int) -> Actor:
    """The user as such: his own seats, wherever they are."""
    return Actor(who=f"user:{user_id}", user_id=user_id)


def _in_force(user_id: int) -> QuerySet[Membership]:
    rows = Membership.objects.filter(user_id=user_id, ended_at=None, tenant__state="active")
    return rows.order_by("joined_at", "id")


def _seat(row: Membership) -> Seat:
    tenant = row.tenant
    return Seat(
        tenant_id=tenant.id,
        kind=tenant.kind,
        name=tenant.name,
        registration_code=tenant.registration_code,
        agency_id=tenant.agency_id,
        membership_id=row.id,
        person_id=row.person_id,
        roles=tuple(row.roles),
        is_admin=row.is_admin,
    )
