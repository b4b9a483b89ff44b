"""Change a member's roles, remove one, leave, change one's own name."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from jieqing.evidence import log
from jieqing.identity.models import Membership, Tenant
from jieqing.identity.queries.members import manager, row_of
from jieqing.identity.queries.seats import known_user, own_tenant
from jieqing.identity.rules.given import name_given
from jieqing.identity.rules.roles import roles_given
from jieqing.identity.service.seating import keep_a_manager, locked_seats
from jieqing.kit import clock
from jieqing.kit.actor import Actor
from jieqing.kit.announce import announce
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words
from jieqing.vault import service as vault


def change_roles(actor: Actor, membership_id: UUID, version: int, roles: Iterable[str], *, is_admin: bool) -> None:
    """Gives a member those roles, as a manager who saw `version` of the seat. They count at the next request.

    Raises Refusal: not a manager, no such member, roles that do not stand here, changed meanwhile (409), last manager.
    """
    with acting(actor):
        manager(actor)
        seats = locked_seats(actor)
        seat = seats.get(membership_id) or row_of(actor, membership_id)
        tenant = Tenant.objects.get(id=own_tenant(actor))
        given = roles_given(roles, tenant.kind, is_agency=tenant.agency_id is not None)
        if seat.version != version:
            raise _changed_meanwhile()
        if not is_admin:
            keep_a_manager(seats.values(), without=seat)
        seat.roles, seat.is_admin, seat.version = list(given), is_admin, version + 1
        seat.save(update_fields=["roles", "is_admin", "version"])
        body = vault.commit_body(actor, seat.person_id, {"roles": list(given), "is_admin": is_admin})
        log.append(actor, "identity.roles_changed", about=seat.person_id, body=body)
        announce("identity.roles_changed", to_tenant=seat.tenant_id, to_user=seat.user_id)


def remove_member(actor: Actor, membership_id: UUID, *, now: datetime | None = None) -> None:
    """Ends a membership; what the person is doing here ends with the next request. Raises Refusal as `change_roles`."""
    with acting(actor):
        manager(actor)
        seats = locked_seats(actor)
        seat = seats.get(membership_id) or row_of(actor, membership_id)
        keep_a_manager(seats.values(), without=seat)
        _end(actor, seat, "identity.member_removed", now or clock.now())
        announce("identity.member_removed", to_tenant=seat.tenant_id, to_user=seat.user_id)


def leave(actor: Actor, *, now: datetime | None = None) -> None:
    """Ends the actor's own membership; raises Refusal for the last manager."""
    with acting(actor):
        seats = locked_seats(actor)
        own = next((seat for seat in seats.values() if seat.user_id == known_user(actor)), None)
        if own is None:
            return
        keep_a_manager(seats.values(), without=own)
        _end(actor, own, "identity.member_left", now or clock.now())
        announce("identity.member_left", to_tenant=own.tenant_id, to_user=own.user_id)


def change_name(actor: Actor, name: str) -> None:
    """Seals the name by which the actor's colleagues know him; raises Refusal for one that can't be read."""
    name = name_given(name, "own_name")
    with acting(actor):
        own = (
            Membership.objects.select_for_update()
            .filter(tenant_id=own_tenant(actor), user_id=known_user(actor), ended_at=None)
            .first()
        )
        if own is None:
            return
        own.name_sealed = vault.seal(actor, own.person_id, "member.name", name)
        own.version += 1
        own.save(update_fields=["name_sealed", "version"])
        log.append(actor, "identity.name_changed", about=own.person_id)


def _end(actor: Actor, seat: Membership, event: str, now: datetime) -> None:
    seat.ended_at, seat.version = now, seat.version + 1
    seat.save(update_fields=["ended_at", "version"])
    log.append(actor, event, about=seat.person_id)


def _changed_meanwhile() -> Refusal:
    return Refusal(
        "changed_meanwhile",
        Words("在您打开这页之后，别人改过这位成员。", "Somebody changed this member after you opened the page."),
        remedy=Words(
            "下面并排列出现在的和您选的；看过后再保存一次。",
            "What stands now and what you chose are shown side by side; look at both, then save once more.",
        ),
        status=409,
    )
