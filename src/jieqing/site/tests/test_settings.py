"""Headers, languages and limits hold as set; a deployment behind TLS passes Django's own examination."""

import os
import subprocess
import sys

import pytest
from django.test import Client

EXAMINE = """
from django.core.management import execute_from_command_line
execute_from_command_line(["manage", "check", "--deploy", "--fail-level", "WARNING"])
"""


def _examined(**environment: str) -> "subprocess.CompletedProcess[str]":
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "jieqing.site.settings", "JIEQING_SECRET_KEY": "0123456789" * 6}
    return subprocess.run(
        [sys.executable, "-c", EXAMINE], env=env | environment, capture_output=True, text=True, check=False
    )


def test_a_deployment_behind_tls_passes_the_examination() -> None:
    told = _examined(JIEQING_HTTPS="1", JIEQING_HOSTS="jieqing.example")
    assert told.returncode == 0, told.stderr


def test_the_examination_fails_without_tls() -> None:
    assert "SECURE_HSTS_SECONDS" in _examined(JIEQING_HTTPS="0").stderr


@pytest.mark.django_db
def test_pages_allow_nothing_from_elsewhere_and_no_inline_script(client: Client) -> None:
    policy = client.get("/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "language"), [("/", "zh-Hans"), ("/en/", "en")])
def test_the_address_alone_decides_the_language(client: Client, path: str, language: str) -> None:
    page = client.get(path, headers={"Accept-Language": "fr, en;q=0.9, zh;q=0.1"}).content.decode()
    assert f'<html lang="{language}">' in page


@pytest.mark.django_db
def test_a_page_leads_to_itself_in_the_other_language(client: Client) -> None:
    there = client.get("/account/sign-in/?next=/operator/").content.decode()
    assert 'href="/en/account/sign-in/?next=/operator/"' in there
    assert 'href="/account/sign-in/"' in client.get("/en/account/sign-in/").content.decode()


def test_the_style_sheet_is_served_from_the_installed_package(client: Client) -> None:
    answer = client.get("/static/site/look.css")
    assert (answer.status_code, answer["Content-Type"]) == (200, 'text/css; charset="utf-8"')


def test_an_unknown_host_name_is_not_answered(client: Client) -> None:
    assert client.get("/healthz", headers={"Host": "elsewhere.example"}).status_code == 400
