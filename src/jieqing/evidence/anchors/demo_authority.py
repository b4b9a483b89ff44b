"""A time-stamping authority for demos, invented, and saying so in its own certificate.

Its replies are real RFC 3161, so that a demo shows what happens with a true one; they prove nothing, for it stands in
the same house as the log. The key is made at first use; who certified it was thrown away.
"""

import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from jieqing.evidence.anchors.tsa import TimeStamping
from jieqing.kit import clock
from jieqing_verify.stamping import Stamper

NAME = "演示时间戳机构（虚构）Demo TSA (invented)"
ROOT_NAME = "演示根证书（虚构）Demo root (invented)"
ORGANISATION = "证明不了任何事 Proves nothing"
POLICY = "2.999.3161"  # 2.999: the branch of the tree of object identifiers that is kept for examples
SERIAL_BITS = 120
YEARS = timedelta(days=3653)


def answer(request: bytes, path: Path, now: datetime) -> bytes:
    """The reply to a request, dated `now`: a stamp, or a refusal that says why (TimeStampResp, DER)."""
    return stamper(path, now).answer(request, now, secrets.randbits(SERIAL_BITS))


def here(path: Path) -> TimeStamping:
    """The same authority asked without a network, within this process."""
    root = stamper(path, clock.now()).enclosed[0]
    return TimeStamping(NAME, lambda request: answer(request, path, clock.now()), [root])


def stamper(path: Path, now: datetime) -> Stamper:
    """The authority whose key and certificates lie in that file (PEM, mode 0600); made, if there is none."""
    if not path.exists():
        _make(path, now)
    octets = path.read_bytes()
    key = load_pem_private_key(octets, None)
    certificate, root = x509.load_pem_x509_certificates(octets)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("not the key of a demo authority")
    return Stamper(key, certificate, POLICY, (root,))


def _make(path: Path, now: datetime) -> None:
    """Of several processes that make one at once, the first wins."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(_made(now))
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def _made(now: datetime) -> bytes:
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = (
        _builder(ROOT_NAME, ROOT_NAME, root_key.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    certificate = (
        _builder(NAME, ROOT_NAME, key.public_key(), now)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + certificate.public_bytes(Encoding.PEM) + root.public_bytes(Encoding.PEM)


def _builder(name: str, issuer: str, key: ec.EllipticCurvePublicKey, now: datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + YEARS)
    )


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )
