"""Signed notes and the keys that verify them (C2SP signed-note v1.0.0, tlog-cosignature)."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

from jieqing_verify import cosignature
from jieqing_verify.spelling import LARGEST, from_base64, to_base64
from jieqing_verify.tree_head import Checkpoint
from jieqing_verify.wrong import Wrong, shown

ED25519, COSIGNED_ED25519, COSIGNED_MLDSA44 = 0x01, 0x04, 0x06
KEY_BYTES = {ED25519: 32, COSIGNED_ED25519: 32, COSIGNED_MLDSA44: 1312}
SIGNATURE_BYTES = {ED25519: 64, COSIGNED_ED25519: 8 + 64, COSIGNED_MLDSA44: 8 + 2420}
# Ed25519 public keys of an order that divides 8, the sign bit cleared: a signature that nobody made verifies under them
# for one message in a few. WebCrypto refuses them, OpenSSL does not.
SMALL_ORDER = frozenset(
    bytes.fromhex(text)
    for text in (
        "00" * 32,
        "01" + "00" * 31,
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ec" + "ff" * 30 + "7f",
        "ed" + "ff" * 30 + "7f",
        "ee" + "ff" * 30 + "7f",
    )
)
NOTE_BYTES = 1_000_000  # the specification asks for a limit; ours holds 100 post-quantum lines three times over
NOTE_LINES = 100
CONTROL = re.compile(rb"[\x00-\x09\x0b-\x1f]")
HEX8 = re.compile(r"[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Line:
    """One signature line. `key_id` is 4 bytes; `blob` is what follows them, as its type lays out."""

    name: str
    key_id: bytes
    blob: bytes

    def text(self) -> bytes:
        return f"— {self.name} {to_base64(self.key_id + self.blob)}\n".encode()


@dataclass(frozen=True, slots=True)
class Note:
    """`text` ends in a newline and is what is signed. Nothing in it is to be believed before a key verified it."""

    text: bytes
    signatures: tuple[Line, ...]


def parse(data: bytes) -> Note:
    """The note in these bytes; a Wrong "not_note" for a malformed or an outsized one. Verifies nothing."""
    cut = data.rfind(b"\n\n")
    if len(data) > NOTE_BYTES or cut < 0 or CONTROL.search(data):
        raise _not_note()
    return Note(_utf8(data[: cut + 1]).encode("utf-8"), parse_lines(data[cut + 2 :]))


def parse_lines(data: bytes) -> tuple[Line, ...]:
    """One or more signature lines, each with its newline: what a witness answers. A Wrong "not_note" otherwise."""
    lines = _utf8(data).split("\n")
    if len(data) > NOTE_BYTES or lines.pop() or not 1 <= len(lines) <= NOTE_LINES:
        raise _not_note()
    return tuple(map(_line, lines))


def format(text: bytes, lines: Iterable[Line]) -> bytes:
    """The note of a text and its signature lines."""
    return text + b"\n" + b"".join(line.text() for line in lines)


def is_key_name(name: str) -> bool:
    """Whether it is not empty, and has neither a space of Unicode nor a plus."""
    return bool(name) and "+" not in name and not any(char.isspace() or char < " " for char in name)


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """The 4 bytes that the specification recommends for Ed25519 and requires of cosigners."""
    return hashlib.sha256(name.encode("utf-8") + b"\n" + bytes((kind,)) + public).digest()[:4]


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A name and a public key of one signature type: 0x01 Ed25519, 0x04 its cosignature, 0x06 ML-DSA-44's."""

    name: str
    type: int
    public: bytes
    key_id: bytes = field(init=False)

    def __post_init__(self) -> None:
        if not is_key_name(self.name) or len(self.public) != KEY_BYTES.get(self.type):
            raise _not_vkey()
        if self.type != COSIGNED_MLDSA44 and self.public[:31] + bytes((self.public[31] & 0x7F,)) in SMALL_ORDER:
            raise _not_vkey()
        object.__setattr__(self, "key_id", key_id(self.name, self.type, self.public))

    @classmethod
    def parse(cls, vkey: str) -> "VerifierKey":
        """From "name+hex+base64"; a Wrong "not_vkey" for another form, another type, or an id that is not the key's."""
        name, *rest = vkey.split("+", 2)
        try:
            name.encode("utf-8")
            material = from_base64(rest[1]) if len(rest) == 2 and HEX8.fullmatch(rest[0]) else b""
        except (UnicodeEncodeError, Wrong):
            raise _not_vkey() from None
        key = cls(name, material[0] if material else -1, material[1:])
        if key.key_id.hex() != rest[0]:
            raise _not_vkey()
        return key

    @property
    def text(self) -> str:
        """The vkey in its one spelling."""
        return f"{self.name}+{self.key_id.hex()}+{to_base64(bytes((self.type,)) + self.public)}"

    def made(self, line: Line) -> bool:
        """Whether the line claims to be of this key. It still has to verify."""
        return (line.name, line.key_id) == (self.name, self.key_id)

    def verify(self, note_text: bytes, blob: bytes) -> int | None:
        """The time of a cosignature in POSIX seconds (None of type 0x01); a Wrong "signature_false" if it is not so."""
        if len(blob) != SIGNATURE_BYTES[self.type]:
            raise self._false()
        if self.type == ED25519:
            self._check(blob, note_text)
            return None
        at_s, signature = int.from_bytes(blob[:8], "big"), blob[8:]
        if at_s > LARGEST:
            raise self._false()
        if self.type == COSIGNED_ED25519:
            self._check(signature, cosignature.ed25519_message(note_text, at_s))
        else:
            self._check(signature, self._mldsa44_message(note_text, at_s))
        return at_s

    def _mldsa44_message(self, note_text: bytes, at_s: int) -> bytes:
        try:
            return cosignature.mldsa44_message(self.name, at_s, Checkpoint.from_text(note_text))
        except ValueError:  # a name or an origin too long to be cosigned
            raise self._false() from None

    def _check(self, signature: bytes, message: bytes) -> None:
        made = MLDSA44PublicKey if self.type == COSIGNED_MLDSA44 else Ed25519PublicKey
        try:
            made.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            raise self._false() from None

    def _false(self) -> Wrong:
        name = shown(self.name)
        return Wrong("signature_false", f"{name} 的签名是假的。", f"The signature of {name} is false.")


def _line(text: str) -> Line:
    parts = text.split(" ")
    if len(parts) != 3 or parts[0] != "—" or not is_key_name(parts[1]):
        raise _not_note()
    try:
        data = from_base64(parts[2])
    except Wrong:
        raise _not_note() from None
    if len(data) < 5:
        raise _not_note()
    return Line(parts[1], data[:4], data[4:])


def _utf8(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise _not_note() from None


def _not_note() -> Wrong:
    return Wrong("not_note", "这不是一份完好的签名文本。", "This is not a well-formed signed note.")


def _not_vkey() -> Wrong:
    return Wrong("not_vkey", "验证公钥的写法不正确。", "A verifier key is not well formed.")
