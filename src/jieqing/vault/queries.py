"""What an operator may know of the keys: how old they are and how far a rotation is. No secret, no value."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from jieqing.kit.actor import Actor, system
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.vault import rows
from jieqing.vault.keystore import key_store
from jieqing.vault.rules.profiles import PROFILES, Profile
from jieqing.vault.service.refusals import operators_only

PAGE = 20


@dataclass(frozen=True, slots=True)
class TenantKeys:
    """A tenant's latest key version: `live` data keys, `old` of them still wrapped to a former version."""

    tenant: UUID
    profile: Profile
    version: int
    made_at: datetime
    age_days: int
    live: int
    old: int

    @property
    def renewed(self) -> int:
        """Data keys that are wrapped to the latest version."""
        return self.live - self.old


@dataclass(frozen=True, slots=True)
class KeyPage:
    """A page of tenants, those with the oldest key first. `trouble` says why the key store can't be used, if so."""

    store: str
    chosen: Profile | None
    trouble: Refusal | None
    tenants: int
    items: tuple[TenantKeys, ...]
    page: int
    pages: int


def keys(actor: Actor, now: datetime, page: int = 1) -> KeyPage:
    """The keys of all tenants, for an operator; raises Refusal for others."""
    operators_only(actor)
    with acting(actor), rows.entered():
        tenants, latest = rows.latest_keys(most=PAGE, after=PAGE * (max(page, 1) - 1))
    return KeyPage(
        store=settings.KEY_STORE,
        chosen=next((profile for profile in PROFILES.values() if profile.id == settings.VAULT_PROFILE), None),
        trouble=_trouble(),
        tenants=tenants,
        items=tuple(_with_counts(key, now) for key in latest),
        page=max(page, 1),
        pages=max(1, -(-tenants // PAGE)),
    )


def _with_counts(key: rows.TenantKey, now: datetime) -> TenantKeys:
    # Each tenant's rows are there for that tenant alone, so each is counted in a transaction of its own.
    with acting(system("keys", key.tenant)), rows.entered():
        live, old = rows.key_counts(key.tenant, key.version)
    profile, age_days = PROFILES[key.profile], (now - key.made_at).days
    return TenantKeys(key.tenant, profile, key.version, key.made_at, age_days, live, old)


def _trouble() -> Refusal | None:
    try:
        key_store().check()
    except Refusal as no:
        return no
    return None
