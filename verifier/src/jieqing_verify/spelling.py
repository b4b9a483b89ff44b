"""Values that have exactly one spelling: base64 with zero trailing bits, decimals without leading zeros."""

import base64
import binascii
import re

from jieqing_verify.wrong import Wrong

DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")
LARGEST = (1 << 63) - 1  # sizes, indexes and times of the C2SP formats


def to_base64(data: bytes) -> str:
    """RFC 4648 section 4, padded."""
    return base64.b64encode(data).decode("ascii")


def from_base64(text: str, *, length: int | None = None) -> bytes:
    """The bytes; a Wrong "not_base64" for any spelling but the one of `to_base64`, or another length in bytes."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        data = None
    if data is None or to_base64(data) != text or (length is not None and len(data) != length):
        raise Wrong("not_base64", "有一处 base64 编码不正确。", "A base64 value is not spelled as it must be.")
    return data


def from_decimal(text: str) -> int:
    """A whole number from 0 to 2^63 - 1; a Wrong "not_decimal" for a sign, a leading zero, anything else."""
    if not DECIMAL.fullmatch(text) or (number := int(text)) > LARGEST:
        raise Wrong("not_decimal", "有一处数字写法不正确。", "A number is not spelled as it must be.")
    return number
