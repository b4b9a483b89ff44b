"""Keys in the clear, for the length of one call: secrets from the key store, data keys unwrapped with them."""

from uuid import UUID

from jieqing.vault.ciphers import Unwrapper, suite_of
from jieqing.vault.keystore import key_store
from jieqing.vault.rows import DataKey, TenantKey
from jieqing.vault.rules.profiles import PROFILES, ProfileId

INDEX = UUID(int=0)  # stands where a subject does, for the key of the blind index


class Keyring:
    """Made by a call, used within it, and gone with it. Keys are never kept for the next call."""

    def __init__(self) -> None:
        self._secrets: dict[tuple[UUID, int], Unwrapper] = {}
        self._data_keys: dict[tuple[UUID, UUID], bytes] = {}

    def data_key(self, row: DataKey) -> bytes:
        """The data key of a row that was not erased. Raises Damaged, or Refusal where the key store fails."""
        whose = (row.tenant, row.subject)
        if whose not in self._data_keys:
            context = wrapping_context(row.profile, row.tenant, row.subject, row.key_version)
            unwrapper = self._secret(row.tenant, row.key_version, row.profile)
            self._data_keys[whose] = unwrapper.unwrap(row.wrapped or b"", context)
        return self._data_keys[whose]

    def index_key(self, key: TenantKey) -> bytes:
        """The key of the tenant's blind index."""
        context = wrapping_context(key.profile, key.tenant, INDEX, key.version)
        return self._secret(key.tenant, key.version, key.profile).unwrap(key.index_key_wrapped, context)

    def _secret(self, tenant: UUID, version: int, profile: ProfileId) -> Unwrapper:
        if (tenant, version) not in self._secrets:
            secret = key_store().fetch(tenant, version)
            self._secrets[(tenant, version)] = suite_of(profile).unwrapper(secret)
        return self._secrets[(tenant, version)]


def wrapping_context(profile: ProfileId, tenant: UUID, subject: UUID, version: int) -> bytes:
    """What a wrapped data key is bound to: it unwraps nowhere else."""
    whose = tenant.bytes + subject.bytes + version.to_bytes(4, "big")
    return b"jieqing.data_key.1" + bytes((PROFILES[profile].code,)) + whose
