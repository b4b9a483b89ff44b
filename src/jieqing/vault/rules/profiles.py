"""The two sets of algorithms that a tenant's keys may be made for; chosen when the tenant is made, kept ever after."""

from dataclasses import dataclass
from typing import Literal

from jieqing.kit.words import Words

ProfileId = Literal["international", "sm"]


@dataclass(frozen=True, slots=True)
class Profile:
    """A set of algorithms. `code` is the byte that stands for it in sealed values."""

    id: ProfileId
    code: int
    name: Words
    algorithms: str
    caution: Words


PROFILES: dict[ProfileId, Profile] = {
    "international": Profile(
        "international",
        1,
        Words("国际算法", "International"),
        "AES-256-GCM · HPKE X25519 + ML-KEM-768 · HMAC-SHA-256",
        Words("密钥交换含抗量子算法。", "The key exchange is safe against quantum computers, too."),
    ),
    "sm": Profile(
        "sm",
        2,
        Words("国密算法", "Chinese commercial (SM)"),
        "SM4-GCM · SM2 · HMAC-SM3",
        Words(
            "软件实现，未经商用密码产品认证。",
            "Implemented in software and not certified as a commercial cryptography product.",
        ),
    ),
}
BY_CODE = {profile.code: profile for profile in PROFILES.values()}
