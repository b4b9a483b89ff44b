"""The first bytes of a sealed value say whose it is and what it is; all of them are authenticated.

form (1) · profile (1) · owner tenant (16) · subject (16) · length of field (1) · field · what the cipher made
"""

from dataclasses import dataclass
from uuid import UUID

from jieqing.vault.rules.profiles import BY_CODE, PROFILES, ProfileId

FORM = 1
FIXED = 35


@dataclass(frozen=True, slots=True)
class Header:
    """What a sealed value says of itself."""

    profile: ProfileId
    tenant: UUID
    subject: UUID
    field: str

    def to_bytes(self) -> bytes:
        """The bytes in front of the cipher's; they are its associated data."""
        field = self.field.encode("ascii")
        return (
            bytes((FORM, PROFILES[self.profile].code))
            + self.tenant.bytes
            + self.subject.bytes
            + bytes((len(field),))
            + field
        )


def split(sealed: bytes) -> tuple[Header, bytes] | None:
    """Header and cipher's bytes; None where these are no sealed bytes."""
    if len(sealed) < FIXED or sealed[0] != FORM or sealed[1] not in BY_CODE:
        return None
    end = FIXED + sealed[34]
    field = sealed[FIXED:end]
    if len(sealed) < end or not field.isascii():
        return None
    header = Header(
        BY_CODE[sealed[1]].id, UUID(bytes=sealed[2:18]), UUID(bytes=sealed[18:34]), field.decode("ascii")
    )  # fmt: skip
    return header, sealed[end:]
