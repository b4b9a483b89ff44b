"""Whose signatures count (C2SP tlog-policy): logs, witnesses, groups and the quorum, in one file.

Stricter than the specification in two things: every key listed for a log's origin must have signed, not any one of
them; and no public key is both a log's and a witness's.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from jieqing_verify.checkpoint import Checkpoint, parse_checkpoint
from jieqing_verify.note import COSIGNED_ED25519, COSIGNED_MLDSA44, ED25519, Note, VerifierKey
from jieqing_verify.wrong import Wrong, shown

POLICY_BYTES = 1_000_000
NONE = "none"
BLANK = re.compile(r"[ \t]+")
OCTETS = re.compile(rb"[\t\n\x20-\x7e\x80-\xff]*\Z")
THRESHOLD = re.compile(r"[1-9][0-9]{0,5}")


@dataclass(frozen=True, slots=True)
class Log:
    """A log's key; the key's name is the log's origin."""

    key: VerifierKey
    url: str = ""


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness's key under the name that the policy gives it; `url` is where checkpoints are submitted, or ''."""

    name: str
    key: VerifierKey
    url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Is met when at least `threshold` of its members (witnesses and groups) are."""

    name: str
    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LogLine:
    """Whether one of the log's keys signed: `ok`, or missing."""

    key: VerifierKey
    ok: bool


@dataclass(frozen=True, slots=True)
class WitnessLine:
    """Whether one witness key cosigned: at `at_s` (POSIX seconds), or None where its line is missing."""

    name: str
    key: VerifierKey
    at_s: int | None

    @property
    def ok(self) -> bool:
        return self.at_s is not None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a policy finds in one checkpoint. `met` are the names of the witnesses and groups that hold."""

    checkpoint: Checkpoint
    log_lines: tuple[LogLine, ...]
    witnesses: tuple[WitnessLine, ...]
    met: frozenset[str]
    quorum_met: bool

    @property
    def log_signed(self) -> bool:
        """Whether every key of the log signed."""
        return all(line.ok for line in self.log_lines)

    @property
    def is_trusted(self) -> bool:
        return self.log_signed and self.quorum_met

    def require(self) -> Checkpoint:
        """The checkpoint, if it is to be trusted; else a Wrong "log_signature_missing" or "quorum_missing"."""
        if not self.log_signed:
            raise Wrong(
                "log_signature_missing",
                "检查点缺少日志自己的签名。",
                "The checkpoint lacks a signature of the log itself.",
            )
        if not self.quorum_met:
            raise Wrong(
                "quorum_missing",
                "为检查点签名的见证方不够。",
                "Too few witnesses have signed the checkpoint.",
            )
        return self.checkpoint


@dataclass(frozen=True)
class Policy:
    """A policy file: `text` is its bytes, `groups` stand in their order, `quorum` is a name or "none"."""

    text: bytes
    logs: tuple[Log, ...]
    witnesses: tuple[Witness, ...]
    groups: tuple[Group, ...]
    quorum: str

    @classmethod
    def parse(cls, data: bytes) -> "Policy":
        """The policy in these bytes; a Wrong "not_policy" that names the first line at fault."""
        if len(data) > POLICY_BYTES or not OCTETS.match(data) or (data and not data.endswith(b"\n")):
            raise _not_policy(0)
        reading = _Reading()
        for number, line in enumerate(data.decode("utf-8", "surrogateescape").split("\n"), start=1):
            words = BLANK.split(line.strip(" \t"))
            if words[0] and not words[0].startswith("#") and not reading.takes(words):
                raise _not_policy(number)
        if reading.quorum is None:
            raise _not_policy(0)
        return cls(data, tuple(reading.logs), tuple(reading.witnesses), tuple(reading.groups), reading.quorum)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the file, in hex: what two people compare."""
        return hashlib.sha256(self.text).hexdigest()

    @property
    def origins(self) -> frozenset[str]:
        return frozenset(log.key.name for log in self.logs)

    def judge(self, checkpoint_note: bytes) -> Verdict:
        """Who of the policy signed a checkpoint. Lines of unknown keys are ignored.

        A Wrong "origin_unknown" for a log that is not listed, "signature_false" where a known key's line does not
        verify, "signature_twice" where it has two, "cosignature_untimed" where a witness names no time.
        """
        checkpoint, signed = parse_checkpoint(checkpoint_note)
        keys = [log.key for log in self.logs if log.key.name == checkpoint.origin]
        if not keys:
            raise Wrong(
                "origin_unknown",
                "检查点来自策略未列出的日志。",
                "The checkpoint is of a log that the policy does not list.",
            )
        log_lines = tuple(LogLine(key, _signed_at(key, signed) is not None) for key in keys)
        witnesses = tuple(WitnessLine(one.name, one.key, _cosigned_at(one.key, signed)) for one in self.witnesses)
        met = self._met({one.name for one in witnesses if one.ok})
        return Verdict(checkpoint, log_lines, witnesses, met, self.quorum == NONE or self.quorum in met)

    def _met(self, witnesses: set[str]) -> frozenset[str]:
        met = set(witnesses)
        for group in self.groups:
            if sum(member in met for member in group.members) >= group.threshold:
                met.add(group.name)
        return frozenset(met)


def policy_text(
    log_vkeys: Sequence[str], witnesses: Sequence[tuple[str, tuple[str, str], str]], quorum: int, log_url: str = ""
) -> bytes:
    """Our form of a policy: all keys of the log, and `quorum` of the witnesses (name, (Ed25519, ML-DSA-44), url).

    A witness counts when both its lines verify. Quorum 0 asks for no witness.
    """
    lines = [f"log {vkey} {log_url}".rstrip() for vkey in log_vkeys]
    for name, vkeys, url in witnesses:
        each = list(zip(("ed25519", "mldsa44"), vkeys, strict=True))
        lines += [f"witness {name}-{kind} {vkey} {url}".rstrip() for kind, vkey in each]
        lines.append(f"group {name} all {' '.join(f'{name}-{kind}' for kind, _ in each)}")
    if quorum:
        lines.append(f"group witnesses {quorum} {' '.join(name for name, _, _ in witnesses)}")
    lines.append(f"quorum {'witnesses' if quorum else NONE}")
    text = "".join(f"{line}\n" for line in lines).encode("utf-8")
    Policy.parse(text)
    return text


@dataclass
class _Reading:
    """A policy while its lines are read; `takes` says whether a line is well formed and fits those before it."""

    logs: list[Log] = field(default_factory=list)
    witnesses: list[Witness] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    quorum: str | None = None
    _publics: set[bytes] = field(default_factory=set)
    _named: set[str] = field(default_factory=set)
    _grouped: set[str] = field(default_factory=set)

    def takes(self, words: list[str]) -> bool:
        reads = {"log": self._log, "witness": self._witness, "group": self._group, "quorum": self._quorum}
        try:
            return words[0] in reads and reads[words[0]](words[1:])
        except Wrong:  # a vkey
            return False

    def _log(self, words: list[str]) -> bool:
        if not 1 <= len(words) <= 2:
            return False
        key = VerifierKey.parse(words[0])
        self.logs.append(Log(key, *words[1:]))
        return key.type in (ED25519, COSIGNED_MLDSA44) and self._is_new(key)

    def _witness(self, words: list[str]) -> bool:
        if not 2 <= len(words) <= 3 or not self._names(words[0]):
            return False
        key = VerifierKey.parse(words[1])
        self.witnesses.append(Witness(words[0], key, *words[2:]))
        return key.type in (COSIGNED_ED25519, COSIGNED_MLDSA44) and self._is_new(key)

    def _group(self, words: list[str]) -> bool:
        if len(words) < 3:
            return False
        name, threshold, *members = words
        if not set(members) <= self._named - self._grouped or len(set(members)) < len(members):
            return False
        count = {"any": 1, "all": len(members)}.get(threshold) or (
            int(threshold) if THRESHOLD.fullmatch(threshold) else 0
        )
        if not 1 <= count <= len(members) or not self._names(name):
            return False
        self._grouped.update(members)
        self.groups.append(Group(name, count, tuple(members)))
        return True

    def _quorum(self, words: list[str]) -> bool:
        if self.quorum is not None or len(words) != 1 or words[0] not in self._named | {NONE}:
            return False
        self.quorum = words[0]
        return True

    def _is_new(self, key: VerifierKey) -> bool:
        """Whether no line before has this public key; a log is not its own witness."""
        is_new = key.public not in self._publics
        self._publics.add(key.public)
        return is_new

    def _names(self, name: str) -> bool:
        if name == NONE or name in self._named:
            return False
        self._named.add(name)
        return True


def _signed_at(key: VerifierKey, signed: Note) -> int | None:
    """When a key signed (0 where it names no time), or None where its line is missing."""
    lines = [line for line in signed.signatures if key.made(line)]
    if not lines:
        return None
    if len(lines) > 1:
        name = shown(key.name)
        raise Wrong("signature_twice", f"{name} 的签名出现了两次。", f"{name} has signed twice.")
    return key.verify(signed.text, lines[0].blob) or 0


def _cosigned_at(key: VerifierKey, signed: Note) -> int | None:
    at_s = _signed_at(key, signed)
    if at_s == 0:
        name = shown(key.name)
        raise Wrong("cosignature_untimed", f"{name} 的见证没有写明时间。", f"The cosignature of {name} names no time.")
    return at_s


def _not_policy(line: int) -> Wrong:
    where = (f"，第 {line} 行", f", line {line}") if line else ("", "")
    return Wrong("not_policy", f"信任策略文件不正确{where[0]}。", f"The policy file is not well formed{where[1]}.")
