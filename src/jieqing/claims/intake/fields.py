"""The fields of a draft claim from `data/fields.yaml`: names, choices, what may be corrected, what is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from jieqing.claims.intake.lexicon import read_rows
from jieqing.kit.money import yuan_text
from jieqing.kit.words import Words

FieldKind = Literal[
    "money", "months", "date", "choice", "list", "flag", "text", "text_list", "place", "pct", "money_list"
]
NOTHING = Words("", "")


@dataclass(frozen=True, slots=True)
class Asking:
    """When a missing field is asked for. `turns`: how much it changes the answer; the conditions are as in the file."""

    turns: int
    unless_known: tuple[str, ...] = ()
    only_for: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `choices`: value → words (empty unless choice, list or flag); `also`: more words for each."""

    id: str
    kind: FieldKind
    name: Words
    is_shown: bool
    is_correctable: bool
    example: Words
    choices: Mapping[str, Words]
    also: Mapping[str, tuple[str, ...]]
    question: Words
    why: Words
    asking: Asking | None


@cache
def fields() -> Mapping[str, Field]:
    """All fields by id, in the order of the file."""
    return {row["id"]: _field(row) for row in read_rows("fields.yaml")}


def value_words(field: Field, value: Any) -> Words:
    """A value as people read it, in both languages: '80,000', '14 个月 / 14 months', '货款 / goods supplied'."""
    match field.kind:
        case "money":
            return _yuan(value)
        case "date":
            return _day(value)
        case "months":
            return Words(f"{value} 个月", f"{value} month{'' if value == 1 else 's'}")
        case "choice":
            return field.choices.get(value, Words(str(value), str(value)))
        case "flag":
            return field.choices["yes" if value else "no"]
        case "list":
            return _joined([field.choices[each] for each in value])
        case "text_list":
            return _joined([Words(each, each) for each in value])
        case "pct":
            return Words(*(f"{_short(value)}%",) * 2)
        case "money_list":
            return _joined([_part(each) for each in value])
    return Words(str(value), str(value))


def _yuan(fen: int) -> Words:
    return Words(f"{yuan_text(fen)} 元", f"{yuan_text(fen)} yuan")


def _day(partial: str) -> Words:
    """'2025', '2025-06' or '2025-06-30' as people write it."""
    numbers = [int(number) for number in partial.split("-")]
    zh = "".join(f"{number}{unit}" for number, unit in zip(numbers, "年月日", strict=False))
    form = ("%Y", "%B %Y", "%-d %B %Y")[len(numbers) - 1]
    return Words(zh, date(*[*numbers, 1, 1][:3]).strftime(form))


def _part(part: Mapping[str, Any]) -> Words:
    """One instalment or payment: a sum, its day where said, or how often it recurs."""
    words = _yuan(part["amount_fen"]) if part.get("amount_fen") is not None else NOTHING
    if part.get("on"):
        on = _day(part["on"])
        words = Words(f"{on.zh} {words.zh}", f"{words.en} ({on.en})")
    if part.get("every") == "month":
        words = Words(f"每月 {words.zh}", f"{words.en} a month")
    if part.get("count"):
        words = Words(f"分 {part['count']} 期 {words.zh}".strip(), f"{part['count']} parts {words.en}".strip())
    return words


def _joined(parts: list[Words]) -> Words:
    return Words("、".join(part.zh for part in parts), ", ".join(part.en for part in parts))


def _short(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _field(row: dict[str, Any]) -> Field:
    gap = row.get("gap", {})
    rows = row.get("choices", {}) | ({"yes": row["yes"], "no": row["no"]} if row["kind"] == "flag" else {})
    return Field(
        id=row["id"],
        kind=row["kind"],
        name=Words(**row["name"]),
        is_shown=row["shown"],
        is_correctable=row["correctable"],
        example=Words(**row["example"]) if "example" in row else NOTHING,
        choices={value: Words(words["zh"], words["en"]) for value, words in rows.items()},
        also={value: tuple(words.get("also", "").split()) for value, words in rows.items()},
        question=Words(**gap["question"]) if gap else NOTHING,
        why=Words(**gap["why"]) if gap else NOTHING,
        asking=_asking(gap) if gap else None,
    )


def _asking(gap: dict[str, Any]) -> Asking:
    only_for = {field: tuple(values) for field, values in gap.get("only_for", {}).items()}
    return Asking(gap["turns"], tuple(gap.get("unless_known", ())), only_for or None)
