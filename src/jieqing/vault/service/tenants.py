"""A tenant's first keys."""

import os
from datetime import datetime
from uuid import UUID

from django.conf import settings

from jieqing.evidence import log
from jieqing.kit import clock
from jieqing.kit.actor import Actor
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words
from jieqing.vault import rows
from jieqing.vault.ciphers import suite_of
from jieqing.vault.keyring import INDEX, wrapping_context
from jieqing.vault.keystore import key_store
from jieqing.vault.rows import TenantKey
from jieqing.vault.rules.profiles import PROFILES, ProfileId

INDEX_KEY_BYTES = 32


def new_tenant(actor: Actor, *, now: datetime | None = None) -> None:
    """Makes the keys of the actor's tenant, in the profile that JIEQING_VAULT_PROFILE names; again: does nothing."""
    tenant = tenant_of(actor)
    with acting(actor):
        with rows.entered():
            rows.lock_versions(tenant, shared=False)
            is_new = rows.latest_key(tenant) is None
            if is_new:
                add_version(tenant, _profile_chosen(), 0, os.urandom(INDEX_KEY_BYTES), now or clock.now())
        if is_new:
            log.append(actor, "vault.keys_made", about=tenant)


def add_version(tenant: UUID, profile: ProfileId, last: int, index_key: bytes, now: datetime) -> int:
    """Makes the version after `last`: its secret in the key store first, then its row. Inside the exclusive lock.

    A version that the store holds already is passed over: it was made in a transaction that was rolled back, or for
    rows newer than the backup that this database was restored from.
    """
    store = key_store()
    version = max([last, *store.versions(tenant)]) + 1
    secret, public = suite_of(profile).new_pair()
    wrapped = suite_of(profile).wrap(public, index_key, wrapping_context(profile, tenant, INDEX, version))
    store.keep(tenant, version, secret)
    rows.add_key(TenantKey(tenant, version, profile, public, wrapped, now))
    return version


def tenant_of(actor: Actor) -> UUID:
    """The actor's tenant. A RuntimeError where there is none: nobody's values can't be sealed."""
    if actor.tenant is None:
        raise RuntimeError("the vault works for a tenant")
    return actor.tenant


def latest_key_of(tenant: UUID) -> TenantKey:
    """The version that wraps. A RuntimeError where identity made a tenant and no keys for it."""
    key = rows.latest_key(tenant)
    if key is None:
        raise RuntimeError("this tenant has no keys: vault.new_tenant makes them")
    return key


def _profile_chosen() -> ProfileId:
    for profile in PROFILES:
        if profile == settings.VAULT_PROFILE:
            return profile
    raise Refusal(
        "vault_profile_unknown",
        Words("没有 {name} 这种算法配置。", "There is no profile {name}.").filled(name=settings.VAULT_PROFILE),
        remedy=Words("JIEQING_VAULT_PROFILE 写 international 或 sm。", "JIEQING_VAULT_PROFILE is international or sm."),
        field="JIEQING_VAULT_PROFILE",
        status=503,
    )
