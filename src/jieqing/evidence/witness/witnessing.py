"""One witness at work: a submission judged, kept on the disk, cosigned; and the latest checkpoint for monitors."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from jieqing.evidence.witness.judging import No, Seen, contradicts, extends, log_lines
from jieqing.evidence.witness.known import Logs
from jieqing.evidence.witness.memory import Memory
from jieqing.evidence.witness.request import Malformed, Submission, read_submission
from jieqing_verify import note
from jieqing_verify.keys import Cosigner
from jieqing_verify.note import Line

TEXT, SIZE = "text/plain; charset=utf-8", "text/x.tlog.size"


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes over the wire; `log` and `size` are set where a log that the witness knows was meant."""

    status: int
    body: bytes
    kind: str = TEXT
    log: str = ""
    size: int = 0


class Witness:
    """Used by one thread, so that no two submissions are judged at once (the memory sees to it as well)."""

    def __init__(self, cosigner: Cosigner, logs: Logs, memory: Memory) -> None:
        self._cosigner, self._logs, self._memory = cosigner, logs, memory
        self._origins = {hashlib.sha256(origin.encode()).hexdigest(): origin for origin in logs}

    def add_checkpoint(self, body: bytes, now: datetime) -> Answer:
        """The answer of C2SP tlog-witness: 200 with two cosignature lines, or 400, 403, 404, 409, 422."""
        try:
            asked = read_submission(body)
        except Malformed as fault:
            return _refused(No(400, str(fault)))
        origin, size = asked.checkpoint.origin, asked.checkpoint.size
        keys = self._logs.get(origin)
        if keys is None:
            return _refused(No(404, "origin_unknown"))
        lines = log_lines(asked.note, keys)
        if isinstance(lines, No):
            return _refused(lines, origin, size)
        with self._memory.deciding():
            seen = self._memory.last(origin)
            no = extends(asked, seen)
            if no is None:
                return self._cosign(asked, lines, now)
            if contradicts(asked, seen):
                self._memory.keep_contradiction(origin, _tree(asked), asked.signed, now)
        if no.status == 409:
            return Answer(409, b"%d\n" % seen.size, SIZE, origin, size)
        return _refused(no, origin, size)

    def latest(self, origin_hash: str) -> bytes | None:
        """The latest checkpoint cosigned for the log whose origin has this SHA-256 (lower-case hex), or None."""
        origin = self._origins.get(origin_hash)
        return None if origin is None else self._memory.latest_note(origin)

    def _cosign(self, asked: Submission, lines: tuple[Line, ...], now: datetime) -> Answer:
        """Kept before it is answered: the caller's block ends, and syncs, before the answer leaves."""
        cosignature = self._cosigner.cosign(asked.checkpoint, int(now.timestamp()))
        kept = note.format(asked.note.text, (*lines, *note.parse_lines(cosignature)))
        self._memory.keep(asked.checkpoint.origin, _tree(asked), kept, now)
        return Answer(200, cosignature, TEXT, asked.checkpoint.origin, asked.checkpoint.size)


def _tree(asked: Submission) -> Seen:
    return Seen(asked.checkpoint.size, asked.checkpoint.root)


def _refused(no: No, log: str = "", size: int = 0) -> Answer:
    return Answer(no.status, f"{no.code}\n".encode(), TEXT, log, size)
