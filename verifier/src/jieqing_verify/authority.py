"""Whether a certificate makes its holder a time-stamping authority, and who vouches for it (RFC 3161 2.3, RFC 5280)."""

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import verification
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from jieqing_verify.timestamp_words import wrong

DER = Encoding.DER
LONGEST_NAME = 100
_EITHER = verification.Criticality.AGNOSTIC


def check(certificate: x509.Certificate, at: datetime) -> None:
    """Raises Wrong unless it was valid then, and is for time stamps alone, critically, and for signing."""
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        raise wrong("timestamp_certificate_expired")
    try:
        extensions = certificate.extensions
        usage = extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except (x509.ExtensionNotFound, x509.DuplicateExtension):
        raise wrong("timestamp_not_an_authority") from None
    if not usage.critical or list(usage.value) != [ExtendedKeyUsageOID.TIME_STAMPING] or not _may_sign(extensions):
        raise wrong("timestamp_not_an_authority")


def check_rooted(
    certificate: x509.Certificate,
    enclosed: Sequence[x509.Certificate],
    roots: Sequence[x509.Certificate],
    at: datetime,
) -> bool:
    """True where a root is the certificate, or vouches for it through the enclosed ones; else raises Wrong."""
    policy = (
        verification.PolicyBuilder()
        .store(verification.Store(list(roots)))
        .time(at)
        .extension_policies(ca_policy=_of_issuers(), ee_policy=verification.ExtensionPolicy.permit_all())
    )
    try:
        policy.build_client_verifier().verify(certificate, [each for each in enclosed if each != certificate])
    except verification.VerificationError:
        raise wrong("timestamp_untrusted") from None
    return True


def name_of(certificate: x509.Certificate) -> str:
    """Its common name, else its whole subject: fit to be shown, without marks that could rearrange a line."""
    common = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    text = str(common[0].value) if common else certificate.subject.rfc4514_string()
    return "".join(char if char.isprintable() else "\ufffd" for char in text)[:LONGEST_NAME]


def _may_sign(extensions: x509.Extensions) -> bool:
    try:
        usage = extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment


def _of_issuers() -> verification.ExtensionPolicy:
    return (
        verification.ExtensionPolicy.permit_all()
        .require_present(x509.BasicConstraints, _EITHER, None)
        .may_be_present(x509.KeyUsage, _EITHER, _signs_certificates)
        .may_be_present(x509.ExtendedKeyUsage, _EITHER, _vouches_for_time_stamps)
    )


def _signs_certificates(
    _policy: verification.Policy, _certificate: x509.Certificate, usage: x509.KeyUsage | None
) -> None:
    if usage is not None and not usage.key_cert_sign:
        raise ValueError("an issuer that may not sign certificates")


def _vouches_for_time_stamps(
    _policy: verification.Policy, _certificate: x509.Certificate, usage: x509.ExtendedKeyUsage | None
) -> None:
    allowed = {ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}
    if usage is not None and not allowed & set(usage):
        raise ValueError("an issuer for other purposes")
