"""Which key store holds the secret halves of the tenants' keys: the settings say."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.conf import settings

from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.vault.providers.file_keystore import FileKeystore
from jieqing.vault.providers.pkcs11_keystore import Pkcs11Keystore


class KeyStore(Protocol):
    """Keeps secret keys by tenant and version, and gives them back; never lists what they are."""

    @property
    def kind(self) -> str: ...

    def keep(self, tenant: UUID, version: int, secret: bytes) -> None: ...

    def fetch(self, tenant: UUID, version: int) -> bytes: ...

    def versions(self, tenant: UUID) -> list[int]: ...

    def check(self) -> None:
        """Raises Refusal where the store can't be used now: no passphrase, a wrong one, no token."""


KINDS: dict[str, Callable[[Path], KeyStore]] = {"file": FileKeystore, "pkcs11": Pkcs11Keystore}


def key_store() -> KeyStore:
    """The key store in use. Raises Refusal where the settings name none."""
    folder, kind = settings.KEY_STORE_DIRECTORY, settings.KEY_STORE
    if not folder or kind not in KINDS:
        raise Refusal(
            "key_store_missing",
            Words("没有配置密钥库。", "No key store is configured."),
            remedy=Words(
                "用 JIEQING_KEYS 指定密钥目录；JIEQING_KEY_STORE 写 file 或 pkcs11。",
                "Name the directory of the keys in JIEQING_KEYS; JIEQING_KEY_STORE is file or pkcs11.",
            ),
            field="JIEQING_KEYS",
            status=503,
        )
    return KINDS[kind](Path(folder))
