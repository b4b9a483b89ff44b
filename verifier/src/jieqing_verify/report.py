"""What the verifier says: one line a check, each with a status, a code and words in Chinese and English.

The words stand in words.json, which the browser page embeds: command line and page say the same.
"""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from math import floor
from typing import Any, Literal

from jieqing_verify.wrong import Wrong

Language = Literal["zh", "en"]
Status = Literal["ok", "wrong", "unchecked"]
LONGEST = 120
PROVE = {"entry_in_log", "proof_ok", "log_ok"}
EPOCH, LATEST = datetime(1970, 1, 1, tzinfo=UTC), 253_402_214_400  # 9999-12-31T00:00:00Z


@dataclass(frozen=True, slots=True)
class Line:
    """One verdict. "unchecked" = recorded, not checked here; `because` = the code of the deeper reason, or ""."""

    status: Status
    code: str
    zh: str
    en: str
    because: str = ""

    def to(self, language: Language) -> str:
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Report:
    """The verdicts on one pack, in the order in which they were reached."""

    lines: tuple[Line, ...]

    @property
    def is_proved(self) -> bool:
        """Nothing is wrong, and an entry (or the whole log) was proved."""
        return not any(one.status == "wrong" for one in self.lines) and any(one.code in PROVE for one in self.lines)

    def headline(self, language: Language) -> str:
        words: str = _table()["headline"]["proved" if self.is_proved else "not_proved"][language]
        return words

    def as_json(self) -> str:
        """{"is_proved", "lines": [{"status", "code", "zh", "en", "because"}]}, in ASCII."""
        return json.dumps({"is_proved": self.is_proved, "lines": [asdict(one) for one in self.lines]}, indent=1)


def line(code: str, *, because: str = "", **values: object) -> Line:
    """The line of `code` with its places filled; the status belongs to the code."""
    words = _table()["lines"][code]
    shown = {name: plain(value) for name, value in values.items()}
    return Line(words["status"], code, words["zh"].format(**shown), words["en"].format(**shown), because)


def wrong(code: str, **values: object) -> Wrong:
    """The refusal of `code`, to be raised."""
    said = line(code, because="", **values)
    return Wrong(code, said.zh, said.en)


def refused(refusal: Wrong) -> Line:
    """The line of a refusal; `because` is the code of the deeper one that it was raised from."""
    deeper = refusal.__cause__
    because = deeper.code if isinstance(deeper, Wrong) else ""
    return Line("wrong", refusal.code, refusal.zh, refusal.en, because)


def status_word(status: Status, language: Language) -> str:
    word: str = _table()["status"][status][language]
    return word


def command_words(key: str, language: Language, **values: object) -> str:
    """What the command itself says."""
    words: str = _table()["command"][key][language]
    return words.format(**{name: plain(value) for name, value in values.items()})


def plain(value: object) -> str:
    """A value out of a stranger's file made fit for a terminal: no control or direction marks, no endless line."""
    text = "".join(char if char.isprintable() else "\ufffd" for char in str(value))
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def moment(at: datetime | int) -> dict[str, str]:
    """A moment (aware, or POSIX seconds) for the places {at} and {beijing}, in whole seconds; "?" beyond 9999."""
    seconds = at if isinstance(at, int) else floor(at.timestamp())
    if seconds >= LATEST:
        return {"at": "?", "beijing": "?"}
    utc = (EPOCH + timedelta(seconds=seconds)).replace(tzinfo=None)
    return {"at": f"{utc.isoformat(' ')} UTC", "beijing": (utc + timedelta(hours=8)).isoformat(" ")}


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(files("jieqing_verify").joinpath("words.json").read_text("utf-8"))
    return table
