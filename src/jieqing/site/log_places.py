"""Where the evidence log keeps what is not in the database: its published files, its policy, its keys.

The keys and a first policy are made where there are none: a policy that asks for no witness, until people name some.
"""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.site.state import KEPT, state_directory
from jieqing_verify import Wrong
from jieqing_verify.keys import LogSigner
from jieqing_verify.policy import Policy, policy_text

NAMES = ("JIEQING_LOG", "JIEQING_LOG_POLICY", "JIEQING_LOG_KEYS")


@dataclass(frozen=True, slots=True)
class LogPlaces:
    """The directory that is published, the tlog-policy file, and the file (0600) of the log's keys."""

    directory: Path
    policy: Path
    keys: Path

    @classmethod
    def inside(cls, folder: Path) -> "LogPlaces":
        """As they lie in a state directory, or in a backup's directory of keys."""
        return cls(*(folder / KEPT[name] for name in NAMES))


def log_places() -> LogPlaces:
    """As JIEQING_LOG, JIEQING_LOG_POLICY and JIEQING_LOG_KEYS name them, else in the state directory."""
    return LogPlaces(*map(_place, NAMES))


def log_signer(keys: Path) -> LogSigner:
    """The log's keys, made where there are none yet. The process that signs reads them, and who writes the policy."""
    if not keys.exists():
        write_whole(keys, json.dumps(LogSigner.generate(_origin()).dump()).encode(), mode=0o600)
    return LogSigner.load(json.loads(keys.read_bytes()))


def log_policy(places: LogPlaces, signer: LogSigner) -> Policy:
    """The policy, one without witnesses where there is none yet; raises Refusal where it is not of this log."""
    if not places.policy.exists():
        write_whole(places.policy, policy_text(signer.vkeys(), [], 0))
    try:
        policy = Policy.parse(places.policy.read_bytes())
    except Wrong as wrong:
        raise _unusable(places.policy, Words(wrong.zh, wrong.en)) from None
    if {log.key.text for log in policy.logs} != set(signer.vkeys()):
        why = Words("里面的日志公钥不是这个日志的。", "Its log lines are not this log's keys.")
        raise _unusable(places.policy, why)
    return policy


def write_whole(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Puts the file there whole and synced, or not at all."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)  # of a start that was cut short; in a container every start has the same number
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _place(name: str) -> Path:
    named = os.environ.get(name)
    return Path(named) if named else state_directory() / KEPT[name]


def _origin() -> str:
    """The new log's name for good: this site's host, and what tells it from other logs there."""
    host = urlsplit(os.environ.get("JIEQING_URL", "")).hostname or "localhost"
    if host == "localhost":  # of this machine alone: a name that is nobody's
        host = "jieqing.example"
    return f"{host}/log/{secrets.token_hex(4)}"


def _unusable(path: Path, why: Words) -> Refusal:
    return Refusal(
        "log_policy_unusable",
        Words("日志的信任策略 {path} 不能用：{why}", "The log's policy {path} cannot be used: {why}").filled(
            path=path, why=why
        ),
        remedy=Words(
            "写法见 docs/how-to/witness.md；jieqing sequencer --print-vkeys 显示本日志的公钥。",
            "docs/how-to/witness.md shows its form; jieqing sequencer --print-vkeys shows this log's keys.",
        ),
        field="JIEQING_LOG_POLICY",
        status=503,
    )
