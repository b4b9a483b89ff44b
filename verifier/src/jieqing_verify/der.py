"""Whether octets are DER in its one spelling of lengths (X.690 8.1.3, 10.1): before any of it is believed."""

CONSTRUCTED = 0x20
LONG_TAG = 0x1F
DEEPEST = 24


def is_der(octets: bytes) -> bool:
    """Exactly one element, every length definite and in its shortest form, all within what holds it."""
    return bool(octets) and _ends_of(octets, 0, len(octets), 0) == 1


def _ends_of(octets: bytes, at: int, end: int, depth: int) -> int:
    """How many elements fill `octets[at:end]` exactly; -1 where they don't."""
    count = 0
    while at < end:
        start, length = _header(octets, at, end)
        if start < 0 or start + length > end or depth > DEEPEST:
            return -1
        if octets[at] & CONSTRUCTED and _ends_of(octets, start, start + length, depth + 1) < 0:
            return -1
        at, count = start + length, count + 1
    return count


def _header(octets: bytes, at: int, end: int) -> tuple[int, int]:
    """Where the contents of the element at `at` begin, and how long they are; (-1, 0) for what is no DER."""
    if at + 2 > end or octets[at] & LONG_TAG == LONG_TAG:
        return -1, 0
    first = octets[at + 1]
    if first < 0x80:
        return at + 2, first
    start = at + 2 + first - 0x80
    length = int.from_bytes(octets[at + 2 : min(start, end)])
    is_shortest = first <= 0x83 and length >= 0x80 and length >= 1 << 8 * (first - 0x81)
    return (start, length) if is_shortest and start <= end else (-1, 0)
