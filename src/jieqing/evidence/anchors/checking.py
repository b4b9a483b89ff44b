"""Whether the receipts that are kept still attest what they were kept for: no outside call, nobody's word."""

from collections.abc import Iterator
from typing import Any

import psycopg

from jieqing_verify import Wrong
from jieqing_verify.checkpoint import parse_checkpoint
from jieqing_verify.receipt import Receipt
from jieqing_verify.timestamp import verify_timestamp

RECEIPTS = """
    SELECT anchor.size, kind, authority, receipt, root, note
    FROM evidence.anchor JOIN evidence.checkpoint USING (size)
    WHERE state = 'done' ORDER BY anchor.size, kind, authority
"""
AT_A_TIME = 500


def unsound(connection: psycopg.Connection[Any]) -> Iterator[str]:
    """Where a receipt does not hold: "<size>/<kind>/<authority>"; inside a transaction of the caller's."""
    with connection.cursor(name="receipts") as cursor:
        cursor.itersize = AT_A_TIME
        for size, kind, authority, receipt, root, note in cursor.execute(RECEIPTS):
            holds = _is_stamped if kind == "rfc3161" else _is_on_chain
            if not holds(size, receipt, root, note):
                yield f"{size}/{kind}/{authority}"


def _is_stamped(_size: int, receipt: bytes, _root: bytes, note: bytes) -> bool:
    """Who may be trusted to stamp was asked when it was kept; roots come and go, the signature stays."""
    try:
        verify_timestamp(receipt, parse_checkpoint(note)[1].text)
    except Wrong:
        return False
    return True


def _is_on_chain(size: int, receipt: bytes, root: bytes, _note: bytes) -> bool:
    try:
        found = Receipt.parse(receipt)
    except Wrong:
        return False
    return (found.size, found.root) == (size, root)
