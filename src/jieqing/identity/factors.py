"""How allauth keeps second factors here: secrets sealed in the database, our name on passkeys, our words."""

import base64
import os
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

from jieqing.identity.spoken import messages, page_language, spoken
from jieqing.kit.words import Words

SITE_NAME = "结清 Jieqing"
NONCE_BYTES = 12
KEY_USE = b"jieqing.identity second factors"


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    """MFA_ADAPTER."""

    error_messages = DefaultMFAAdapter.error_messages | {key: spoken(words) for key, words in messages().items()}

    def encrypt(self, text: str) -> str:
        """AES-256-GCM under a key drawn from JIEQING_SECRET_KEY: a copy of the database alone opens no account."""
        nonce = os.urandom(NONCE_BYTES)
        return base64.b64encode(nonce + AESGCM(_key(settings.SECRET_KEY)).encrypt(nonce, text.encode(), None)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Tries the present key, then those that were in use before it; ValueError if none opens it."""
        sealed = base64.b64decode(encrypted_text)
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            try:
                return AESGCM(_key(secret)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None).decode()
            except InvalidTag:
                continue
        raise ValueError("no key opens this factor: JIEQING_SECRET_KEY was changed without keeping the former one")

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return Words("通行密钥 {n}", "Passkey {n}").filled(n=number).to(page_language())

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": SITE_NAME}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """A random account name would tell nobody which passkey this is: the address does."""
        shown = self._get_user_identifier(user)
        return {**super().get_public_key_credential_user_entity(user), "name": shown, "display_name": shown}


def _key(secret: str | bytes) -> bytes:
    return HKDF(hashes.SHA256(), length=32, salt=None, info=KEY_USE).derive(force_bytes(secret))
