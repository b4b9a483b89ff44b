"""The algorithms behind the two profiles, alike from outside: wrap and unwrap a data key, seal and open, digest."""

from typing import Protocol

from jieqing.vault.ciphers.international import International
from jieqing.vault.ciphers.sm import ShangMi
from jieqing.vault.rules.profiles import ProfileId


class Unwrapper(Protocol):
    """A tenant's secret key, ready for use. Raises `Damaged` where key, bytes and context don't belong together."""

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes: ...


class Suite(Protocol):
    """One profile's algorithms."""

    data_key_bytes: int

    def new_pair(self) -> tuple[bytes, bytes]:
        """A fresh (secret, public) key of a tenant, as bytes."""

    def wrap(self, public: bytes, data_key: bytes, context: bytes) -> bytes:
        """The data key, readable only with the secret to `public` and in that context."""

    def unwrapper(self, secret: bytes) -> Unwrapper:
        """The secret key as an object, read once for many data keys."""

    def seal(self, data_key: bytes, clear: bytes, bound: bytes) -> bytes:
        """Nonce, ciphertext and tag; `bound` is authenticated with them and not contained."""

    def open(self, data_key: bytes, sealed: bytes, bound: bytes) -> bytes:
        """What was sealed. Raises `Damaged` where a bit of it differs."""

    def digest(self, key: bytes, message: bytes) -> bytes:
        """A keyed digest of 32 bytes."""


_SUITES: dict[ProfileId, Suite] = {"international": International(), "sm": ShangMi()}


def suite_of(profile: ProfileId) -> Suite:
    """The algorithms of a profile."""
    return _SUITES[profile]
