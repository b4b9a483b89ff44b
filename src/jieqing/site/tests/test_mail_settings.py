"""The environment names the mail server; what cannot be is refused at the start, with what to set."""

import pytest

from jieqing.kit.refusal import Refusal
from jieqing.site.mail_settings import MailServer, mail_server, public_url

SMTP = "django.core.mail.backends.smtp.EmailBackend"
URL = {"JIEQING_URL": "https://jieqing.example"}


@pytest.mark.parametrize(
    ("address", "server"),
    [
        (
            "smtp://post%40jieqing.example:p%2Fw@mail.example",
            MailServer(SMTP, "mail.example", 587, "post@jieqing.example", "p/w", True, False, "post@jieqing.example"),
        ),
        (
            "smtps://post:pw@mail.example:4465",
            MailServer(SMTP, "mail.example", 4465, "post", "pw", False, True, "jieqing@jieqing.example"),
        ),
        ("smtp+plain://localhost", MailServer(SMTP, "localhost", 25, "", "", False, False, "jieqing@jieqing.example")),
    ],
)
def test_a_server_is_read_from_its_address(address, server):
    assert mail_server(URL | {"JIEQING_SMTP_URL": address}, is_demo=False) == server


def test_the_sender_can_be_named():
    named = URL | {"JIEQING_SMTP_URL": "smtp://mail.example", "JIEQING_MAIL_FROM": "a@jieqing.example"}
    assert mail_server(named, is_demo=False).sender == "a@jieqing.example"


@pytest.mark.parametrize("address", ["mail.example", "http://mail.example", "smtp://", "smtp://mail.example:post"])
def test_an_address_that_names_no_server_is_refused(address):
    with pytest.raises(Refusal) as refused:
        mail_server(URL | {"JIEQING_SMTP_URL": address}, is_demo=False)
    assert (refused.value.code, refused.value.field) == ("smtp_url_unreadable", "JIEQING_SMTP_URL")


def test_without_a_server_a_demo_keeps_files_and_a_house_in_earnest_sends_nothing():
    assert mail_server({}, is_demo=True).backend.endswith(".MailFolder")
    assert mail_server({}, is_demo=False).backend.endswith(".NoServer")
    assert public_url({}) == "http://localhost:8000"


@pytest.mark.parametrize(
    "url", ["", "jieqing.example", "ftp://jieqing.example", "https://jieqing.example/x", "https://", "https://a:b"]
)
def test_a_server_needs_a_public_address_for_the_links(url):
    environ = {"JIEQING_SMTP_URL": "smtp://mail.example", "JIEQING_URL": url}
    with pytest.raises(Refusal) as refused:
        public_url(environ)
    assert refused.value.field == "JIEQING_URL"


def test_a_public_address_loses_its_last_slash():
    assert public_url({"JIEQING_URL": "https://jieqing.example:8443/"}) == "https://jieqing.example:8443"
