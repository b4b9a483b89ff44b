"""Take a copy of all that is kept of oneself; delete one's account (PIPL 45, 47; CN-PI-13)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.module_loading import import_string

from jieqing.evidence import log
from jieqing.identity import sign_in
from jieqing.identity.models import Grant, Invitation, Membership, Tenant
from jieqing.identity.queries.grants import grants
from jieqing.identity.queries.seats import Seat, known_user, tenants_of
from jieqing.identity.rules.roles import as_roles
from jieqing.identity.service.invitations import forget
from jieqing.identity.service.seating import locked_seats
from jieqing.kit import clock
from jieqing.kit.actor import Actor
from jieqing.kit.announce import announce
from jieqing.kit.ids import new_id
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words
from jieqing.vault import service as vault

PURPOSE = "export"


def export_account(actor: Actor, *, now: datetime | None = None) -> dict[str, Any]:
    """All that is kept of the user, opened, as JSON values; each opening leaves an entry.

    What rooms above keep is given by settings.ACCOUNT_EXPORTS, {name: function of the actor in one tenant -> JSON}.
    """
    user = get_user_model().objects.get(pk=known_user(actor))
    seats = tenants_of(actor)
    return {
        "made_at": (now or clock.now()).isoformat(),
        "account": {
            "id": actor.who,
            "email": user.email,
            "joined_at": user.date_joined.isoformat(),
            "last_sign_in_at": user.last_login.isoformat() if user.last_login else None,
            "addresses": [
                {"email": row.email, "is_verified": row.verified} for row in EmailAddress.objects.filter(user=user)
            ],
            "second_factors": [
                {"kind": row.type, "made_at": row.created_at.isoformat()}
                for row in Authenticator.objects.filter(user=user)
            ],
            "sessions": [
                {"ip": row.ip, "browser": row.user_agent, "since": row.created_at.isoformat()}
                for row in UserSession.objects.filter(user=user)
            ],
        },
        "tenants": [_tenant(replace(actor, tenant=s.tenant_id, roles=as_roles(s.roles)), s) for s in seats],
    }


def delete_account(actor: Actor, *, now: datetime | None = None) -> None:
    """Ends every seat, destroys the user's names and the rows of what he kept alone, and closes the account for good.

    Entries of the log stay: they hold ids only, and bodies that can't be opened any more. A tenant of which he was the
    only member is closed, and announced as `identity.tenant_closed` for upper rooms to clear what it kept.
    Raises Refusal where others would be left without a manager.
    """
    now, user = now or clock.now(), get_user_model().objects.get(pk=known_user(actor))
    nobody = replace(actor, tenant=None, roles=frozenset())
    with acting(nobody):
        # Seats of before too. Without their tenants: a tenant that one has left is not there for oneself any more.
        for row in Membership.objects.filter(user_id=user.pk).order_by("joined_at"):
            in_tenant = replace(actor, tenant=row.tenant_id, roles=as_roles(row.roles))
            with acting(in_tenant):
                _forget_member(in_tenant, row, now)
        sign_in.end_sessions(user.pk)
        Authenticator.objects.filter(user=user).delete()
        EmailAddress.objects.filter(user=user).delete()
        user.is_active, user.email, user.username, user.last_login = False, "", new_id().hex, None
        user.set_unusable_password()
        user.save()
        log.append(nobody, "identity.account_deleted", code=str(user.pk))


def _tenant(actor: Actor, seat: Seat) -> dict[str, Any]:
    with acting(actor):
        row, tenant = Membership.objects.get(id=seat.membership_id), Tenant.objects.get(id=seat.tenant_id)
        own_name, person_name = vault.open_all(actor, [bytes(row.name_sealed), bytes(tenant.name_sealed)], PURPOSE)
        return {
            "id": str(seat.tenant_id),
            "kind": seat.kind,
            "name": seat.name or person_name,
            "registration_code": seat.registration_code,
            "your_name": own_name,
            "roles": list(seat.roles),
            "is_manager": seat.is_admin,
            "joined_at": row.joined_at.isoformat(),
            "invitations_you_sent": [
                {"made_at": sent.made_at.isoformat(), "roles": sent.roles}
                for sent in Invitation.objects.filter(tenant_id=seat.tenant_id, invited_by=row.id)
            ],
            "grants": [_grant_facts(grant) for grant in grants(actor)] if seat.is_admin else [],
            "log": [
                {"at": entry.at.isoformat(), "event": entry.event, "code": entry.code}
                for entry in log.entries(actor, row.person_id)
            ],
            "kept_for_it": _kept_elsewhere(actor) if seat.is_admin else {},
        }


def _kept_elsewhere(actor: Actor) -> dict[str, object]:
    """What the rooms above keep for the tenant; for a manager, whose it is to take along."""
    exports: dict[str, str] = settings.ACCOUNT_EXPORTS
    return {name: import_string(function)(actor) for name, function in exports.items()}


def _grant_facts(facts: Any) -> Mapping[str, str | None]:
    return {
        "from": str(facts.tenant_id),
        "to": str(facts.reader_id),
        "subject": str(facts.subject),
        "purpose": facts.purpose,
        "starts_at": facts.starts_at.isoformat(),
        "ends_at": facts.ends_at.isoformat(),
        "ended_at": facts.ended_at.isoformat() if facts.ended_at else None,
    }


def _forget_member(actor: Actor, row: Membership, now: datetime) -> None:
    """Ends the seat, destroys the name in it, and closes the tenant where nobody else is left."""
    if row.ended_at is None:
        others = [seat for seat in locked_seats(actor).values() if seat.id != row.id]
        if row.is_admin and others and not any(seat.is_admin for seat in others):
            raise _others_without_manager(row.tenant.name)
        row.ended_at = now
        log.append(actor, "identity.member_left", about=row.person_id)
        if not others and row.tenant.kind != "house":
            _close(actor, row.tenant, now)
        announce("identity.member_left", to_tenant=row.tenant_id, to_user=row.user_id)
    vault.erase(actor, row.person_id)
    row.name_sealed, row.version = b"", row.version + 1
    row.save(update_fields=["ended_at", "name_sealed", "version"])


def _close(actor: Actor, tenant: Tenant, now: datetime) -> None:
    for invitation in Invitation.objects.filter(tenant=tenant, used_at=None, withdrawn_at=None):
        invitation.withdrawn_at = now
        forget(actor, invitation)
    Grant.objects.filter(tenant=tenant, ended_at=None, ends_at__gt=now).update(ended_at=now)
    if tenant.kind == Tenant.Kind.PERSON:
        vault.erase(actor, tenant.id)
        tenant.name_sealed = b""
    tenant.state, tenant.agency_id = Tenant.State.CLOSED, None
    tenant.save(update_fields=["state", "agency_id", "name_sealed"])
    log.append(actor, "identity.tenant_closed", about=tenant.id)
    announce("identity.tenant_closed", to_tenant=tenant.id)


def _others_without_manager(name: str) -> Refusal:
    return Refusal(
        "last_manager",
        Words(
            "您是“{name}”唯一的管理员，那里还有别的成员。",
            "You are the only manager of “{name}”, which has other members.",
        ).filled(name=name),
        remedy=Words(
            "先到它的成员页让另一位做管理员，再注销账号。",
            "Make another member a manager on its members page first, then delete your account.",
        ),
        status=409,
    )
