"""SM4-GCM (GB/T 32907, 36624), SM2 public-key encryption (GB/T 32918.4), HMAC-SM3 (GB/T 32905). Not certified.

SM4, GCM and SM3 are OpenSSL's, by `cryptography`. SM2 is gmalglib's where it is installed (`jieqing[sm]`: from
source, with a C compiler), else gmalg's: by the same author in Python, some 50 times slower. Each opens what the other
wrapped.
"""

import hmac as constant_time
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from gmalg.errors import GMError

from jieqing.vault.ciphers.damaged import Damaged

try:
    from gmalglib.sm2 import SM2
except ImportError:
    from gmalg import SM2

DATA_KEY_BYTES = 16
NONCE_BYTES, TAG_BYTES, DIGEST_BYTES = 12, 16, 32
WRAPPED_LEAST = 65 + 32 + DIGEST_BYTES + DATA_KEY_BYTES  # point, SM2's own digest, ours of the context, a key


class ShangMi:
    """The profile for those who need Chinese commercial cryptography."""

    data_key_bytes = DATA_KEY_BYTES

    def new_pair(self) -> tuple[bytes, bytes]:
        secret, public = SM2().generate_keypair()
        return secret, public

    def wrap(self, public: bytes, data_key: bytes, context: bytes) -> bytes:
        # SM2 encryption knows no associated data: the context's digest travels inside, under SM2's own integrity check.
        wrapped: bytes = SM2(pk=public).encrypt(_sm3(context) + data_key)
        return wrapped

    def unwrapper(self, secret: bytes) -> "_Secret":
        return _Secret(secret)

    def seal(self, data_key: bytes, clear: bytes, bound: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        cipher = Cipher(algorithms.SM4(data_key), modes.GCM(nonce)).encryptor()
        cipher.authenticate_additional_data(bound)
        return nonce + cipher.update(clear) + cipher.finalize() + cipher.tag

    def open(self, data_key: bytes, sealed: bytes, bound: bytes) -> bytes:
        if len(sealed) < NONCE_BYTES + TAG_BYTES:
            raise Damaged
        nonce, tag = sealed[:NONCE_BYTES], sealed[-TAG_BYTES:]
        cipher = Cipher(algorithms.SM4(data_key), modes.GCM(nonce, tag)).decryptor()
        cipher.authenticate_additional_data(bound)
        try:
            return cipher.update(sealed[NONCE_BYTES:-TAG_BYTES]) + cipher.finalize()
        except InvalidTag:
            raise Damaged from None

    def digest(self, key: bytes, message: bytes) -> bytes:
        mac = hmac.HMAC(key, hashes.SM3())
        mac.update(message)
        return mac.finalize()


class _Secret:
    def __init__(self, secret: bytes) -> None:
        self._key = SM2(secret)

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        if len(wrapped) < WRAPPED_LEAST:  # gmalglib asks for absurd memory on shorter input
            raise Damaged
        try:
            clear: bytes = self._key.decrypt(wrapped)
        except (ValueError, GMError):
            raise Damaged from None
        if not constant_time.compare_digest(clear[:DIGEST_BYTES], _sm3(context)):
            raise Damaged
        return clear[DIGEST_BYTES:]


def _sm3(message: bytes) -> bytes:
    digest = hashes.Hash(hashes.SM3())
    digest.update(message)
    return digest.finalize()
