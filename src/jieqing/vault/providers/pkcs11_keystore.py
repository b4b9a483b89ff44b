"""The key store with a token (PKCS #11): the master key is made in the token and never leaves it.

    JIEQING_PKCS11_MODULE   path of the token's library      JIEQING_PKCS11_TOKEN   label of the token
    JIEQING_PKCS11_PIN      the user's PIN                   (the key: label jieqing-master, AES-256, not extractable)

The tenants' keys are files as in file_keystore, encrypted by the token with AES-256-GCM. Needs the extra
`jieqing[pkcs11]`. Tested with SoftHSM 2.6.
"""

import os
import threading
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.vault.ciphers.damaged import Damaged
from jieqing.vault.providers import key_files

LABEL = "jieqing-master"
NONCE_BYTES, TAG_BYTES = 12, 16
SETTINGS = ("JIEQING_PKCS11_MODULE", "JIEQING_PKCS11_TOKEN", "JIEQING_PKCS11_PIN")


@dataclass(frozen=True, slots=True)
class Pkcs11Keystore:
    """Keys in files under `folder`, whose master key is in a token. Raises Refusal where the token is not usable."""

    folder: Path
    kind: str = "pkcs11"

    def keep(self, tenant: UUID, version: int, secret: bytes) -> None:
        """Stores the secret half of a version, durably, before it returns."""
        key_files.keep(self.folder, _token(), tenant, version, secret)

    def fetch(self, tenant: UUID, version: int) -> bytes:
        """The secret half of a version."""
        return key_files.fetch(self.folder, _token(), tenant, version)

    def versions(self, tenant: UUID) -> list[int]:
        """The versions that are kept, in order."""
        return key_files.versions(self.folder, tenant)

    def check(self) -> None:
        """Raises Refusal where the token is not usable."""
        _token()


class _Token:
    """An open session with the token; one operation at a time, as PKCS #11 wants it."""

    def __init__(self, pkcs11: Any, session: Any, key: Any) -> None:
        self._pkcs11, self._session, self._key, self._turn = pkcs11, session, key, threading.Lock()

    def seal(self, clear: bytes, bound: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        with self._turn:
            sealed: bytes = self._key.encrypt(clear, **self._gcm(nonce, bound))
        return nonce + sealed

    def open(self, sealed: bytes, bound: bytes) -> bytes:
        if len(sealed) < NONCE_BYTES + TAG_BYTES:
            raise Damaged
        with self._turn:
            try:
                clear: bytes = self._key.decrypt(sealed[NONCE_BYTES:], **self._gcm(sealed[:NONCE_BYTES], bound))
            except self._pkcs11.PKCS11Error:  # tokens differ in which of the errors they give for a wrong tag
                raise Damaged from None
        return clear

    def _gcm(self, nonce: bytes, bound: bytes) -> dict[str, Any]:
        lib = self._pkcs11
        return {"mechanism": lib.Mechanism.AES_GCM, "mechanism_param": lib.GCMParams(nonce, bound)}


_sessions: dict[tuple[int, str, str], _Token] = {}
_opening = threading.Lock()


def _token() -> _Token:
    """The session of this process: a session does not survive a fork, so it is kept by process id."""
    module, label, pin = (os.environ.get(name, "") for name in SETTINGS)
    if not (module and label and pin):
        raise _not_usable("JIEQING_PKCS11_*")
    with _opening:
        found = _sessions.get((os.getpid(), module, label))
        if found is None:
            found = _sessions[(os.getpid(), module, label)] = _open(module, label, pin)
    return found


def _open(module: str, label: str, pin: str) -> _Token:
    try:
        pkcs11 = import_module("pkcs11")
    except ImportError:
        raise _not_usable("jieqing[pkcs11]") from None
    try:
        session = pkcs11.lib(module).get_token(token_label=label).open(user_pin=pin, rw=True)
        wanted = {pkcs11.Attribute.LABEL: LABEL, pkcs11.Attribute.CLASS: pkcs11.ObjectClass.SECRET_KEY}
        found = list(session.get_objects(wanted))
        key = found[0] if found else _made(session, pkcs11)
    except (pkcs11.PKCS11Error, RuntimeError) as error:  # RuntimeError: the library can't be loaded
        raise _not_usable(type(error).__name__) from error
    return _Token(pkcs11, session, key)


def _made(session: Any, pkcs11: Any) -> Any:
    hidden = {pkcs11.Attribute.SENSITIVE: True, pkcs11.Attribute.EXTRACTABLE: False}
    return session.generate_key(pkcs11.KeyType.AES, 256, label=LABEL, store=True, template=hidden)


def _not_usable(why: str) -> Refusal:
    return Refusal(
        "key_token_not_usable",
        Words("密钥令牌用不了：{why}。", "The key token cannot be used: {why}.").filled(why=why),
        remedy=Words(
            "设好 JIEQING_PKCS11_MODULE、JIEQING_PKCS11_TOKEN、JIEQING_PKCS11_PIN，装上 jieqing[pkcs11]，插好令牌。",
            "Set JIEQING_PKCS11_MODULE, JIEQING_PKCS11_TOKEN and JIEQING_PKCS11_PIN, install jieqing[pkcs11], and "
            "connect the token.",
        ),
        field="JIEQING_PKCS11_MODULE",
        status=503,
    )
