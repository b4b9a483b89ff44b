"""The keys of a log and of a witness: an Ed25519 and an ML-DSA-44 pair under one name, to sign with both."""

from collections.abc import Mapping
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from jieqing_verify import cosignature, note
from jieqing_verify.note import COSIGNED_ED25519, COSIGNED_MLDSA44, ED25519, Line, VerifierKey
from jieqing_verify.spelling import from_base64, to_base64
from jieqing_verify.tree_head import Checkpoint


class _Pair:
    """Two private keys under one key name."""

    ED25519_TYPE: int

    def __init__(self, name: str, ed25519: Ed25519PrivateKey, mldsa44: MLDSA44PrivateKey) -> None:
        self.name, self._ed25519, self._mldsa44 = name, ed25519, mldsa44
        self._keys = (
            VerifierKey(name, self.ED25519_TYPE, ed25519.public_key().public_bytes_raw()),
            VerifierKey(name, COSIGNED_MLDSA44, mldsa44.public_key().public_bytes_raw()),
        )

    @classmethod
    def generate(cls, name: str) -> Self:
        """A new pair, from the system's randomness."""
        return cls(name, Ed25519PrivateKey.generate(), MLDSA44PrivateKey.generate())

    @classmethod
    def load(cls, dumped: Mapping[str, str]) -> Self:
        """From what `dump` gave; a Wrong "not_base64" or a KeyError for anything else."""
        ed25519 = Ed25519PrivateKey.from_private_bytes(from_base64(dumped["ed25519"], length=32))
        mldsa44 = MLDSA44PrivateKey.from_seed_bytes(from_base64(dumped["mldsa44"], length=32))
        return cls(dumped["name"], ed25519, mldsa44)

    def dump(self) -> dict[str, str]:
        """The name and both 32-byte seeds in base64. A secret: to be kept in a file that only its process reads."""
        return {
            "name": self.name,
            "ed25519": to_base64(self._ed25519.private_bytes_raw()),
            "mldsa44": to_base64(self._mldsa44.private_bytes_raw()),
        }

    def vkeys(self) -> tuple[str, str]:
        """The public halves as vkeys: Ed25519, ML-DSA-44."""
        return self._keys[0].text, self._keys[1].text

    def _mldsa44_line(self, checkpoint: Checkpoint, at_s: int) -> Line:
        signature = self._mldsa44.sign(cosignature.mldsa44_message(self.name, at_s, checkpoint))
        return Line(self.name, self._keys[1].key_id, at_s.to_bytes(8, "big") + signature)


class LogSigner(_Pair):
    """A log's keys; the key name is the log's origin."""

    ED25519_TYPE = ED25519

    def sign(self, checkpoint: Checkpoint, at_s: int) -> bytes:
        """The note with the log's two lines; `at_s`, POSIX seconds, is in the ML-DSA-44 one."""
        if checkpoint.origin != self.name:
            raise ValueError("a log signs its own checkpoints")
        text = checkpoint.text()
        plain = Line(self.name, self._keys[0].key_id, self._ed25519.sign(text))
        return note.format(text, (plain, self._mldsa44_line(checkpoint, at_s)))


class Cosigner(_Pair):
    """A witness's keys."""

    ED25519_TYPE = COSIGNED_ED25519

    def cosign(self, checkpoint: Checkpoint, at_s: int) -> bytes:
        """The two signature lines of this witness, both with the one time: POSIX seconds, above 0."""
        if at_s <= 0:
            raise ValueError("a witness says when it saw the tree")
        signature = self._ed25519.sign(cosignature.ed25519_message(checkpoint.text(), at_s))
        timed = Line(self.name, self._keys[0].key_id, at_s.to_bytes(8, "big") + signature)
        return timed.text() + self._mldsa44_line(checkpoint, at_s).text()
