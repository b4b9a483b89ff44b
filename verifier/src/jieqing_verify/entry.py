"""One entry of the log as outsiders see it (its leaf), and what opens it to who may know more.

A leaf says what happened when, on which device, by which clock. Who did it, in whose log, and to what stand in it as
salted digests: without the entry's salt nobody can link two entries; with it a holder shows who, whose, about what.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from jieqing_verify import canonical
from jieqing_verify.wrong import Wrong

WHO, ABOUT, COMMITMENT = b"jieqing.who.1\x00", b"jieqing.about.1\x00", b"jieqing.commitment.1\x00"
SALT_BYTES, BODY_SALT_BYTES = 16, 32
PLAIN = r"[ !#-\[\]-~]*"  # printable ASCII that JSON spells as it is
UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
DIGEST = r'null|"[0-9a-f]{64}"'
FORM = re.compile(
    rf'{{"about":({DIGEST}),"at":"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}\.[0-9]{{6}})Z",'
    rf'"clock":"({PLAIN})","code":"({PLAIN})","commitment":({DIGEST}),"device":"({PLAIN})","event":"({PLAIN})",'
    rf'"id":"({UUID})","sealed":({DIGEST}),"v":1,"who":("[0-9a-f]{{64}}")}}'
)


def leaf(
    *,
    id: str,
    at: datetime,
    event: str,
    code: str,
    clock: str,
    device: str,
    owner: str,
    actor: str,
    about: str | None,
    salt: bytes,
    commitment: bytes | None,
    sealed: bytes | None,
) -> bytes:
    """The canonical bytes of an entry's leaf.

    `owner` is a tenant's uuid or '' (the house), `actor` "user:17", "system:…" or "anyone", `about` a uuid; `salt` has
    16 bytes; `commitment` and `sealed` are SHA-256 digests (32 bytes). ValueError for text that is not printable ASCII
    or needs escapes.
    """
    if len(salt) != SALT_BYTES or len(id) != 36:
        raise ValueError("a salt has 16 bytes, an id is a uuid")
    middle, end = _fixed(event, code, clock, device)
    seen = "null" if about is None else f'"{about_digest(salt, about).hex()}"'
    if at.tzinfo is not UTC:
        at = at.astimezone(UTC)
    when = at.isoformat(timespec="microseconds")[:26]
    committed = "null" if commitment is None else f'"{commitment.hex()}"'
    digest = "null" if sealed is None else f'"{sealed.hex()}"'
    who = who_digest(salt, owner, actor).hex()
    text = (
        f'{{"about":{seen},"at":"{when}Z",{middle}{committed},{end}"id":"{id}","sealed":{digest},"v":1,"who":"{who}"}}'
    )
    return text.encode("ascii")


def who_digest(salt: bytes, owner: str, actor: str) -> bytes:
    """SHA-256 that stands for who did it, in whose log."""
    return hashlib.sha256(WHO + salt + f"{owner}\n{actor}".encode()).digest()


def about_digest(salt: bytes, about: str) -> bytes:
    """SHA-256 that stands for the thing it was done to."""
    return hashlib.sha256(ABOUT + salt + about.encode("ascii")).digest()


def commitment_digest(body_salt: bytes, body: bytes) -> bytes:
    """SHA-256 that stands for a body, its canonical bytes."""
    return hashlib.sha256(COMMITMENT + body_salt + body).digest()


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf, read. Digests are 32 bytes; `about`, `commitment` and `sealed` may be absent."""

    about: bytes | None
    at: datetime
    clock: str
    code: str
    commitment: bytes | None
    device: str
    event: str
    id: str
    sealed: bytes | None
    who: bytes

    @classmethod
    def parse(cls, data: bytes) -> "Leaf":
        """The leaf in these bytes; a Wrong "not_leaf" for any but the canonical spelling of version 1."""
        try:
            found = FORM.fullmatch(data.decode("ascii"))
            if not found:
                raise _not_leaf()
            about, at, clock, code, commitment, device, event, id_, sealed, who = found.groups()
            when = datetime.fromisoformat(f"{at}+00:00")
        except ValueError:
            raise _not_leaf() from None
        digests = [None if one == "null" else bytes.fromhex(one[1:-1]) for one in (about, commitment, sealed)]
        return cls(digests[0], when, clock, code, digests[1], device, event, id_, digests[2], bytes.fromhex(who[1:-1]))


@dataclass(frozen=True, slots=True)
class Opening:
    """What opens an entry: its salt, and what its digests stand for. `body` is the canonical text of the body."""

    salt: bytes
    owner: str
    actor: str
    about: str | None
    body_salt: bytes | None = None
    body: bytes | None = None

    def verify(self, leaf: Leaf) -> None:
        """Nothing, if the leaf says this; else a Wrong "opening_who", "opening_about" or "opening_body"."""
        if who_digest(self.salt, self.owner, self.actor) != leaf.who:
            raise Wrong(
                "opening_who", "所示的操作人与记录不符。", "Who is shown to have done it is not who the entry says."
            )
        if (None if self.about is None else about_digest(self.salt, self.about)) != leaf.about:
            raise Wrong(
                "opening_about", "所示的事项与记录不符。", "What it is shown to be about is not what the entry says."
            )
        if self.body is not None and commitment_digest(self.body_salt or b"", self.body) != leaf.commitment:
            raise Wrong(
                "opening_body",
                "所示的内容与记录的承诺不符。",
                "The body shown is not the one that the entry commits to.",
            )

    @classmethod
    def parse(cls, data: bytes) -> "Opening":
        """From canonical JSON: {"about", "actor", "body": null | {"json", "salt"}, "owner", "salt"}; else a Wrong."""
        match canonical.parse(data):
            case {
                "about": str() | None as about,
                "actor": str(actor),
                "body": body,
                "owner": str(owner),
                "salt": str(salt),
                **rest,
            } if not rest and _is_uuid(about) and _is_uuid(owner or None):
                return cls(_hex(salt, SALT_BYTES), owner, actor, about, *_body(body))
        raise _not_opening()

    def text(self) -> bytes:
        """The canonical JSON that `parse` reads."""
        body: canonical.Value = None
        if self.body is not None and self.body_salt is not None:
            body = {"salt": self.body_salt.hex(), "json": self.body.decode("utf-8")}
        return canonical.dump(
            {"salt": self.salt.hex(), "owner": self.owner, "actor": self.actor, "about": self.about, "body": body}
        )


@lru_cache(maxsize=10_000)
def _fixed(event: str, code: str, clock: str, device: str) -> tuple[str, str]:
    """The parts of a leaf that are the same in many, checked once."""
    if not re.fullmatch(PLAIN, event + code + clock + device):
        raise ValueError("a leaf holds printable ASCII without quotes and backslashes")
    return f'"clock":"{clock}","code":"{code}","commitment":', f'"device":"{device}","event":"{event}",'


def _body(value: canonical.Value) -> tuple[bytes | None, bytes | None]:
    match value:
        case None:
            return None, None
        case {"json": str(text), "salt": str(salt), **rest} if not rest:
            return _hex(salt, BODY_SALT_BYTES), text.encode("utf-8")
    raise _not_opening()


def _is_uuid(text: str | None) -> bool:
    return text is None or re.fullmatch(UUID, text) is not None


def _hex(text: str, length: int) -> bytes:
    if not re.fullmatch(f"[0-9a-f]{{{2 * length}}}", text):
        raise _not_opening()
    return bytes.fromhex(text)


def _not_leaf() -> Wrong:
    return Wrong("not_leaf", "这不是一条完好的日志记录。", "This is not a well-formed entry of the log.")


def _not_opening() -> Wrong:
    return Wrong("not_opening", "用于揭示记录的文件不正确。", "The file that opens an entry is not well formed.")
