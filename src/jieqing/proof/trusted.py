"""Whose signatures count here: the policy file that is published with the log and goes into every pack."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing_verify.policy import Policy


def policy() -> Policy:
    """The policy of this house's log; raises Refusal (503) where none is set up yet."""
    path = Path(settings.LOG_POLICY) if settings.LOG_POLICY else None
    try:
        return _parsed(path.read_bytes()) if path else _none()
    except FileNotFoundError:
        return _none()


@lru_cache(maxsize=4)
def _parsed(text: bytes) -> Policy:
    return Policy.parse(text)


def _none() -> Policy:
    raise Refusal(
        "log_not_set_up",
        Words("这里的存证日志还没有启用。", "The evidence log is not running here yet."),
        remedy=Words(
            "请运营人员启动 jieqing sequencer；记录都在，启动后会补进日志。",
            "Ask the operator to start `jieqing sequencer`; the entries are kept and will be added then.",
        ),
        status=503,
    )
