"""A new version of a tenant's key; then the data keys are wrapped to it, in batches, in the background.

What is sealed stays as it is: only the wrapped data keys change. A batch is a transaction, and what is left to do is
what the table says, so the work can be killed anywhere and begun again.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from procrastinate.contrib.django import app

from jieqing.evidence import log
from jieqing.kit import clock
from jieqing.kit.actor import Actor, system
from jieqing.kit.announce import announce
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words
from jieqing.vault import rows
from jieqing.vault.ciphers import suite_of
from jieqing.vault.ciphers.damaged import Damaged
from jieqing.vault.keyring import Keyring, wrapping_context
from jieqing.vault.service.refusals import damaged, operators_only
from jieqing.vault.service.tenants import add_version, latest_key_of

BATCH = 500


def rotate(actor: Actor, tenant: UUID, *, now: datetime | None = None) -> int:
    """Makes the next version of the tenant's key and has a job re-wrap its data keys; gives the version.

    Raises Refusal for anyone but an operator or the house itself, and where the tenant has no key.
    """
    operators_only(actor)
    for_tenant = replace(actor, tenant=tenant)
    with acting(for_tenant):
        with rows.entered():
            rows.lock_versions(tenant, shared=False)
            key = rows.latest_key(tenant)
            if key is None:
                raise _no_such_tenant(tenant)
            index_key = Keyring().index_key(key)
            version = add_version(tenant, key.profile, key.version, index_key, now or clock.now())
        log.append(for_tenant, "vault.key_rotated", about=tenant)
        defer_rewrap(tenant)
    return version


def resume(actor: Actor, tenant: UUID) -> None:
    """Defers the job again, for a rotation whose job has failed. Raises Refusal for anyone but an operator."""
    operators_only(actor)
    with acting(replace(actor, tenant=tenant)):
        log.append(replace(actor, tenant=tenant), "vault.rotation_resumed", about=tenant)
        defer_rewrap(tenant)


def rewrap_some(tenant: UUID, most: int = BATCH) -> tuple[int, bool]:
    """Wraps up to `most` data keys to the latest version: (how many, whether any is left). One transaction.

    Raises Refusal (500) for a data key that does not open under its version; it names the subject.
    """
    worker = system("rotation", tenant)
    with acting(worker):
        with rows.entered():
            done, is_left = _rewrap(tenant, most)
        if done and not is_left:
            log.append(worker, "vault.rotation_finished", about=tenant)
            announce("vault.rotation_finished", tenant=tenant)
    return done, is_left


def _rewrap(tenant: UUID, most: int) -> tuple[int, bool]:
    key, ring = latest_key_of(tenant), Keyring()
    suite, old = suite_of(key.profile), rows.stale(tenant, key.version, most)
    contexts = [wrapping_context(key.profile, tenant, row.subject, key.version) for row in old]
    fresh = []
    for row, context in zip(old, contexts, strict=True):
        try:
            fresh.append((row.subject, suite.wrap(key.public, ring.data_key(row), context)))
        except Damaged:
            raise damaged(row.subject) from None
    rows.replace_wrapped(tenant, key.version, fresh)
    return len(old), rows.is_any_stale(tenant, key.version)


def defer_rewrap(tenant: UUID, *, seconds: int = 0) -> None:
    """A job that re-wraps the tenant's data keys, `seconds` from now; one at a time for a tenant."""
    wait = {"seconds": seconds} if seconds else None
    app.configure_task("vault.rewrap", lock=f"vault.rewrap:{tenant}", schedule_in=wait).defer(tenant=str(tenant))


def _no_such_tenant(tenant: UUID) -> Refusal:
    return Refusal(
        "tenant_without_keys",
        Words("没有这个租户的密钥。", "There are no keys of such a tenant."),
        remedy=Words("刷新页面再看。", "Reload the page and look again."),
        field="tenant",
        status=404,
        about=tenant,
    )
