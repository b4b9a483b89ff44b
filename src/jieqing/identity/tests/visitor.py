"""A person at the sign-in pages: fills in forms, reads mails, keeps an authenticator app."""

import re
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client

PASSWORD = "marble kettle sunrise"
JIA = "jia@example.com"


def account(email: str = JIA, *, password: str = PASSWORD, username: str = "") -> Any:
    """An account whose address is verified."""
    user = get_user_model().objects.create_user(username or email.replace("@", "-at-"), email, password)
    if email:
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
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
        from jieqing.identity.factors import Factors

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
