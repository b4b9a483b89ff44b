"""Who belongs to a tenant, and in which roles. Names are masked unless a manager opens them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from jieqing.identity.models import Membership
from jieqing.identity.queries.seats import known_user, own_tenant
from jieqing.kit.actor import STAFF_ROLES, Actor
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words
from jieqing.vault import service as vault


@dataclass(frozen=True, slots=True)
class Member:
    """A seat in a tenant. `name_masked` is '' where no name was given or it was erased."""

    id: UUID
    user_id: int
    name_masked: str
    roles: tuple[str, ...]
    is_admin: bool
    joined_at: datetime
    version: int
    is_self: bool


def members(actor: Actor) -> list[Member]:
    """The members of the actor's tenant, the first joined first, names masked."""
    with acting(actor):
        rows = list(_rows(actor))
        return _shown(actor, rows)


def member(actor: Actor, membership_id: UUID) -> Member:
    """One member of the actor's tenant; raises Refusal (404), the same for a stranger's and for none."""
    with acting(actor):
        return _shown(actor, [row_of(actor, membership_id)])[0]


def names_opened(actor: Actor) -> dict[UUID, str]:
    """The members' full names by membership, for a manager of the tenant; each opening leaves an entry."""
    with acting(actor):
        manager(actor)
        rows = [row for row in _rows(actor) if row.name_sealed]
        names = vault.open_all(actor, [bytes(row.name_sealed) for row in rows], "members")
        return {row.id: name for row, name in zip(rows, names, strict=True)}


def manager(actor: Actor) -> Membership:
    """The actor's own seat, if he manages the tenant; Refusal otherwise. Read anew each time, inside `acting`.

    Staff manage others only with a second factor, like everything that staff do.
    """
    own = Membership.objects.filter(
        tenant_id=own_tenant(actor), user_id=known_user(actor), ended_at=None, is_admin=True, user__is_active=True
    ).first()
    if own is None:
        raise Refusal(
            "managers_only",
            Words("这件事只有单位的管理员能做。", "Only a manager of the organisation can do this."),
            remedy=Words("请找您单位的管理员。", "Ask a manager of your organisation."),
            status=403,
        )
    if actor.roles & STAFF_ROLES and not actor.has_second_factor:
        raise Refusal(
            "second_factor_needed",
            Words(
                "工作人员要用第二重验证登录，才能管理成员。",
                "Staff manage members only after a second step at sign-in.",
            ),
            remedy=Words("先在 /account/second-factor/ 设置。", "Set one up at /en/account/second-factor/ first."),
            status=403,
        )
    return own


def row_of(actor: Actor, membership_id: UUID) -> Membership:
    """The row of a member of the actor's tenant; raises Refusal (404)."""
    row = Membership.objects.filter(tenant_id=own_tenant(actor), id=membership_id, ended_at=None).first()
    if row is None:
        raise Refusal(
            "member_unknown",
            Words("没有这位成员，或者已经移出。", "There is no such member, or the membership has ended."),
            remedy=Words("回到成员列表再选。", "Go back to the list of members and choose again."),
            status=404,
        )
    return row


def _rows(actor: Actor) -> QuerySet[Membership]:
    return Membership.objects.filter(tenant_id=own_tenant(actor), ended_at=None).order_by("joined_at", "id")


def _shown(actor: Actor, rows: Iterable[Membership]) -> list[Member]:
    named = [row for row in rows if row.name_sealed]
    masked = vault.mask(actor, [bytes(row.name_sealed) for row in named])
    names = {row.id: name for row, name in zip(named, masked, strict=True)}
    return [
        Member(
            id=row.id,
            user_id=row.user_id,
            name_masked=names.get(row.id, ""),
            roles=tuple(row.roles),
            is_admin=row.is_admin,
            joined_at=row.joined_at,
            version=row.version,
            is_self=row.user_id == actor.user_id,
        )
        for row in rows
    ]
