"""Where no mail server is set: a demo keeps its mails as files, a house in earnest says that nothing was sent."""

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.filebased import EmailBackend

from jieqing.notices.providers.smtp import NotDelivered


class MailFolder(EmailBackend):
    """Django's mails-as-files, readable by their owner alone: they hold addresses and links that open doors."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        folder = Path(str(settings.MAIL_FOLDER))
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        super().__init__(*args, file_path=folder, **kwargs)  # type: ignore[arg-type]


class NoServer(BaseEmailBackend):
    """Refuses every mail, and says what to set."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:  # noqa: ARG002
        raise NotDelivered("no_server")
