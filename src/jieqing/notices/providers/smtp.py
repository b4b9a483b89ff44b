"""Hands a letter to the mail server that Django's settings name; tells in our own words what went wrong."""

import re
import smtplib
import socket
import ssl
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

from jieqing.kit.refusal import Refusal
from jieqing.notices.figures import MAILS
from jieqing.notices.rules.catalogue import mail_failures
from jieqing.notices.rules.letters import Letter

LONGEST_SAID = 200
SERVICE_UNAVAILABLE, LASTING = 503, 422


class NotDelivered(Refusal):
    """The letter did not go out. `said`: what the server said, without addresses; status 503: try again later."""

    def __init__(self, failure: str, said: str = "") -> None:
        why = mail_failures()[failure]
        super().__init__(
            failure,
            why.words.filled(host=settings.EMAIL_HOST, port=settings.EMAIL_PORT),
            remedy=why.remedy,
            field="mail",
            status=LASTING if why.is_lasting else SERVICE_UNAVAILABLE,
        )
        self.said, self.is_lasting = said, why.is_lasting


def deliver(letter: Letter) -> None:
    """Sends the letter; raises NotDelivered. Call it outside any transaction: a server may take its time.

    Delivered twice (the process was killed before it could note the first), it is the same letter by its Message-ID.
    """
    if not letter.to:  # Django would send to nobody, and say nothing
        raise NotDelivered("address_unusable")
    site = urlsplit(settings.PUBLIC_URL).hostname
    headers = {"Message-ID": f"<{letter.id}@{site}>", "Auto-Submitted": "auto-generated"}
    if letter.settings_url:
        headers["List-Unsubscribe"] = f"<{letter.settings_url}>"
    message = EmailMessage(letter.subject, letter.body, to=[letter.to], headers=headers)
    try:
        message.send()
    except (smtplib.SMTPException, OSError, ValueError, UnicodeError) as error:
        MAILS.labels(_failure(error)).inc()
        raise NotDelivered(_failure(error), _said(error)) from None
    MAILS.labels("sent").inc()


def _failure(error: Exception) -> str:
    """The id of the failure in data/mail_failures.yaml."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _said in error.recipients.values()]
        return "server_busy" if codes and all(400 <= code < 500 for code in codes) else "recipient_refused"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "sign_in_refused"
    if isinstance(error, smtplib.SMTPResponseException) and 400 <= error.smtp_code < 500:
        return "server_busy"
    for kind, failure in _BY_KIND:
        if isinstance(error, kind):
            return failure
    return "server_unreachable"


# The first that fits: most are kinds of OSError.
_BY_KIND: tuple[tuple[type[Exception], str], ...] = (
    (smtplib.SMTPSenderRefused, "sender_refused"),
    (smtplib.SMTPDataError, "message_refused"),
    (smtplib.SMTPNotSupportedError, "tls_missing"),
    (smtplib.SMTPServerDisconnected, "server_hung_up"),
    (smtplib.SMTPException, "server_refused"),
    (ssl.SSLError, "tls_failed"),
    (socket.gaierror, "server_name_unknown"),
    (TimeoutError, "server_silent"),
    (ConnectionRefusedError, "server_unreachable"),
    (ConnectionError, "server_hung_up"),
    (OSError, "server_unreachable"),
    (ValueError, "address_unusable"),  # BadHeaderError, UnicodeError
)


def _said(error: Exception) -> str:
    """The server's own words on one line, without anything that looks like an address."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        parts = [f"{code} {_text(said)}" for code, said in error.recipients.values()]
    elif isinstance(error, smtplib.SMTPResponseException):
        parts = [f"{error.smtp_code} {_text(error.smtp_error)}"]
    else:
        return ""
    line = " ".join(re.sub(r"\S*@\S*", "…@…", " ".join(parts)).split())
    return "".join(character for character in line if character.isprintable())[:LONGEST_SAID]


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
