"""The client against true servers: our demo's own page, and OpenSSL's authority (skipped, saying so, without it)."""

import shutil
import subprocess
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from cryptography import x509

from jieqing.evidence.anchors import demo_authority
from jieqing.evidence.anchors.authorities import configured
from jieqing.evidence.anchors.shapes import NotAnchored
from jieqing.evidence.anchors.tests.test_posting import said, server
from jieqing_verify.timestamp import verify_timestamp

OPENSSL = shutil.which("openssl")
TEXT = b"log.jieqing.example/1\n100\nAAAA\n"
CONFIGURATION = """
[tsa]
default_tsa = here
[here]
serial = serial
crypto_device = builtin
signer_cert = tsa.pem
signer_key = tsa.key
certs = root.pem
signer_digest = sha256
default_policy = 2.999.1
digests = sha256
tsa_name = yes
ess_cert_id_chain = yes
ess_cert_id_alg = sha256
"""


@pytest.mark.django_db(transaction=True)
def test_the_demo_is_asked_at_its_own_address(live_server: object, settings: object, tmp_path: Path) -> None:
    settings.IS_DEMO, settings.DEMO_TSA = True, str(tmp_path / "demo_tsa.pem")
    named = {"JIEQING_DEMO": "1", "JIEQING_DEMO_TSA": settings.DEMO_TSA, "JIEQING_URL": live_server.url}
    (authority,) = configured(named)
    assert verify_timestamp(authority.anchor(TEXT, 100, bytes(32)), TEXT).authority == demo_authority.NAME
    settings.IS_DEMO = False
    with pytest.raises(NotAnchored) as caught:
        authority.anchor(TEXT, 100, bytes(32))
    assert caught.value.code == "tsa_http:404"


def openssl(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([str(OPENSSL), *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """A folder with a root and an authority of OpenSSL's."""
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384", "-nodes"]
    root = ["-keyout", "root.key", "-out", "root.pem", "-subj", "/CN=A root", "-days", "30"]
    openssl(tmp_path, "req", "-x509", *key, *root, "-addext", "basicConstraints=critical,CA:TRUE")
    openssl(tmp_path, "req", *key, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=An authority")
    (tmp_path / "usage").write_text("extendedKeyUsage=critical,timeStamping\n")
    by = ["-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "30", "-extfile", "usage"]
    openssl(tmp_path, "x509", "-req", "-in", "tsa.csr", "-out", "tsa.pem", *by)
    (tmp_path / "serial").write_text("0A\n")
    (tmp_path / "ts.cnf").write_text(CONFIGURATION)
    return tmp_path


@pytest.mark.skipif(OPENSSL is None, reason="openssl is not installed here")
def test_the_authority_of_openssl_attests_and_openssl_agrees(authority: Path) -> None:
    def answer(handler: BaseHTTPRequestHandler, query: bytes) -> None:
        (authority / "query").write_bytes(query)
        openssl(authority, "ts", "-reply", "-config", "ts.cnf", "-queryfile", "query", "-out", "reply")
        said(body=(authority / "reply").read_bytes())(handler, query)

    with server(answer) as address:
        (asked,) = configured({"JIEQING_TSA": address, "JIEQING_TSA_ROOTS": str(authority / "root.pem")})
        receipt = asked.anchor(TEXT, 100, bytes(32))
    root = x509.load_pem_x509_certificate((authority / "root.pem").read_bytes())
    assert verify_timestamp(receipt, TEXT, [root]).authority == "An authority"
    (authority / "text").write_bytes(TEXT)
    (authority / "kept").write_bytes(receipt)
    told = openssl(authority, "ts", "-verify", "-data", "text", "-in", "kept", "-CAfile", "root.pem")
    assert b"Verification: OK" in told.stdout
