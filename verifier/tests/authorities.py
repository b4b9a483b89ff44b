"""Time-stamping authorities for tests, honest ones and such as should not be believed."""

from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from jieqing_verify.stamping import Stamper

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
POLICY = "2.999.3161.1"
YEAR = timedelta(days=365)
STAMPS_ALONE = (ExtendedKeyUsageOID.TIME_STAMPING,)


def key(kind: str) -> Any:
    """A fresh private key: "p256", "p384", "p521", "rsa2048" or "rsa1024"."""
    if kind.startswith("rsa"):
        return rsa.generate_private_key(65537, int(kind[3:]))
    return ec.generate_private_key({"p256": ec.SECP256R1, "p384": ec.SECP384R1, "p521": ec.SECP521R1}[kind]())


class Root:
    """A certification authority of its own."""

    def __init__(self, name: str = "Test root", *extensions: x509.ExtensionType) -> None:
        self.key, self.name = key("p256"), _name(name)
        builder = _builder(self.name, self.name, self.key, AT - 10 * YEAR, AT + 10 * YEAR)
        for extension in (x509.BasicConstraints(ca=True, path_length=None), *extensions):
            builder = builder.add_extension(extension, critical=True)
        self.certificate = builder.sign(self.key, hashes.SHA256())

    def authority(
        self,
        kind: str = "p256",
        *,
        name: str = "Test TSA",
        usages: tuple[x509.ObjectIdentifier, ...] | None = STAMPS_ALONE,
        is_critical: bool = True,
        may_sign: bool | None = None,
        valid: tuple[datetime, datetime] = (AT - YEAR, AT + YEAR),
        hash_name: str = "sha256",
    ) -> Stamper:
        own = key(kind)
        builder = _builder(_name(name), self.name, own, *valid)
        if usages is not None:
            builder = builder.add_extension(x509.ExtendedKeyUsage(usages), critical=is_critical)
        if may_sign is not None:
            builder = builder.add_extension(key_usage(may_sign), critical=True)
        certificate = builder.sign(self.key, hashes.SHA256())
        return Stamper(own, certificate, POLICY, (self.certificate,), hash_name)


def _builder(
    subject: x509.Name, issuer: x509.Name, own: Any, since: datetime, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def key_usage(may_sign: bool, *, may_certify: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=may_sign,
        content_commitment=False,
        key_encipherment=not may_sign,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=may_certify,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
