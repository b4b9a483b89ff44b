"""A real mail server on a free port, which keeps what it takes, and can be told to be difficult."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import override_settings


def free_port() -> int:
    """A port of this machine that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Postbox:
    """`mails` in the order they came. `refuses`: the answer to a recipient; `waits_s`: before each yes."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.begun = 0
        self.refuses = ""
        self.waits_s = 0.0
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    @property
    def port(self) -> int:
        return self.controller.port

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.begun += 1
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        await asyncio.sleep(self.waits_s)
        return "250 taken"


@contextmanager
def postbox() -> Iterator[Postbox]:
    """A server that runs, and Django's settings that name it."""
    box = Postbox()
    box.controller.start()
    try:
        with served_by(box.port):
            yield box
    finally:
        box.controller.stop()


def served_by(port: int) -> override_settings:
    """Settings under which mails go to that port of this machine."""
    return override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        EMAIL_TIMEOUT=5,
        DEFAULT_FROM_EMAIL="jieqing@jieqing.example",
        PUBLIC_URL="https://jieqing.example",
    )
