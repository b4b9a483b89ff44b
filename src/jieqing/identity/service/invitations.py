"""Invite by mail, accept with the link, withdraw; what was sealed of an invitation goes when it has served."""

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.contrib.auth import get_user_model

from jieqing.evidence import log
from jieqing.identity.models import Invitation, Membership, Tenant
from jieqing.identity.queries.invitations import digest, invitation_seen
from jieqing.identity.queries.members import manager
from jieqing.identity.queries.seats import known_user, own_tenant
from jieqing.identity.rules.given import email_given, name_given
from jieqing.identity.rules.invitation import LASTS, MOST_OPEN, standing, why_closed
from jieqing.identity.rules.roles import as_roles, roles_given
from jieqing.identity.service.refusals import (
    acting_alone,
    already_invited,
    already_member,
    for_another_address,
    not_open,
    too_many_invitations,
)
from jieqing.identity.service.seating import take_seat
from jieqing.kit import clock
from jieqing.kit.actor import Actor
from jieqing.kit.announce import announce
from jieqing.kit.ids import new_id
from jieqing.kit.rows import acting
from jieqing.kit.words import Language
from jieqing.vault import service as vault

TOKEN_BYTES = 32


def invite(
    actor: Actor,
    email: str,
    roles: Iterable[str],
    *,
    is_admin: bool = False,
    language: Language = "zh",
    now: datetime | None = None,
) -> UUID:
    """Keeps a seat for an address and has a link mailed there; for a manager. Returns the invitation's id.

    The link's secret is sealed for the mail job and otherwise kept as a digest only. Raises Refusal naming the field:
    an address that can't be read, is a member's or is invited already; roles that do not stand here; fifty open.
    """
    now, address = now or clock.now(), email_given(email)
    with acting(actor):
        own = manager(actor)
        tenant = Tenant.objects.select_for_update().get(id=own_tenant(actor))
        if tenant.kind == "person":
            raise acting_alone()
        given = roles_given(roles, tenant.kind, is_agency=tenant.agency_id is not None)
        _refuse_doubles(actor, address, now)
        token, invitation_id = secrets.token_urlsafe(TOKEN_BYTES), new_id()
        sealed = vault.seal_all(actor, invitation_id, {"invitation.email": address, "invitation.token": token})
        Invitation.objects.create(
            id=invitation_id,
            tenant=tenant,
            email_sealed=sealed["invitation.email"],
            token_sealed=sealed["invitation.token"],
            token_hash=digest(token),
            roles=list(given),
            is_admin=is_admin,
            language=language,
            invited_by=own.id,
            made_at=now,
            expires_at=now + LASTS,
        )
        log.append(actor, "identity.member_invited", about=invitation_id)
        announce("identity.member_invited", to_tenant=tenant.id, invitation=invitation_id)
    return invitation_id


def accept_invitation(actor: Actor, token_hash: str, name: str, *, now: datetime | None = None) -> UUID:
    """Takes the seat that the link keeps, for the user whose address was invited; returns the tenant's id.

    `token_hash` is `queries.digest` of the link's secret. Raises Refusal: not signed in, no such link, used, withdrawn,
    late, for another address, a member already, a name that can't be read.
    """
    now, user_id = now or clock.now(), known_user(actor)
    seen = invitation_seen(token_hash, now)
    guest = replace(actor, tenant=seen.tenant_id, roles=as_roles(seen.roles))
    with acting(guest):
        row = Invitation.objects.select_for_update().get(tenant_id=seen.tenant_id, id=seen.id)
        where = standing(row.used_at, row.withdrawn_at, row.expires_at, now)
        if where != "open":
            raise why_closed(where)
        address = get_user_model().objects.values_list("email", flat=True).get(pk=user_id).lower()
        if row.id not in vault.find_equal(guest, "invitation.email", address):
            raise for_another_address(seen.email_masked)
        if Membership.objects.filter(tenant_id=seen.tenant_id, user_id=user_id, ended_at=None).exists():
            raise already_member("")
        take_seat(guest, name_given(name, "own_name"), is_admin=row.is_admin, now=now)
        row.used_at = now
        forget(guest, row)
        log.append(guest, "identity.invitation_accepted", about=row.id)
        announce("identity.member_joined", to_tenant=row.tenant_id, to_user=user_id)
    return row.tenant_id


def withdraw_invitation(actor: Actor, invitation_id: UUID, *, now: datetime | None = None) -> None:
    """Makes a link that was not used yet lead nowhere; for a manager. Raises Refusal where it is used or withdrawn."""
    with acting(actor):
        manager(actor)
        row = (
            Invitation.objects.select_for_update()
            .filter(tenant_id=own_tenant(actor), id=invitation_id, used_at=None, withdrawn_at=None)
            .first()
        )
        if row is None:
            raise not_open()
        row.withdrawn_at = now or clock.now()
        forget(actor, row)
        log.append(actor, "identity.invitation_withdrawn", about=row.id)


def forget_invitations(actor: Actor, before: datetime) -> int:
    """Destroys address and secret of the tenant's invitations that ran out before then unused; returns how many.

    For the retention job, one tenant at a time.
    """
    with acting(actor):
        rows = Invitation.objects.select_for_update().filter(tenant_id=own_tenant(actor), expires_at__lt=before)
        late = list(rows.exclude(email_sealed=b""))
        for row in late:
            forget(actor, row)
            log.append(actor, "identity.invitation_forgotten", about=row.id)
    return len(late)


def _refuse_doubles(actor: Actor, address: str, now: datetime) -> None:
    """Raises Refusal where the address is a member's, or waits already, or too many wait; inside `acting`."""
    tenant = own_tenant(actor)
    if Membership.objects.filter(tenant_id=tenant, ended_at=None, user__email__iexact=address).exists():
        raise already_member("email")
    waiting = Invitation.objects.filter(tenant_id=tenant, used_at=None, withdrawn_at=None, expires_at__gt=now)
    if waiting.filter(id__in=vault.find_equal(actor, "invitation.email", address)).exists():
        raise already_invited()
    if waiting.count() >= MOST_OPEN:
        raise too_many_invitations()


def forget(actor: Actor, row: Invitation) -> None:
    """Address and secret have served: their key is destroyed, and the row keeps who invited, when, to which roles."""
    vault.erase(actor, row.id)
    row.email_sealed = row.token_sealed = b""
    row.save(update_fields=["used_at", "withdrawn_at", "email_sealed", "token_sealed"])
