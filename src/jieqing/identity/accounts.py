"""How allauth keeps accounts here: its words, its mails, its random account names, its limits, what is recorded."""

import secrets
import smtplib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth.hashers import make_password
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from jieqing.identity import traces
from jieqing.identity.spoken import messages, spoken
from jieqing.kit import clock
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

MAIL_STUCK = Refusal(
    "mail_not_sent",
    Words("邮件没能发出去。", "The mail could not be sent."),
    remedy=Words(
        "过几分钟再试；还是不行，请告诉运营方。", "Try again in a few minutes; if it fails again, tell the operator."
    ),
    status=503,
)


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """ACCOUNT_ADAPTER."""

    error_messages = DefaultAccountAdapter.error_messages | {key: spoken(words) for key, words in messages().items()}

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """A random name: nobody can read a person from it, or guess it."""
        user.username = user.username or secrets.token_hex(16)

    def get_login_stages(self) -> list[str]:
        return ["jieqing.identity.stages.VerifyAddress", "allauth.mfa.stages.AuthenticateStage"]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Asked again before what is delicate, unless one has signed in within the last five minutes."""
        if not super().is_reauthentication_required(app=app, **kwargs):
            return False
        records = get_authentication_records(self.request, self.request.user)
        latest = max((float(record["at"]) for record in records), default=0.0)
        return bool(clock.now().timestamp() - latest > REAUTHENTICATION_TIMEOUT)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_home")

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        if kwargs.get("signup"):  # a password was chosen a moment ago: that is as good as having typed it
            record_authentication(request, user, method="password")
        traces.signed_in(user.pk)
        answer: HttpResponse = super().post_login(request, user, **kwargs)
        return answer

    def send_account_already_exists_mail(self, email: str) -> None:
        make_password(secrets.token_hex())  # a new account costs one digest: no difference that a stopwatch could see
        super().send_account_already_exists_mail(email)

    def render_mail(
        self, template_prefix: str, email: str | list[str], context: dict[str, Any], headers: Any = None
    ) -> EmailMessage:
        """One plain text, in the language of the page that asked for it."""
        subject = render_to_string(f"{template_prefix}_subject.txt", context, self.request)
        body = render_to_string(f"{template_prefix}_message.txt", context, self.request)
        to = [email] if isinstance(email, str) else email
        return EmailMessage(" ".join(subject.split()), body.strip() + "\n", self.get_from_email(), to, headers=headers)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        try:
            super().send_mail(template_prefix, email, context)
        except (smtplib.SMTPException, OSError) as stuck:
            traces.log.error("mail not sent kind=%s template=%s", type(stuck).__name__, template_prefix)
            raise MAIL_STUCK from None

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Word of a change that stands already: a mail that cannot be sent must not undo or hide it."""
        try:
            super().send_notification_mail(*args, **kwargs)
        except Refusal as stuck:
            traces.log.error("notification not sent code=%s", stuck.code)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Counts by account alone: allauth adds the Host header, whose port anybody may vary to be counted anew."""
        return str(credentials.get("email") or credentials.get("username") or "").lower()
