"""AES-256-GCM (NIST SP 800-38D), HPKE (RFC 9180) with X25519 + ML-KEM-768 (FIPS 203), HMAC-SHA-256."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from jieqing.vault.ciphers.damaged import Damaged

HPKE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
# The hybrid key has no serial form of its own: both parts one after the other, ML-KEM's as its seed.
SEED_BYTES, MLKEM_PUBLIC_BYTES = 64, 1184
NONCE_BYTES, TAG_BYTES = 12, 16


class International:
    """The default profile."""

    data_key_bytes = 32

    def new_pair(self) -> tuple[bytes, bytes]:
        mlkem, x25519 = MLKEM768PrivateKey.generate(), X25519PrivateKey.generate()
        secret = mlkem.private_bytes_raw() + x25519.private_bytes_raw()
        return secret, mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()

    def wrap(self, public: bytes, data_key: bytes, context: bytes) -> bytes:
        mlkem = MLKEM768PublicKey.from_public_bytes(public[:MLKEM_PUBLIC_BYTES])
        x25519 = X25519PublicKey.from_public_bytes(public[MLKEM_PUBLIC_BYTES:])
        return HPKE.encrypt(data_key, MLKEM768X25519PublicKey(mlkem, x25519), info=context)

    def unwrapper(self, secret: bytes) -> "_Secret":
        return _Secret(secret)

    def seal(self, data_key: bytes, clear: bytes, bound: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(data_key).encrypt(nonce, clear, bound)

    def open(self, data_key: bytes, sealed: bytes, bound: bytes) -> bytes:
        if len(sealed) < NONCE_BYTES + TAG_BYTES:
            raise Damaged
        try:
            return AESGCM(data_key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound)
        except InvalidTag:
            raise Damaged from None

    def digest(self, key: bytes, message: bytes) -> bytes:
        mac = hmac.HMAC(key, hashes.SHA256())
        mac.update(message)
        return mac.finalize()


class _Secret:
    def __init__(self, secret: bytes) -> None:
        mlkem = MLKEM768PrivateKey.from_seed_bytes(secret[:SEED_BYTES])
        self._key = MLKEM768X25519PrivateKey(mlkem, X25519PrivateKey.from_private_bytes(secret[SEED_BYTES:]))

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        try:
            return HPKE.decrypt(wrapped, self._key, info=context)
        except (InvalidTag, ValueError):
            raise Damaged from None
