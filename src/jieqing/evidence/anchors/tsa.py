"""The client of time-stamping authorities (RFC 3161): of any that can be reached, or of one within this process."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from datetime import timedelta

from asn1crypto import tsp
from cryptography import x509

from jieqing.evidence.anchors.shapes import Kind, NotAnchored
from jieqing.kit import clock
from jieqing_verify import Wrong
from jieqing_verify.timestamp import verify_timestamp

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"  # RFC 3161 3.4
NONCE_BITS = 64
# A stamp beside our clock helps nobody: either the authority's clock is wrong, or ours, which dates every entry.
APART = timedelta(minutes=5)


class TimeStamping:
    """An `Authority` that stamps the time; `ask` takes a query's octets to it and brings the reply's.

    `roots` are the certificates that vouch for it: without them whoever sits between could stamp in its place.
    """

    kind: Kind = "rfc3161"

    def __init__(self, name: str, ask: Callable[[bytes], bytes], roots: Sequence[x509.Certificate]) -> None:
        if not roots:
            raise ValueError("an authority for which nobody vouches")
        self.name, self.ask, self.roots = name, ask, tuple(roots)

    def anchor(self, checkpoint_text: bytes, size: int, root: bytes) -> bytes:  # noqa: ARG002 - both stand in the text
        """The authority's reply (TimeStampResp, DER), as it came, once it has been found to hold."""
        nonce = secrets.randbits(NONCE_BITS)
        reply = self.ask(query(checkpoint_text, nonce))
        try:
            stamped = verify_timestamp(reply, checkpoint_text, self.roots, nonce=nonce)
        except Wrong as wrong:
            raise NotAnchored(wrong.code) from None
        if abs(stamped.at - clock.now()) > APART:
            raise NotAnchored("tsa_time_apart")
        return reply


def query(message: bytes, nonce: int) -> bytes:
    """A TimeStampReq (DER): SHA-256, our nonce back, the certificates enclosed, any policy."""
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": hashlib.sha256(message).digest()}
    asked = tsp.TimeStampReq({"version": "v1", "message_imprint": imprint, "nonce": nonce, "cert_req": True})
    return bytes(asked.dump())
