"""What a witness must have answered before its lines are kept: both signatures true, of this very tree, and of now."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from jieqing_verify import Wrong, note
from jieqing_verify.note import VerifierKey
from jieqing_verify.policy import Policy

AHEAD = timedelta(minutes=5)


class Unfit(Exception):  # noqa: N818 - a finding about a witness
    """An answer that is worth nothing; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Asked:
    """A witness of the policy: its name there, where it is asked, and the keys whose lines it owes."""

    name: str
    url: str
    keys: tuple[VerifierKey, ...]


@dataclass(frozen=True, slots=True)
class Cosigned:
    """The lines of a witness under one checkpoint, as they are kept, and the time that they name."""

    lines: bytes
    at: datetime


def witnesses_of(policy: Policy) -> list[Asked]:
    """Whom a policy gives an address: keys with one address are one witness, named for the group of just these keys."""
    by_url: dict[str, list[str]] = {}
    for each in policy.witnesses:
        if each.url:
            by_url.setdefault(each.url, []).append(each.name)
    keys = {each.name: each.key for each in policy.witnesses}
    groups = {frozenset(group.members): group.name for group in policy.groups}
    return [
        Asked(groups.get(frozenset(names), names[0]), url, tuple(keys[name] for name in names))
        for url, names in by_url.items()
    ]


def cosigned(witness: Asked, text: bytes, answer: bytes, now: datetime) -> Cosigned:
    """The lines that the witness owes for a checkpoint's text, out of what it answered; raises Unfit.

    Lines of other keys are ignored (C2SP tlog-witness). Each of its own must be there, and verify.
    """
    try:
        given = note.parse_lines(answer)
    except Wrong:
        raise Unfit("answer_malformed") from None
    lines, times = [], []
    for key in witness.keys:
        line = next(filter(key.made, given), None)
        if line is None:
            raise Unfit("line_missing")
        try:
            at_s = key.verify(text, line.blob)
        except Wrong:
            raise Unfit("signature_false") from None
        if not at_s:
            raise Unfit("time_missing")
        lines.append(line.text())
        times.append(at_s)
    if max(times) > (now + AHEAD).timestamp():
        raise Unfit("clock_ahead")
    return Cosigned(b"".join(lines), datetime.fromtimestamp(min(times), UTC))
