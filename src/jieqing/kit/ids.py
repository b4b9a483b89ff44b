"""Identifiers: UUIDs of version 7 (RFC 9562), ordered by time so that they sit well in an index, else random."""

import secrets
from uuid import UUID

from jieqing.kit.clock import now


def new_id() -> UUID:
    """A fresh identifier: 48 bits of Unix milliseconds, 74 random bits. It tells when, and nothing else."""
    milliseconds = int(now().timestamp() * 1000)
    random = secrets.randbits(80)
    value = milliseconds << 80 | random & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62
    return UUID(int=value)
