"""Every rule of the packs by subject: what is law, and apart from it what is not."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jieqing.kit.catalogue import read_yaml
from jieqing.kit.words import Words
from jieqing.law.pack import Rule, rules

FORCES = {
    "law": Words("法律", "statute"),
    "regulation": Words("行政法规", "regulation"),
    "interpretation": Words("司法解释", "judicial interpretation"),
    "rule": Words("规章或规范性文件", "rule or normative document"),
    "standard": Words("推荐性标准，不是法律", "recommended standard, not law"),
    "self_discipline": Words("行业自律，不是法律", "self-discipline, not law"),
    "policy": Words("本系统的做法，不是法律", "this product's policy, not law"),
}
NOT_LAW = ("standard", "self_discipline", "policy")
CONFIDENCES = {
    "A": Words("读过条文", "article read"),
    "B": Words("读过转述", "secondary text read"),
    "M": Words("凭记忆，待律师核对", "from memory, for a lawyer to check"),
    "inference": Words("推断", "our reading"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A rule as the page shows it; `since` its latest version."""

    rule: Rule
    force: Words
    since: date
    confidence: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject: its rules of law, and those that are none."""

    id: str
    title: Words
    law: tuple[Row, ...]
    other: tuple[Row, ...]


@cache
def subjects() -> tuple[Subject, ...]:
    """All subjects that hold a rule, in the order of `data/law.yaml`; what stands under none comes last."""
    path = Path(__file__).parent / "data" / "law.yaml"
    listed: list[dict[str, Any]] = read_yaml(path)
    placed = {pack for row in listed for pack in row["packs"]}
    rest = dict.fromkeys(rule.pack for rule in rules().values() if rule.pack not in placed)
    listed.append({"id": "more", "title": {"zh": "其他", "en": "More"}, "packs": list(rest)})
    found = (_subject(row["id"], Words(**row["title"]), row["packs"]) for row in listed)
    return tuple(subject for subject in found if subject.law or subject.other)


def _subject(subject_id: str, title: Words, packs: Iterable[str]) -> Subject:
    rows = [_row(rule) for pack in packs for rule in rules().values() if rule.pack == pack]
    law = tuple(row for row in rows if row.rule.force not in NOT_LAW)
    return Subject(subject_id, title, law, tuple(row for row in rows if row.rule.force in NOT_LAW))


def _row(rule: Rule) -> Row:
    words = tuple(CONFIDENCES[word] for word in re.split(r"[/,] ?", rule.confidence))
    return Row(rule, FORCES[rule.force], rule.values[-1].valid_from, words)
