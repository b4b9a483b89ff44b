"""OpenSSL's own authority and ours understand one another. Skipped, saying so, where there is no `openssl`."""

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from verifier.tests.authorities import Root

from jieqing_verify import Wrong
from jieqing_verify.timestamp import verify_timestamp

OPENSSL = shutil.which("openssl")
pytestmark = pytest.mark.skipif(OPENSSL is None, reason="openssl is not installed here")
MESSAGE = b"jieqing.example/log\n100\nAAAA\n"
KEYS = {
    "rsa": ("rsa", "rsa_keygen_bits:2048"),
    "p256": ("ec", "ec_paramgen_curve:P-256"),
    "p384": ("ec", "ec_paramgen_curve:P-384"),
}
CONFIGURATION = """
[tsa]
default_tsa = here
[here]
serial = serial
crypto_device = builtin
signer_cert = tsa.pem
signer_key = tsa.key
certs = root.pem
signer_digest = {hash}
default_policy = 2.999.1
digests = sha256, sha384, sha512
accuracy = secs:1, millisecs:500
ordering = yes
tsa_name = yes
ess_cert_id_chain = yes
ess_cert_id_alg = {pin}
"""


def openssl(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([str(OPENSSL), *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module", params=KEYS)
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a root, an authority certified by it, and the message."""
    folder, (kind, size) = tmp_path_factory.mktemp("tsa"), KEYS[request.param]
    key = ["-newkey", kind, "-pkeyopt", size, "-nodes"]
    root = ["-keyout", "root.key", "-out", "root.pem", "-subj", "/CN=A root", "-days", "3650"]
    openssl(folder, "req", "-x509", *key, *root, "-addext", "basicConstraints=critical,CA:TRUE")
    openssl(folder, "req", *key, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/C=CN/CN=An authority")
    (folder / "usage").write_text("extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n")
    by = ["-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "365", "-extfile", "usage"]
    openssl(folder, "x509", "-req", "-in", "tsa.csr", "-out", "tsa.pem", *by)
    (folder / "message").write_bytes(MESSAGE)
    (folder / "serial").write_text("0A\n")
    return folder


def stamped(place: Path, *, digest: str = "sha256", signed: str = "sha256", pin: str = "sha256") -> bytes:
    """OpenSSL's reply to OpenSSL's request."""
    (place / "ts.cnf").write_text(CONFIGURATION.format(hash=signed, pin=pin))
    openssl(place, "ts", "-query", "-data", "message", f"-{digest}", "-cert", "-out", "query")
    openssl(place, "ts", "-reply", "-config", "ts.cnf", "-queryfile", "query", "-out", "reply")
    return (place / "reply").read_bytes()


def root_of(place: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate((place / "root.pem").read_bytes())


@pytest.mark.parametrize(
    ("digest", "signed"),
    [("sha256", "sha256"), ("sha384", "sha512"), ("sha512", "sha384")],
    ids=["256", "384 by 512", "512 by 384"],
)
def test_a_stamp_of_openssl_holds_with_its_chain_enclosed(place: Path, digest: str, signed: str) -> None:
    found = verify_timestamp(stamped(place, digest=digest, signed=signed), MESSAGE, [root_of(place)])
    assert (found.authority, found.policy, found.is_rooted) == ("An authority", "2.999.1", True)
    assert abs(found.at - datetime.now(UTC)) < timedelta(minutes=5)
    assert found.accuracy == timedelta(milliseconds=1500)


def test_a_stamp_that_pins_its_certificate_by_sha1_holds(place: Path) -> None:
    """The attribute of RFC 2634 knows no other hash; whoever could forge it still lacks the key."""
    assert verify_timestamp(stamped(place, pin="sha1"), MESSAGE, [root_of(place)]).is_rooted


def test_a_bare_token_of_openssl_holds(place: Path) -> None:
    stamped(place)
    openssl(place, "ts", "-reply", "-in", "reply", "-token_out", "-out", "token")
    assert verify_timestamp((place / "token").read_bytes(), MESSAGE, [root_of(place)]).is_rooted


def test_a_stamp_of_openssl_over_another_message_is_refused(place: Path) -> None:
    with pytest.raises(Wrong) as caught:
        verify_timestamp(stamped(place), MESSAGE + b"1\n")
    assert caught.value.code == "timestamp_other_message"


def test_every_octet_of_a_stamp_of_openssl_is_read_without_a_crash(place: Path) -> None:
    reply = stamped(place)
    whole, refused = verify_timestamp(reply, MESSAGE), 0
    for at in range(len(reply)):
        flipped = reply[:at] + bytes([reply[at] ^ 0x10]) + reply[at + 1 :]
        try:
            assert verify_timestamp(flipped, MESSAGE) == whole  # in the enclosed root, which was not asked about
        except Wrong:
            refused += 1
    assert refused > len(reply) / 2


def test_openssl_verifies_what_our_maker_of_stamps_makes(place: Path) -> None:
    root = Root()
    for kind in ("p256", "p384", "rsa2048"):
        tsa = root.authority(kind, hash_name="sha384")
        openssl(place, "ts", "-query", "-data", "message", "-sha512", "-cert", "-out", "query")
        reply = tsa.answer((place / "query").read_bytes(), datetime.now(UTC), 7)
        (place / "ours").write_bytes(reply)
        (place / "ours.pem").write_bytes(root.certificate.public_bytes(Encoding.PEM))
        told = openssl(place, "ts", "-verify", "-queryfile", "query", "-in", "ours", "-CAfile", "ours.pem")
        assert b"Verification: OK" in told.stdout
        assert verify_timestamp(reply, MESSAGE, [root.certificate]).serial == 7
