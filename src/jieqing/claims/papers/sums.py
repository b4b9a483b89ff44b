"""The sums that a paper names, from the lines that can be asked. Where a line is a range, the creditor chooses."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from jieqing.claims.rules.assessment import Asked, Line
from jieqing.claims.rules.case import Case
from jieqing.kit.money import yuan_to_fen

INTEREST = ("interest", "late_interest", "penalty", "judgment_extra")


@dataclass(frozen=True, slots=True)
class Sums:
    """In fen; None where it isn't settled yet. Ranges (low, high) say within which the creditor may choose."""

    principal: int | None
    interest: int | None
    costs: int | None
    interest_range: tuple[int, int]
    costs_range: tuple[int, int]

    @property
    def total(self) -> int | None:
        """The sum of what is asked; None while a part of it is open."""
        parts = (self.principal, self.interest, self.costs)
        return None if None in parts else sum(part for part in parts if part is not None)


def sums(lines: tuple[Line, ...], typed: Mapping[str, str], *, has_missing: bool = False) -> Sums:
    """What is asked: a line's own sum, or the one that the creditor chose within its range.

    `has_missing`: facts are missing, so that no line of interest does not mean that there is none.
    """
    principal = [line for line in lines if line.kind == "principal"]
    interest, costs = _range(lines, INTEREST), _range(lines, ("costs",))
    return Sums(
        principal=sum(line.low.fen for line in principal)
        if principal and all(line.low.fen == line.high.fen for line in principal)
        else None,
        interest=_settled(interest, typed.get("interest_claimed", ""), is_open=has_missing and interest == (0, 0)),
        costs=_settled(costs, typed.get("costs_claimed", "")) if costs != (0, 0) else _chosen(typed, "costs_claimed"),
        interest_range=interest,
        costs_range=costs,
    )


def order_lines(case: Case, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines that a payment order may hold: the principal, and interest that the papers agree (CN-RT-20)."""
    agreed = case.rate_pct_year is not None or case.penalty_fen is not None or case.is_interest_agreed is True
    late = case.default_rate_pct_year is not None or case.penalty_pct_day is not None
    kinds = {"principal"} | ({"interest", "penalty", "late_interest"} if agreed or late else set())
    return tuple(line for line in lines if line.kind in kinds)


def fen_in(typed: str) -> int | None:
    """Fen of a sum in yuan as typed ('12,000.50', '1.2万'); None where it is none."""
    plain = typed.strip().replace(",", "").replace("，", "").removesuffix("元")
    factor = 10_000 if plain.endswith("万") else 1
    try:
        yuan = Decimal(plain.removesuffix("万")) * factor
    except InvalidOperation:
        return None
    if not yuan.is_finite() or not 0 <= yuan < 10**13 or yuan != round(yuan, 2):
        return None
    return yuan_to_fen(yuan)


def _range(lines: tuple[Line, ...], kinds: tuple[str, ...]) -> tuple[int, int]:
    found = [line for line in lines if line.kind in kinds]
    return sum(line.low.fen for line in found), sum(line.high.fen for line in found)


def sums_of(asked: Asked, typed: Mapping[str, str]) -> Sums:
    """`sums` of all that can be asked."""
    return sums(asked.lines, typed, has_missing=bool(asked.missing))


def _settled(between: tuple[int, int], typed: str, *, is_open: bool = False) -> int | None:
    """Typed, it stands (checks.within_cap looks at it); else the sum where there is no range to choose in."""
    chosen = fen_in(typed) if typed else None
    if chosen is not None:
        return chosen
    return between[0] if between[0] == between[1] and not is_open else None


def _chosen(typed: Mapping[str, str], field: str) -> int:
    """Nothing is asked that nobody typed."""
    return fen_in(typed.get(field, "")) or 0
