"""Which court is competent, by what is known of the places (CN-RT-18)."""

from dataclasses import dataclass
from functools import cache

from jieqing.claims.rules.case import Case
from jieqing.kit.words import Words
from jieqing.law.divisions import divisions
from jieqing.law.pack import rule

CLAUSE_DECIDES = frozenset({"arbitration", "court"})


@dataclass(frozen=True, slots=True)
class Courts:
    """Places whose courts are competent, as division codes; None: not known or not competent.

    `by_property`: the court where the property lies alone; None: only if the lease is of a building.
    """

    debtor: str | None
    creditor: str | None
    by_property: bool | None

    @property
    def provinces(self) -> tuple[str, ...]:
        """Two-digit codes of the provinces in which one may sue, the debtor's first."""
        return tuple(dict.fromkeys(code[:2] for code in (self.debtor, self.creditor) if code))


def courts(case: Case) -> Courts:
    """The courts that are competent where nothing is agreed, else none: the contract names them.

    民事诉讼法（2023）22, 24, 34; 民诉法解释 18: where money is to be received, the creditor's own court is competent.
    """
    by_property = _by_property(case.kind)
    if case.forum_clause in CLAUSE_DECIDES or by_property:
        return Courts(None, None, by_property)
    is_contract = case.kind not in (None, "wages") and by_property is False
    return Courts(case.place_code, case.creditor_place_code if is_contract else None, by_property)


@cache
def place_words(code: str) -> Words:
    """The name of a place with its city; the code itself where no division bears it."""
    division = divisions().get(code) or divisions().get(code[:4]) or divisions().get(code[:2])
    if division is None:
        return Words(code, code)
    parts = dict.fromkeys(part for part in (division.province, division.city, division.district) if part)
    name = "".join(parts)
    return Words(name, name)


@cache
def _by_property(kind: str | None) -> bool | None:
    value = rule("CN-RT-18").values[-1].value
    if kind in value["by_property"]:
        return True
    return None if kind in value["perhaps_by_property"] else False
