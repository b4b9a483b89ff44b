"""A seat in a tenant: who takes it, under which subject the name is sealed, and that a manager always stays."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from jieqing.evidence import log
from jieqing.identity.models import Membership
from jieqing.identity.queries.seats import known_user, own_tenant
from jieqing.kit.actor import Actor
from jieqing.kit.ids import new_id
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.vault import service as vault


def take_seat(actor: Actor, name: str, *, is_admin: bool, now: datetime) -> Membership:
    """The user's seat in the tenant and with the roles that he acts with, his name sealed; inside `acting`."""
    person = person_of(actor)
    seat = Membership.objects.create(
        tenant_id=own_tenant(actor),
        user_id=known_user(actor),
        person_id=person,
        roles=sorted(actor.roles),
        is_admin=is_admin,
        name_sealed=vault.seal(actor, person, "member.name", name) if name else b"",
        joined_at=now,
    )
    log.append(actor, "identity.member_joined", about=person)
    return seat


def person_of(actor: Actor) -> UUID:
    """The subject under which the user's name is sealed, the same in all his tenants; a fresh one for a first seat."""
    rows = Membership.objects.filter(user_id=known_user(actor)).order_by("joined_at", "id")
    return rows.values_list("person_id", flat=True).first() or new_id()


def locked_seats(actor: Actor) -> dict[UUID, Membership]:
    """The seats of the actor's tenant, locked until the transaction ends: who manages is decided by one at a time."""
    rows = Membership.objects.select_for_update().filter(tenant_id=own_tenant(actor), ended_at=None).order_by("id")
    return {row.id: row for row in rows}


def keep_a_manager(seats: Iterable[Membership], without: Membership) -> None:
    """Raises Refusal if nobody would manage the tenant once `without` does not."""
    if without.is_admin and not any(seat.is_admin for seat in seats if seat.id != without.id):
        raise Refusal(
            "last_manager",
            Words(
                "这是单位唯一的管理员，不能就这样离开或卸任。", "The only manager of an organisation cannot go just so."
            ),
            remedy=Words(
                "先让另一位成员做管理员；只剩您一人时，注销账号会连单位一起关闭。",
                "Make another member a manager first; if you are alone, deleting your account closes the organisation.",
            ),
            field="is_admin",
            status=409,
        )
