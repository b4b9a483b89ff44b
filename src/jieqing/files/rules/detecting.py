"""What a file is, told by its content. Strict readers of our own for what we accept; puremagic names the rest."""

from collections.abc import Callable
from dataclasses import dataclass

import puremagic

from jieqing.files.rules import packages, pictures, recordings, texts
from jieqing.files.rules.verdict import Verdict

_READERS: dict[str, Callable[[bytes], Verdict]] = {
    "png": pictures.png,
    "jpeg": pictures.jpeg,
    "webp": pictures.webp,
    "heic": pictures.heic,
    "wav": recordings.wav,
    "m4a": recordings.m4a,
    "amr": recordings.amr,
    "mp3": recordings.mp3,
}
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa", b"#!", b"dex\n")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD_BYTES = 8192


@dataclass(frozen=True, slots=True)
class Found:
    """The kinds a content may pass for, the likeliest first, by their id in types.yaml (text passes for txt and csv).

    `flaw` is '' or why it is not taken all the same: 'broken' (cut short), 'more' (something hides behind its end),
    'bomb' (unpacks to too much), 'locked' (password-protected).
    """

    kinds: tuple[str, ...]
    flaw: str = ""


def found_in(data: bytes) -> Found:
    """What these bytes are. Never raises, whatever they are; ('unknown',) when nothing fits."""
    if data.startswith(b"%PDF-"):
        return _whole("pdf", data, Verdict.YES if b"%%EOF" in data[-2048:] else Verdict.BROKEN)
    if data.startswith(b"PK\x03\x04"):
        return _package(data)
    for kind, reader in _READERS.items():
        verdict = reader(data)
        if verdict is not Verdict.NO:
            return _whole(kind, data, verdict)
    return _other(data)


def _whole(kind: str, data: bytes, verdict: Verdict) -> Found:
    if verdict is Verdict.BROKEN:
        return Found((kind,), "broken")
    # A ZIP may stand behind any file, and is read from its end: such a file is two.
    hides_more = verdict is Verdict.MORE or packages.zip_end(data) is not None
    return Found((kind,), "more" if hides_more else "")


def _package(data: bytes) -> Found:
    kind = packages.kind_of_package(data)
    return Found(("zip",), kind) if kind in ("broken", "bomb", "locked") else Found((kind,))


def _other(data: bytes) -> Found:
    if data.startswith(_OLE):
        return Found(("old_office",))
    if data.startswith(_ARCHIVES):
        return Found(("archive",))
    if data.startswith(_PROGRAMS):
        return Found(("program",))
    if b"vide" in recordings.handlers_of(data):
        return Found(("video",))
    text = texts.decoded(data)
    if text is not None:
        page = texts.page(text)
        if page:
            return Found((page,))
        is_mail = texts.mail(text) is Verdict.YES
        return Found(("eml", "txt") if is_mail else ("txt", "csv"))
    return Found((_named_by_puremagic(data),))


def _named_by_puremagic(data: bytes) -> str:
    """The family of a file that we have no reader for."""
    try:
        guesses = puremagic.magic_string(data[:_HEAD_BYTES])
    except (puremagic.PureError, ValueError):
        return "unknown"
    families = {"image": "picture", "audio": "sound", "video": "video"}
    for guess in guesses:
        family = families.get(guess.mime_type.split("/")[0])
        if family and guess.confidence >= 0.5:
            return family
    return "unknown"
