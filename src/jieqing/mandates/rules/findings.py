"""What a rule found against an offer: a verdict, the rule, and the words for people (`data/reasons.yaml`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jieqing.kit.catalogue import read_yaml
from jieqing.kit.refusal import Reason
from jieqing.kit.words import Words

Verdict = Literal["ALLOW", "HOLD", "BLOCK"]
_ORDER: tuple[Verdict, ...] = ("ALLOW", "HOLD", "BLOCK")


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that fired, and how hard."""

    situation: str
    verdict: Verdict
    reason: Reason


def finding(situation: str, **figures: object) -> Finding:
    """The finding for a situation named in `data/reasons.yaml`, its figures filled in."""
    row = _situations()[situation]
    return Finding(situation, row["verdict"], Reason(row["basis"], Words(row["zh"], row["en"]).filled(**figures)))


def hardest(findings: Iterable[Finding]) -> Verdict:
    """BLOCK over HOLD over ALLOW."""
    return max((f.verdict for f in findings), key=_ORDER.index, default="ALLOW")


@cache
def _situations() -> dict[str, Any]:
    path = Path(__file__).parent.parent / "data" / "reasons.yaml"
    found: dict[str, Any] = read_yaml(path)
    return found
