"""Find equal values without opening any: a keyed digest of each searchable value stands in the blind index."""

from uuid import UUID

from jieqing.kit.actor import Actor
from jieqing.kit.rows import acting
from jieqing.vault import rows
from jieqing.vault.ciphers import suite_of
from jieqing.vault.keyring import Keyring
from jieqing.vault.rows import TenantKey
from jieqing.vault.rules.equality import comparable
from jieqing.vault.rules.register import Field, fields
from jieqing.vault.service.tenants import latest_key_of, tenant_of


def find_equal(actor: Actor, field: str, value: str) -> list[UUID]:
    """The subjects of the actor's tenant whose latest value of that field is equal, as `comparable` says; oldest first.

    A KeyError for a field that the register does not name or that is not searchable.
    """
    asked, tenant = fields()[field], tenant_of(actor)
    if not asked.is_searchable:
        raise KeyError(f"{field} is not searchable")
    with acting(actor), rows.entered():
        key = latest_key_of(tenant)
        digest = digest_of(key, Keyring().index_key(key), asked, value)
        return rows.with_digest(tenant, field, digest) if digest else []


def groups_equal(actor: Actor, field: str) -> list[list[UUID]]:
    """All subjects of the actor's tenant that hold that field, those with an equal value together; nothing is opened.

    A KeyError for a field that the register does not name or that is not searchable.
    """
    asked, tenant = fields()[field], tenant_of(actor)
    if not asked.is_searchable:
        raise KeyError(f"{field} is not searchable")
    with acting(actor), rows.entered():
        return rows.digests_shared(tenant, field)


def digest_of(key: TenantKey, index_key: bytes, field: Field, value: str) -> bytes | None:
    """The value's digest under a key of that tenant and field (32 bytes); None where nothing is left to compare."""
    text = comparable(field.mask, value)
    suite = suite_of(key.profile)
    return suite.digest(suite.digest(index_key, field.id.encode("ascii")), text.encode("utf-8")) if text else None
