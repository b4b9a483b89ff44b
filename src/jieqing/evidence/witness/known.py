"""The logs that a witness knows: for each origin the keys that must all have signed."""

from collections.abc import Iterable, Mapping

from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing_verify.note import COSIGNED_MLDSA44, ED25519, VerifierKey
from jieqing_verify.policy import Policy

Logs = Mapping[str, tuple[VerifierKey, ...]]


def logs_of(keys: Iterable[VerifierKey]) -> Logs:
    """The keys by origin: a log's key is named for it (C2SP tlog-checkpoint, "Signatures"). Raises Refusal for none."""
    logs: dict[str, tuple[VerifierKey, ...]] = {}
    for key in keys:
        if key.type not in (ED25519, COSIGNED_MLDSA44):
            raise _not_a_logs_key(key.name)
        if key not in logs.get(key.name, ()):
            logs[key.name] = (*logs.get(key.name, ()), key)
    if not logs:
        raise Refusal(
            "no_log",
            Words("没有指定要见证的日志。", "No log was named to be witnessed."),
            remedy=Words("用 --log 或 --policy 指定。", "Name it with --log or --policy."),
        )
    return logs


def logs_of_policy(text: bytes) -> Logs:
    """The logs of a tlog-policy file; raises jieqing_verify.Wrong."""
    return logs_of(log.key for log in Policy.parse(text).logs)


def _not_a_logs_key(name: str) -> Refusal:
    return Refusal(
        "not_a_logs_key",
        Words("{name} 的公钥不是日志用的那种。", "The key of {name} is not of a kind that logs sign with.").filled(
            name=name
        ),
        remedy=Words("日志用 Ed25519（01）或 ML-DSA-44（06）。", "Logs sign with Ed25519 (01) or ML-DSA-44 (06)."),
    )
