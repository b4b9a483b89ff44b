"""Make time stamps (RFC 3161), for simulators and tests: real in form; what one is worth, its key's holder decides."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from asn1crypto import cms, core, tsp
from asn1crypto.x509 import Certificate, GeneralName
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

REQUEST_BYTES = 4096
HASHES: Mapping[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_MALFORMED = (ValueError, TypeError, KeyError)


@dataclass(frozen=True, slots=True)
class Stamper:
    """A time-stamping authority: its key, its certificate, those that vouch for it, the OID of its policy."""

    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    certificate: x509.Certificate
    policy: str
    enclosed: tuple[x509.Certificate, ...] = field(default=())
    hash_name: str = "sha256"

    def answer(self, request: bytes, at: datetime, serial: int) -> bytes:
        """The reply (TimeStampResp, DER) to a request (TimeStampReq): a token, or a refusal that says why."""
        try:
            asked = tsp.TimeStampReq.load(request[: REQUEST_BYTES + 1], strict=True)
            imprint, nonce, policy = asked["message_imprint"], asked["nonce"].native, asked["req_policy"].native
            name, digest = imprint["hash_algorithm"]["algorithm"].native, imprint["hashed_message"].native
            is_enclosed, has_extensions = asked["cert_req"].native, bool(asked["extensions"].native)
            is_v1 = asked["version"].native == "v1"
        except _MALFORMED:
            return _refusal("bad_data_format")
        if name not in HASHES:
            return _refusal("bad_alg")
        if len(digest) != hashlib.new(name).digest_size or not is_v1:
            return _refusal("bad_data_format")
        if policy not in (None, self.policy):
            return _refusal("unaccepted_policy")
        if has_extensions:
            return _refusal("unaccepted_extensions")
        token = self.token(digest, at, serial, name=name, nonce=nonce, is_enclosed=is_enclosed)
        granted = {"status": {"status": "granted"}, "time_stamp_token": cms.ContentInfo.load(token)}
        return bytes(tsp.TimeStampResp(granted).dump())

    def stamp(self, message: bytes, at: datetime, serial: int) -> bytes:
        """The reply to a request for that message that was never made: no nonce, certificates enclosed."""
        imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": hashlib.sha256(message).digest()}
        asked = tsp.TimeStampReq({"version": "v1", "message_imprint": imprint, "cert_req": True})
        return self.answer(asked.dump(), at, serial)

    def token(
        self, digest: bytes, at: datetime, serial: int, *, name: str, nonce: int | None, is_enclosed: bool = True
    ) -> bytes:
        """The token (ContentInfo, DER) over a digest made by the hash of that name."""
        info = tsp.TSTInfo(
            {
                "version": "v1",
                "policy": self.policy,
                "message_imprint": {"hash_algorithm": {"algorithm": name}, "hashed_message": digest},
                "serial_number": serial,
                "gen_time": at.replace(microsecond=0),
                "accuracy": {"seconds": 1},
                "nonce": nonce,
                "tsa": GeneralName("directory_name", _plain(self.certificate).subject),
            }
        )
        enclosed = [_plain(each) for each in (self.certificate, *self.enclosed)] if is_enclosed else None
        return self.signed(info.dump(), enclosed)

    def signed(self, info: bytes, enclosed: list[Certificate] | None) -> bytes:
        """The octets of a TSTInfo, signed (CMS SignedData in its ContentInfo, DER)."""
        attributes = self._attributes(info)
        signer = {
            "version": "v1",
            "sid": cms.SignerIdentifier("issuer_and_serial_number", self._issued()),
            "digest_algorithm": {"algorithm": self.hash_name},
            "signed_attrs": attributes,
            "signature_algorithm": self._algorithm(),
            "signature": self._sign(attributes.dump(force=True)),
        }
        signed: dict[str, Any] = {
            "version": "v3",
            "digest_algorithms": [{"algorithm": self.hash_name}],
            "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(info)},
            "signer_infos": [signer],
        }
        if enclosed is not None:
            signed["certificates"] = [cms.CertificateChoices("certificate", each) for each in enclosed]
        return bytes(cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)}).dump())

    def _attributes(self, info: bytes) -> cms.CMSAttributes:
        own = hashlib.sha256(self.certificate.public_bytes(Encoding.DER)).digest()
        values = {
            "content_type": ["tst_info"],
            "message_digest": [hashlib.new(self.hash_name, info).digest()],
            "signing_certificate_v2": [{"certs": [{"cert_hash": own}]}],
        }
        return cms.CMSAttributes([{"type": name, "values": each} for name, each in values.items()])

    def _issued(self) -> cms.IssuerAndSerialNumber:
        plain = _plain(self.certificate)
        return cms.IssuerAndSerialNumber({"issuer": plain.issuer, "serial_number": plain.serial_number})

    def _algorithm(self) -> dict[str, str]:
        is_rsa = isinstance(self.key, rsa.RSAPrivateKey)
        return {"algorithm": f"{self.hash_name}_{'rsa' if is_rsa else 'ecdsa'}"}

    def _sign(self, octets: bytes) -> bytes:
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(octets, padding.PKCS1v15(), HASHES[self.hash_name])
        return self.key.sign(octets, ec.ECDSA(HASHES[self.hash_name]))


def _plain(certificate: x509.Certificate) -> Certificate:
    return Certificate.load(certificate.public_bytes(Encoding.DER))


class _Refusal(core.Sequence):  # type: ignore[misc]
    """TimeStampResp without a token."""

    _fields = [("status", tsp.PKIStatusInfo)]  # noqa: RUF012


def _refusal(reason: str) -> bytes:
    return bytes(_Refusal({"status": {"status": "rejection", "fail_info": {reason}}}).dump())
