"""Identifiers: UUIDs of version 7 (RFC 9562), ordered by time so that they sit well in an index, else random."""

import secrets
from uuid import UUID

from jieqing.kit.clock import now

RANDOM = (1 << 80) - 1 & ~(0xF << 76) & ~(0x3 << 62)  # but for version and variant


def new_id() -> UUID:
    """A fresh identifier: 48 bits of Unix milliseconds, 74 random bits. It tells when, and nothing else."""
    return new_ids(1)[0]


def new_ids(count: int) -> list[UUID]:
    """So many fresh identifiers of one moment."""
    fixed = int(now().timestamp() * 1000) << 80 | 0x7 << 76 | 0x2 << 62
    return [UUID(int=fixed | secrets.randbits(80) & RANDOM) for _each in range(count)]
