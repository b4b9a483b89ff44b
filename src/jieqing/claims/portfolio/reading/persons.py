"""Columns of third persons and beyond the purpose: dropped by default, each with its reason."""

from collections.abc import Mapping, Sequence
from typing import Any

from jieqing.claims.portfolio.reading.amounts import Bad
from jieqing.claims.portfolio.reading.catalogue import drop_rules, words_of
from jieqing.claims.portfolio.reading.folding import folded, name_of, text_of
from jieqing.claims.portfolio.reading.header import Placed
from jieqing.claims.portfolio.reading.identifiers import phone_of
from jieqing.claims.portfolio.reading.result import Dropped, Guarantor


def dropped_of(columns: Sequence[Placed]) -> tuple[Dropped, ...]:
    """The columns that are not stored, in the order of the sheet."""
    rules = {rule.id: rule for rule in drop_rules()}
    return tuple(
        Dropped(column, placed.name, placed.dropped, rules[placed.dropped].why, rules[placed.dropped].may_keep)
        for column, placed in enumerate(columns)
        if placed.dropped
    )


def contact_columns(dropped: Sequence[Dropped]) -> dict[str, int]:
    """'name', 'relation', 'phone' → column of contact 1, where all of who it is can be read."""
    found: dict[str, int] = {}
    for column in dropped:
        if column.may_keep:
            found.setdefault(_part(folded(column.header)), column.column)
    return found if {"name", "relation"} <= found.keys() else {}


def guarantor_of(row: Sequence[Any], contact: Mapping[str, int]) -> Guarantor | None:
    """Contact 1 of this row if it answers for the debt (担保人, 共同借款人 …), else None."""
    relation = text_of(row[contact["relation"]])
    name = name_of(row[contact["name"]])
    if not name or folded(relation) not in words_of("guarantor_relation"):
        return None
    phone = phone_of(row[contact["phone"]]) if "phone" in contact else None
    return Guarantor(name, relation, None if isinstance(phone, Bad) else phone)


def _part(header: str) -> str:
    if "关系" in header or "relation" in header:
        return "relation"
    return "phone" if any(word in header for word in ("电话", "手机", "联系方式", "phone")) else "name"
