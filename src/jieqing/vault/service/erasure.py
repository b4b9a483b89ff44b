"""Erase a subject: with its data key goes everything that was ever sealed for it, wherever the bytes lie."""

from datetime import date, datetime
from uuid import UUID

from jieqing.evidence import log
from jieqing.kit import clock
from jieqing.kit.actor import Actor
from jieqing.kit.rows import acting
from jieqing.vault import rows
from jieqing.vault.service.tenants import latest_key_of, tenant_of


def erase(actor: Actor, subject: UUID, *, now: datetime | None = None) -> None:
    """Destroys the subject's data key, with it the salts of its commitments, and its rows in the blind index.

    The sealed bytes can never be opened again, and nothing new can be sealed for the subject. Erasing again changes
    nothing. Backups made before hold the wrapped key until they run out (retention rule `backup`), and so does the
    row's former version until PostgreSQL vacuums it; to whoever lacks the key store both are noise.
    """
    tenant = tenant_of(actor)
    with acting(actor):
        with rows.entered():
            rows.lock_versions(tenant, shared=True)
            rows.destroy_data_key(latest_key_of(tenant), subject, now or clock.now())
        log.append(actor, "vault.subject_erased", about=subject)


def erased_on(actor: Actor, subject: UUID) -> date | None:
    """The day on which the subject was erased, in China; None where it was not, or is not there for the actor."""
    tenant = tenant_of(actor)
    with acting(actor), rows.entered():
        row = rows.data_keys([(tenant, subject)]).get((tenant, subject))
    return row.erased_at.astimezone(clock.SHANGHAI).date() if row and row.erased_at else None
