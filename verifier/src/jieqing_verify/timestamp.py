"""Time stamps (RFC 3161 with RFC 5816): what a time-stamping authority signed about a message, and when.

Accepted: SHA-256, -384 and -512; RSA of 2,048 bits and more (PKCS #1 v1.5) and ECDSA on P-256 and P-384; the signer's
certificate enclosed. Not checked: revocation, which needs a network and the authority's word of today.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from asn1crypto import cms, core, tsp
from asn1crypto.x509 import Name
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from jieqing_verify import authority
from jieqing_verify.der import is_der
from jieqing_verify.timestamp_words import wrong

TOKEN_BYTES = 64 * 1024
MOST_CERTIFICATES = 16
HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
# What a CMS signature's algorithm may be called, and the hash that the name fixes (None: the signer's digest algorithm)
RSA_NAMES = {"rsassa_pkcs1v15": None, "sha256_rsa": "sha256", "sha384_rsa": "sha384", "sha512_rsa": "sha512"}
ECDSA_NAMES = {"sha256_ecdsa": "sha256", "sha384_ecdsa": "sha384", "sha512_ecdsa": "sha512"}
GEN_TIME = re.compile(rb"(\d{14})(?:\.(\d{0,8}[1-9]))?Z")
CERTIFICATE_HASHES = {"sha1", *HASHES}  # ESSCertID of RFC 2634 knows SHA-1 alone
# What the two readers raise on octets that are no such structure, early or late: they parse as they are asked.
_MALFORMED = (
    *(ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError),
    *(x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType, UnsupportedAlgorithm),
)


@dataclass(frozen=True, slots=True)
class Stamped:
    """`authority` signed that the message existed `at` (give or take `accuracy`) at the latest.

    `authority` is what its certificate calls it; `serial` and `policy` (an OID) are the token's; `fingerprint` is the
    SHA-256 of the certificate, in hex. Without `is_rooted` nobody said that this authority can be trusted.
    """

    at: datetime
    authority: str
    serial: int
    policy: str
    is_rooted: bool
    fingerprint: str
    accuracy: timedelta = timedelta(0)


def verify_timestamp(
    token: bytes, message: bytes, roots: Sequence[x509.Certificate] = (), *, nonce: int | None = None
) -> Stamped:
    """What `token`, a TimeStampResp or TimeStampToken in DER, says of `message`; raises Wrong for what does not hold.

    With `roots`, the signer must be one of them or be certified by them at the time of the stamp ("timestamp_untrusted"
    otherwise); with `nonce`, the token must carry it: it answers the request in hand.
    """
    with _well_formed():
        signed = _signed_data(token)
        info_octets = _info_octets(signed)
        info = tsp.TSTInfo.load(info_octets, strict=True)
        at = _time_of(info)
        _check_info(info, message, nonce)
        (signer,) = signed["signer_infos"]
        octets = signer["signed_attrs"].dump()  # as they came: once looked into, asn1crypto would write them anew
        digest, attributes = _hash_name(signer["digest_algorithm"]), _attributes(signer)
        _check_content(attributes, digest, info_octets)
        enclosed = _certificates(signed)
        certificate = _certificate_of(signer, attributes, enclosed)
        _check_signature(signer, b"\x31" + octets[1:], digest, certificate)
        authority.check(certificate, at)
        _check_name(info, certificate)
        is_rooted = bool(roots) and authority.check_rooted(certificate, enclosed, roots, at)
        return Stamped(
            at=at,
            authority=authority.name_of(certificate),
            serial=_serial_of(info),
            policy=str(info["policy"].dotted),
            is_rooted=is_rooted,
            fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
            accuracy=_accuracy_of(info),
        )


@contextmanager
def _well_formed() -> Iterator[None]:
    try:
        yield
    except _MALFORMED:
        raise wrong("timestamp_malformed") from None


class _Reply(core.Sequence):  # type: ignore[misc]
    """TimeStampResp: unlike asn1crypto's, the token may be missing, as it is from every refusal."""

    _fields = [("status", tsp.PKIStatusInfo), ("time_stamp_token", cms.ContentInfo, {"optional": True})]  # noqa: RUF012


def _signed_data(token: bytes) -> cms.SignedData:
    """The signed data of a token, or of the token in a reply."""
    if len(token) > TOKEN_BYTES or not is_der(token):
        raise wrong("timestamp_malformed")
    outer = core.Sequence.load(token, strict=True)
    if isinstance(outer[0], core.ObjectIdentifier):
        content = cms.ContentInfo.load(token, strict=True)
    else:
        reply = _Reply.load(token, strict=True)
        if reply["status"]["status"].native not in ("granted", "granted_with_mods"):
            raise wrong("timestamp_refused")
        content = reply["time_stamp_token"]
    if content["content_type"].native != "signed_data":
        raise wrong("timestamp_malformed")
    return content["content"]


def _info_octets(signed: cms.SignedData) -> bytes:
    content = signed["encap_content_info"]
    if content["content_type"].native != "tst_info":
        raise wrong("timestamp_malformed")
    octets = bytes(content["content"].contents)
    if not is_der(octets):
        raise wrong("timestamp_malformed")
    return octets


def _check_info(info: tsp.TSTInfo, message: bytes, nonce: int | None) -> None:
    imprint = info["message_imprint"]
    is_critical = any(extension["critical"].native for extension in info["extensions"])
    if info["version"].native != "v1" or is_critical:
        raise wrong("timestamp_malformed")
    algorithm = _hash_name(imprint["hash_algorithm"])
    if imprint["hashed_message"].native != hashlib.new(algorithm, message).digest():
        raise wrong("timestamp_other_message")
    if nonce is not None and info["nonce"].native != nonce:
        raise wrong("timestamp_other_request")


def _time_of(info: tsp.TSTInfo) -> datetime:
    """genTime, in UTC; what lies beyond microseconds is cut off."""
    found = GEN_TIME.fullmatch(info["gen_time"].contents)
    if not found:
        raise wrong("timestamp_malformed")
    whole = datetime.strptime(found[1].decode(), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    return whole.replace(microsecond=int((found[2] or b"0").ljust(6, b"0")[:6]))


def _accuracy_of(info: tsp.TSTInfo) -> timedelta:
    said = info["accuracy"].native or {}
    seconds, millis, micros = (said.get(unit) or 0 for unit in ("seconds", "millis", "micros"))
    if min(seconds, millis, micros) < 0:
        raise wrong("timestamp_malformed")
    return timedelta(seconds=seconds, milliseconds=millis, microseconds=micros)


def _serial_of(info: tsp.TSTInfo) -> int:
    """At most 160 bits (RFC 3161 2.4.2): a longer number could not even be printed."""
    serial = int(info["serial_number"].native)
    if not 0 <= serial < 1 << 160:
        raise wrong("timestamp_malformed")
    return serial


def _check_name(info: tsp.TSTInfo, certificate: x509.Certificate) -> None:
    """A directory name in the token must be its signer's (RFC 3161 2.4.2)."""
    named = info["tsa"]
    if isinstance(named, core.Void) or named.name != "directory_name":
        return
    subject = certificate.subject.public_bytes()
    if named.chosen.dump() != subject and named.chosen != Name.load(subject):
        raise wrong("timestamp_certificate_missing")


def _hash_name(algorithm: core.Sequence) -> str:
    name = algorithm["algorithm"].native
    if name not in HASHES or not isinstance(algorithm["parameters"], (core.Null, core.Void)):
        raise wrong("timestamp_algorithm")
    return str(name)


def _check_content(attributes: dict[str, core.Asn1Value], digest: str, info_octets: bytes) -> None:
    """The signed attributes bind the token's content to the signature (RFC 5652 5.4, 11)."""
    is_bound = attributes["message_digest"].native == hashlib.new(digest, info_octets).digest()
    if attributes["content_type"].native != "tst_info" or not is_bound:
        raise wrong("timestamp_attributes")


def _attributes(signer: cms.SignerInfo) -> dict[str, core.Asn1Value]:
    """Each signed attribute by its name: once, with one value, as RFC 5652 11 asks of those that count here."""
    found: dict[str, core.Asn1Value] = {}
    for attribute in signer["signed_attrs"]:
        name = attribute["type"].native
        if name in found or len(attribute["values"]) != 1:
            raise wrong("timestamp_attributes")
        found[name] = attribute["values"][0]
    if not {"content_type", "message_digest"} <= found.keys():
        raise wrong("timestamp_attributes")
    return found


def _certificates(signed: cms.SignedData) -> list[x509.Certificate]:
    found = [each.chosen.dump() for each in signed["certificates"] if each.name == "certificate"]
    if len(found) > MOST_CERTIFICATES:
        raise wrong("timestamp_malformed")
    return [x509.load_der_x509_certificate(octets) for octets in found]


def _certificate_of(
    signer: cms.SignerInfo, attributes: dict[str, core.Asn1Value], enclosed: Sequence[x509.Certificate]
) -> x509.Certificate:
    """The enclosed certificate that the signer names, and that its signed attribute fixes (RFC 5035, RFC 2634)."""
    pinned = [attributes[name] for name in ("signing_certificate", "signing_certificate_v2") if name in attributes]
    named = [each for each in enclosed if _is_named(signer["sid"], each)]
    if not pinned or not named or any(not _is_pinned(pin["certs"][0], named[0]) for pin in pinned):
        raise wrong("timestamp_certificate_missing")
    return named[0]


def _is_named(sid: cms.SignerIdentifier, certificate: x509.Certificate) -> bool:
    if sid.name == "subject_key_identifier":
        try:
            own = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
        except x509.ExtensionNotFound:
            return False
        return bool(sid.chosen.native == own)
    return _is_issued(sid.chosen["issuer"].dump(), sid.chosen["serial_number"].native, certificate)


def _is_pinned(pin: core.Sequence, certificate: x509.Certificate) -> bool:
    name = pin["hash_algorithm"]["algorithm"].native if isinstance(pin, tsp.ESSCertIDv2) else "sha1"
    octets = certificate.public_bytes(authority.DER)
    if name not in CERTIFICATE_HASHES or pin["cert_hash"].native != hashlib.new(name, octets).digest():
        return False
    also = pin["issuer_serial"]
    if isinstance(also, core.Void):
        return True
    (issuer,) = also["issuer"]
    return _is_issued(issuer.chosen.dump(), also["serial_number"].native, certificate)


def _is_issued(issuer: bytes, serial: int, certificate: x509.Certificate) -> bool:
    return issuer == certificate.issuer.public_bytes() and serial == certificate.serial_number


def _check_signature(signer: cms.SignerInfo, signed: bytes, digest: str, certificate: x509.Certificate) -> None:
    """The signature over the signed attributes under the tag of a SET OF (RFC 5652 5.4)."""
    name, signature = signer["signature_algorithm"]["algorithm"].native, signer["signature"].native
    try:
        key = certificate.public_key()
        if isinstance(key, rsa.RSAPublicKey) and RSA_NAMES.get(name, "") in (None, digest) and key.key_size >= 2048:
            key.verify(signature, signed, padding.PKCS1v15(), HASHES[digest])
        elif isinstance(key, ec.EllipticCurvePublicKey) and ECDSA_NAMES.get(name) == digest and _is_curve(key):
            key.verify(signature, signed, ec.ECDSA(HASHES[digest]))
        else:
            raise wrong("timestamp_algorithm")
    except UnsupportedAlgorithm:
        raise wrong("timestamp_algorithm") from None
    except InvalidSignature:
        raise wrong("timestamp_signature") from None


def _is_curve(key: ec.EllipticCurvePublicKey) -> bool:
    return isinstance(key.curve, (ec.SECP256R1, ec.SECP384R1))
