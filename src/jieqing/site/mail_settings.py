"""Which server takes our mails, and under which address this site is known, as the environment says.

JIEQING_SMTP_URL    smtp://user:password@host:587 (STARTTLS), smtps://…:465 (TLS from the start), or smtp+plain://
                    for a server on this machine; special characters are written as in any address (%40 for @)
JIEQING_URL         this site's public address, e.g. https://jieqing.example: links in mails begin with it
JIEQING_MAIL_FROM   the sender; without it, the user name if that is an address, else jieqing@<host of JIEQING_URL>
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
LOCAL_URL = "http://localhost:8000"


@dataclass(frozen=True, slots=True)
class MailServer:
    """What Django's EMAIL_* settings are made of; `backend` says how mails leave, or that none do."""

    backend: str
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    is_starttls: bool = False
    is_tls: bool = False
    sender: str = "jieqing@localhost"


def public_url(environ: Mapping[str, str]) -> str:
    """This site's address without a slash at the end; raises Refusal for what is none, and for none beside a server."""
    given = environ.get("JIEQING_URL", "")
    if not given:
        if environ.get("JIEQING_SMTP_URL"):
            raise _no_public_url()
        return LOCAL_URL
    parts = _split(given)
    if parts is None or parts.scheme not in ("http", "https") or parts.path not in ("", "/") or parts.query:
        raise _no_public_url()
    return f"{parts.scheme}://{parts.netloc}"


def mail_server(environ: Mapping[str, str], *, is_demo: bool) -> MailServer:
    """The server of JIEQING_SMTP_URL; without one, a demo's folder, else none. Raises Refusal for an unreadable one."""
    given = environ.get("JIEQING_SMTP_URL", "")
    if not given:
        where = "MailFolder" if is_demo else "NoServer"
        return MailServer(f"jieqing.notices.providers.mail_folder.{where}")
    parts = _split(given)
    if parts is None or parts.scheme not in PORTS:
        raise _smtp_url_unreadable()
    user, site = unquote(parts.username or ""), urlsplit(public_url(environ)).hostname
    return MailServer(
        "django.core.mail.backends.smtp.EmailBackend",
        host=parts.hostname or "",
        port=parts.port or PORTS[parts.scheme],
        user=user,
        password=unquote(parts.password or ""),
        is_starttls=parts.scheme == "smtp",
        is_tls=parts.scheme == "smtps",
        sender=environ.get("JIEQING_MAIL_FROM") or (user if "@" in user else f"jieqing@{site}"),
    )


def _split(address: str) -> SplitResult | None:
    """The parts of an address with a host; None for what has none, or no number as its port."""
    try:
        parts = urlsplit(address)
        _is_a_number = parts.port
    except ValueError:
        return None
    return parts if parts.hostname else None


def _no_public_url() -> Refusal:
    return Refusal(
        "public_address_missing",
        Words(
            "没有设置本站对外的地址，邮件里的链接没法写。",
            "This site's public address, which links in mails need, is not set.",
        ),
        remedy=Words(
            "把 JIEQING_URL 设成如 https://jieqing.example 的地址（只到主机名和端口）。",
            "Set JIEQING_URL to an address such as https://jieqing.example (host and port alone).",
        ),
        field="JIEQING_URL",
    )


def _smtp_url_unreadable() -> Refusal:
    return Refusal(
        "smtp_url_unreadable",
        Words("JIEQING_SMTP_URL 读不懂。", "JIEQING_SMTP_URL cannot be read."),
        remedy=Words(
            "写成 smtp://用户:密码@主机:587 或 smtps://用户:密码@主机:465，特殊字符写成 %40 这样。",
            "Write smtp://user:password@host:587 or smtps://user:password@host:465, special characters as %40.",
        ),
        field="JIEQING_SMTP_URL",
    )
