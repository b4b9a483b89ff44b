"""A person at the sign-in pages: fills in forms, reads mails, keeps an authenticator app or a passkey."""

import hashlib
import json
import os
import re
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from django.utils.http import int_to_base36
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from jieqing.identity.factors import Factors
from jieqing.kit.actor import Actor

PASSWORD = "marble kettle sunrise"
JIA = "jia@example.com"


def account(email: str = JIA, *, password: str = PASSWORD, username: str = "") -> Any:
    """An account whose address is verified."""
    user = get_user_model().objects.create_user(username or email.replace("@", "-at-"), email, password)
    if email:
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def one_of(actor: Actor) -> Any:
    """The account of one of the cast, with a password and a verified address."""
    user = get_user_model().objects.get(pk=actor.user_id)
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def app_of(user: Any) -> str:
    """Gives the account an authenticator app; returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def digits(secret: str) -> str:
    """What the app shows now."""
    return f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06}"


def sign_in(client: Client, login: str = JIA, password: str = PASSWORD, *, root: str = "/", **more: str) -> Any:
    return client.post(f"{root}account/sign-in/", {"login": login, "password": password, **more})


def signed_in(user: Any, *, root: str = "/") -> Client:
    """A browser in which that account signed in by password, and with the second step where it has one."""
    client = Client()
    answer = sign_in(client, user.email or user.username, root=root)
    assert answer.status_code == 302, answer.content.decode()
    factor = Authenticator.objects.filter(user=user, type="totp").first()
    if factor:
        answer = client.post("/account/second-factor/code/", {"code": digits(Factors().decrypt(factor.data["secret"]))})
        assert answer.status_code == 302, answer.content.decode()
    assert "_auth_user_id" in client.session
    return client


def code_in_mail() -> str:
    """The code in the latest mail."""
    return re.findall(r"^\d{4}-\d{4}$", mail.outbox[-1].body, re.MULTILINE)[0]


def link_in_mail() -> str:
    """The path of the link in the latest mail."""
    return re.findall(r"https?://[^/\s]+(\S+)", mail.outbox[-1].body)[0]


class SoftKey:
    """A passkey in software (WebAuthn level 2): makes a credential for a site, and signs for it."""

    def __init__(self, site: str = "testserver", origin: str = "") -> None:
        self.site, self.origin = site, origin or f"http://{site}"
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(16)

    def made(self, options: dict[str, Any]) -> str:
        """The answer to `navigator.credentials.create`, as JSON."""
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(Aaguid(bytes(16)), self.id, public)
        data = self._data(AuthenticatorData.FLAG.AT, credential)
        said = self._said("webauthn.create", options)
        return self._answer(
            {"clientDataJSON": said, "attestationObject": AttestationObject.create("none", data, {})},
            clientExtensionResults={"credProps": {"rk": True}},
        )

    def signed(self, options: dict[str, Any], user_id: int) -> str:
        """The answer to `navigator.credentials.get`, as JSON."""
        data, said = self._data(AuthenticatorData.FLAG(0)), self._said("webauthn.get", options)
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        handle = int_to_base36(user_id).encode()
        return self._answer(
            {"clientDataJSON": said, "authenticatorData": data, "signature": signature, "userHandle": handle}
        )

    def _data(self, more: Any, credential: bytes = b"") -> AuthenticatorData:
        seen = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | more
        return AuthenticatorData.create(hashlib.sha256(self.site.encode()).digest(), seen, 1, credential)

    def _said(self, kind: str, options: dict[str, Any]) -> bytes:
        challenge = websafe_decode(options["publicKey"]["challenge"])
        return bytes(CollectedClientData.create(kind, challenge, self.origin))

    def _answer(self, response: dict[str, bytes], **more: Any) -> str:
        own = websafe_encode(self.id)
        answer = {"id": own, "rawId": own, "type": "public-key", "clientExtensionResults": {}, **more}
        answer["response"] = {key: websafe_encode(bytes(value)) for key, value in response.items()}
        return json.dumps(answer)
