"""Look-up codes: sixteen signs of Crockford's base 32, of which the last checks the others.

Fifteen signs of chance are 75 bits: nobody guesses one. The check sign (Luhn's, for 32 signs) finds every wrong sign
and every two neighbours that changed places, but 0 and Z; so a slip of the pen is told from a code that is not there.
"""

import hashlib
import re

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_SIGNS = 15
LENGTH = RANDOM_SIGNS + 1
SHOWN_SIGNS = 4  # of a code in its owner's list: enough to tell two apart, 55 bits short of the code
# What people write for the signs they saw (Crockford), and the wide forms that Chinese input makes.
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_WIDE = str.maketrans({chr(0xFF01 + n): chr(0x21 + n) for n in range(94)})
_BETWEEN = re.compile(r"[\s\-‐‑–—−·.・_]+")


def code_of(chance: bytes) -> str:
    """The code that ten random bytes make: 'XXXX-XXXX-XXXX-XXXX'. A ValueError for another number of bytes."""
    if len(chance) != 10:
        raise ValueError("a code is made of ten random bytes")
    value = int.from_bytes(chance, "big")
    signs = "".join(SIGNS[value >> 5 * place & 31] for place in range(RANDOM_SIGNS))
    return spaced(signs + _check_sign(signs))


def read(typed: str) -> str | None:
    """The sixteen signs that somebody meant, however they were written; None for what is no code."""
    signs = _BETWEEN.sub("", typed.translate(_WIDE)).upper().translate(_ALIKE)
    if len(signs) != LENGTH or not set(signs) <= set(SIGNS):
        return None
    return signs if _check_sign(signs[:-1]) == signs[-1] else None


def spaced(signs: str) -> str:
    """In groups of four, as it is written down."""
    return "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))


def digest(signs: str) -> str:
    """What is kept and looked up of a code: SHA-256 under a label of its own, hex."""
    return hashlib.sha256(b"jieqing.proof-code.1\x00" + signs.encode("ascii")).hexdigest()


def _check_sign(signs: str) -> str:
    total = 0
    for place, sign in enumerate(reversed(signs)):
        value = SIGNS.index(sign)
        if place % 2 == 0:  # the next but one to the check sign, and so on: doubled, digits added
            value = sum(divmod(2 * value, len(SIGNS)))
        total += value
    return SIGNS[-total % len(SIGNS)]
