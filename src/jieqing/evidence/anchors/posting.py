"""Send one small message by HTTP and take the answer, bounded in time and size."""

from dataclasses import dataclass

import urllib3
from urllib3.util import Timeout

from jieqing.evidence.anchors.shapes import NotAnchored
from jieqing.evidence.anchors.tsa import QUERY, REPLY
from jieqing.kit import clock

CONNECT_S, READ_S, WHOLE_MS = 5, 10, 30_000
ANSWER_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Post:
    """Posts a time-stamp query to one address. Follows nobody elsewhere; the answer's own signature is its proof."""

    address: str

    def __call__(self, query: bytes) -> bytes:
        """The reply's octets; raises NotAnchored where none came in time and size."""
        try:
            with urllib3.PoolManager(retries=False, timeout=Timeout(connect=CONNECT_S, read=READ_S)) as pool:
                answer = pool.request(
                    "POST",
                    self.address,
                    body=query,
                    headers={"Content-Type": QUERY, "Accept": REPLY},
                    preload_content=False,
                )
                return _taken(answer)
        except (urllib3.exceptions.ReadTimeoutError, TimeoutError):
            raise NotAnchored("tsa_slow") from None
        except (urllib3.exceptions.HTTPError, OSError):
            raise NotAnchored("tsa_unreachable") from None


def _taken(answer: urllib3.BaseHTTPResponse) -> bytes:
    if answer.status != 200:
        raise NotAnchored(f"tsa_http:{answer.status}")
    if answer.headers.get("Content-Type", "").partition(";")[0].strip().lower() != REPLY:
        raise NotAnchored("tsa_not_a_reply")
    taken, give_up_at = bytearray(), clock.ticks_ms() + WHOLE_MS
    while piece := answer.read1(4096, decode_content=False):
        taken += piece
        if len(taken) > ANSWER_BYTES:
            raise NotAnchored("tsa_too_large")
        if clock.ticks_ms() > give_up_at:
            raise NotAnchored("tsa_slow")
    return bytes(taken)
