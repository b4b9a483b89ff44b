"""Seats kept for people who were mailed a link: as its holder, its tenant and the mail job see them."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from jieqing.identity.models import Invitation, Membership, Tenant
from jieqing.identity.queries.members import manager
from jieqing.identity.queries.seats import own_tenant
from jieqing.identity.rules.invitation import Standing, standing, unknown
from jieqing.kit.actor import ANYONE, Actor, system
from jieqing.kit.rows import acting
from jieqing.vault import service as vault


@dataclass(frozen=True, slots=True)
class Seen:
    """What the holder of a link is shown before accepting: who invites, to which roles, until when."""

    id: UUID
    tenant_id: UUID
    tenant_name: str
    registration_code: str
    inviter_masked: str
    email_masked: str
    roles: tuple[str, ...]
    is_admin: bool
    expires_at: datetime
    standing: Standing


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation as the managers of its tenant see it."""

    id: UUID
    email_masked: str
    roles: tuple[str, ...]
    is_admin: bool
    expires_at: datetime
    standing: Standing


@dataclass(frozen=True, slots=True)
class Letter:
    """What the mail needs: where to, the secret of the link, who invites, in which language."""

    email: str
    token: str
    tenant_name: str
    language: str
    expires_at: datetime


def digest(token: str) -> str:
    """What is kept and looked up of a link's secret: SHA-256, hex. The secret has 256 bits, so no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_seen(token_hash: str, now: datetime) -> Seen:
    """The invitation of a link, for whoever holds it; raises Refusal (404) where there is none."""
    with acting(ANYONE, token=token_hash):
        row = Invitation.objects.select_related("tenant").filter(token_hash=token_hash).first()
    if row is None:
        raise unknown()
    house = system("invitation", row.tenant_id)
    with acting(house):
        inviter = Membership.objects.filter(tenant_id=row.tenant_id, id=row.invited_by).first()
        return Seen(
            id=row.id,
            tenant_id=row.tenant_id,
            tenant_name=row.tenant.name,
            registration_code=row.tenant.registration_code,
            inviter_masked=_masked(house, bytes(inviter.name_sealed) if inviter else b""),
            email_masked=_masked(house, bytes(row.email_sealed)),
            roles=tuple(row.roles),
            is_admin=row.is_admin,
            expires_at=row.expires_at,
            standing=standing(row.used_at, row.withdrawn_at, row.expires_at, now),
        )


def invitations(actor: Actor, now: datetime) -> list[Invited]:
    """Invitations of the actor's tenant that are open or ran out unused, the newest first; for its managers."""
    with acting(actor):
        manager(actor)
        rows = list(
            Invitation.objects.filter(tenant_id=own_tenant(actor), used_at=None, withdrawn_at=None)
            .exclude(email_sealed=b"")
            .order_by("-made_at", "-id")
        )
        masked = vault.mask(actor, [bytes(row.email_sealed) for row in rows])
    return [
        Invited(
            id=row.id,
            email_masked=email,
            roles=tuple(row.roles),
            is_admin=row.is_admin,
            expires_at=row.expires_at,
            standing=standing(row.used_at, row.withdrawn_at, row.expires_at, now),
        )
        for row, email in zip(rows, masked, strict=True)
    ]


def invitation_for_mail(actor: Actor, invitation_id: UUID) -> Letter | None:
    """What the mail of an invitation needs, opened for the purpose `send_mail`; None if it was used or withdrawn.

    `actor` is the house's own job, for the tenant that invites.
    """
    with acting(actor):
        row = Invitation.objects.filter(
            tenant_id=own_tenant(actor), id=invitation_id, used_at=None, withdrawn_at=None
        ).first()
        if row is None or not row.email_sealed:
            return None
        name = Tenant.objects.values_list("name", flat=True).get(id=own_tenant(actor))
        email, token = vault.open_all(actor, [bytes(row.email_sealed), bytes(row.token_sealed)], "send_mail")
    return Letter(email=email, token=token, tenant_name=name, language=row.language, expires_at=row.expires_at)


def _masked(actor: Actor, sealed: bytes) -> str:
    return vault.mask(actor, [sealed])[0] if sealed else ""
