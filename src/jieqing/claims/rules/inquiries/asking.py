"""Fields of a question in JSON: each is read or refused by name, with what it should be."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

LARGEST_FEN = 10**15  # ten trillion yuan: above it something is mistyped


def whole_fen(inputs: Mapping[str, Any], field: str) -> int:
    """A sum of money in fen, from 0 on; raises Refusal naming the field."""
    value = inputs.get(field)
    if type(value) is not int or not 0 <= value <= LARGEST_FEN:
        raise refused(field, f"a whole number from 0 to {LARGEST_FEN} (money in fen)")
    return value


def yes_no(inputs: Mapping[str, Any], field: str) -> bool | None:
    """True or False; None where the field is null or absent: not known. Raises Refusal naming the field."""
    value = inputs.get(field)
    if value is not None and not isinstance(value, bool):
        raise refused(field, "true / false / null")
    return value


def text(inputs: Mapping[str, Any], field: str) -> str | None:
    """A text; None where the field is null or absent. Raises Refusal naming the field."""
    value = inputs.get(field)
    if value is not None and not (isinstance(value, str) and value.strip()):
        raise refused(field, "a text")
    return value


def day(inputs: Mapping[str, Any], field: str) -> date | None:
    """A day in ISO form; None where the field is null or absent. Raises Refusal naming the field."""
    value = inputs.get(field)
    if value is None:
        return None
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise refused(field, 'a date, as in "2026-06-01"') from None


def refused(field: str, wanted: str) -> Refusal:
    """The refusal of a field that is missing or makes no sense; `wanted` says what it should be."""
    return Refusal(
        "input_invalid",
        Words(f"{field} 缺失或看不懂。", f"{field} is missing or cannot be read."),
        remedy=Words(f"{field} 应为：{wanted}", f"{field} should be {wanted}."),
        field=field,
    )
