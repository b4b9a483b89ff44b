"""Dated rules from `packs/<jurisdiction>/*.yaml`: `rule(id)` for the rule, `at(id, on)` for its value on a day.

A changed rule gets a dated sibling value, so that an event of 2024 is still judged as in 2024.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast, get_args

from jieqing.kit.catalogue import read_yaml
from jieqing.kit.words import Words

Force = Literal["law", "regulation", "interpretation", "rule", "standard", "self_discipline", "policy"]
PACKS = Path(__file__).parent / "packs"


@dataclass(frozen=True, slots=True)
class Dated:
    """One value of a rule, in force from `valid_from` until the day before `valid_until` (None: still in force)."""

    valid_from: date
    valid_until: date | None
    value: Any


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of law that software can check. `confidence`: A article read, B secondary text, M from memory.

    `pack` is where it stands, e.g. 'cn/fees'.
    """

    pack: str
    id: str
    title: Words
    says: Words
    unit: str
    force: Force
    reference: Words
    confidence: str
    checked_on: date
    values: tuple[Dated, ...]


class UnknownRule(KeyError):  # noqa: N818 - named after what is so, as all our refusals are
    """No pack holds a rule of that id."""


class NotInForce(LookupError):  # noqa: N818
    """The rule had no value on that day."""


@cache
def rules() -> dict[str, Rule]:
    """All rules of all packs by id, in the order of the files."""
    found: dict[str, Rule] = {}
    for path in sorted(PACKS.glob("*/*.yaml")):
        for row in read_yaml(path):
            rule_ = _rule(row, pack=f"{path.parent.name}/{path.stem}")
            if rule_.id in found:
                raise ValueError(f"{path.name}: rule {rule_.id} stands twice")
            found[rule_.id] = rule_
    return found


def rule(rule_id: str) -> Rule:
    """The rule of that id; raises UnknownRule."""
    try:
        return rules()[rule_id]
    except KeyError:
        raise UnknownRule(rule_id) from None


def at(rule_id: str, on: date) -> Any:
    """The rule's value on that day, as the pack states it; raises UnknownRule or NotInForce."""
    for dated in rule(rule_id).values:
        if dated.valid_from <= on and (dated.valid_until is None or on < dated.valid_until):
            return dated.value
    raise NotInForce(f"{rule_id} had no value on {on}")


def _rule(row: dict[str, Any], *, pack: str) -> Rule:
    force = row["force"]
    if force not in get_args(Force):
        raise ValueError(f"{row['id']}: force {force!r} is none of {get_args(Force)}")
    dated = sorted((_dated(v) for v in row["values"]), key=lambda d: d.valid_from)
    return Rule(
        pack=pack,
        id=row["id"],
        title=Words(**row["title"]),
        says=Words(**row["says"]),
        unit=row["unit"],
        force=cast("Force", force),
        reference=Words(**row["reference"]),
        confidence=row["confidence"],
        checked_on=row["checked_on"],
        values=tuple(dated),
    )


def _dated(row: dict[str, Any]) -> Dated:
    return Dated(valid_from=row["from"], valid_until=row.get("until"), value=row["value"])
