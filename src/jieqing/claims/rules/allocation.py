"""What a payment goes to: within one debt (Civil Code 561, CN-ALLOC-02), among several (560, CN-ALLOC-01)."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Literal

from jieqing.claims.rules.working import Segment, half_up, summed

Item = Literal["costs", "interest", "principal"]
BY_LAW: tuple[Item, ...] = ("costs", "interest", "principal")
Accrue = Callable[[int, date, date], Sequence[Segment]]


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that the debtor paid on a day, in fen."""

    on: date
    fen: int


@dataclass(frozen=True, slots=True)
class Owed:
    """One debt's parts, in fen."""

    costs_fen: int
    interest_fen: int
    principal_fen: int


@dataclass(frozen=True, slots=True)
class Split:
    """What one payment went to; `over_fen` is beyond the whole debt. The four sum to the payment."""

    costs_fen: int
    interest_fen: int
    principal_fen: int
    over_fen: int


@dataclass(frozen=True, slots=True)
class Account:
    """A debt after its payments: a split for each, what is left, and every segment of interest that accrued."""

    splits: tuple[Split, ...]
    left: Owed
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Debt:
    """One of several debts to the same creditor. `security_rank` 0: none, more is better secured."""

    id: str
    fen: int
    due_on: date | None = None
    security_rank: int = 0
    burden_pct_year: Decimal = Decimal(0)


def split(owed: Owed, payment_fen: int, order: Sequence[Item] = BY_LAW) -> tuple[Split, Owed]:
    """A payment against one debt: costs, interest, principal, unless the parties agreed another order."""
    left = {"costs": owed.costs_fen, "interest": owed.interest_fen, "principal": owed.principal_fen}
    taken = dict.fromkeys(left, 0)
    rest = payment_fen
    for item in order:
        taken[item] = min(left[item], rest)
        left[item] -= taken[item]
        rest -= taken[item]
    return (
        Split(taken["costs"], taken["interest"], taken["principal"], rest),
        Owed(left["costs"], left["interest"], left["principal"]),
    )


def account(
    owed: Owed, payments: Iterable[Payment], accrue: Accrue, since: date, order: Sequence[Item] = BY_LAW
) -> Account:
    """Payments in time order against a debt that grows: interest since the last event is rounded at each payment.

    `accrue(principal_fen, since, until)` gives the segments of those days. What accrues after the last payment is left
    to the caller.
    """
    splits: list[Split] = []
    segments: list[Segment] = []
    for payment in sorted(payments, key=lambda each: each.on):
        if payment.on > since:
            grown = accrue(owed.principal_fen, since, payment.on)
            segments += grown
            owed = replace(owed, interest_fen=owed.interest_fen + half_up(summed(grown).exact))
            since = payment.on
        taken, owed = split(owed, payment.fen, order)
        splits.append(taken)
    return Account(tuple(splits), owed, tuple(segments))


def spread(
    payment_fen: int, paid_on: date, debts: Sequence[Debt], designated: Collection[str] = ()
) -> tuple[dict[str, int], int]:
    """A payment among several debts: what each gets, by id in the given order, and what is left over.

    The debtor's designation first; then due ones, least secured, heaviest burden, earliest due, in proportion. A debt
    without a due day can be asked at any time, so it counts as due, after those with a day.
    """
    applied = {debt.id: 0 for debt in debts}
    rest = payment_fen
    ranked = sorted((_rank(debt, paid_on, designated), number) for number, debt in enumerate(debts))
    for _, equals in groupby(ranked, lambda each: each[0]):
        tied = [debts[number] for _, number in equals]
        whole = sum(debt.fen for debt in tied)
        shares = [debt.fen for debt in tied] if rest >= whole else _pro_rata(rest, [debt.fen for debt in tied])
        for debt, share in zip(tied, shares, strict=True):
            applied[debt.id] += share
        rest -= sum(shares)
    return applied, rest


def _rank(debt: Debt, paid_on: date, designated: Collection[str]) -> tuple[bool, bool, int, Decimal, date]:
    is_due = debt.due_on is None or debt.due_on <= paid_on
    return (
        debt.id not in designated,
        not is_due,
        debt.security_rank,
        -debt.burden_pct_year,
        debt.due_on or date.max,
    )


def _pro_rata(sum_fen: int, sizes: Sequence[int]) -> list[int]:
    """Shares in proportion that sum exactly: whole fen down, the rest to the largest remainders, first ones first."""
    whole = sum(sizes)
    shares = [sum_fen * size // whole for size in sizes]
    by_remainder = sorted(range(len(sizes)), key=lambda index: -(sum_fen * sizes[index] % whole))
    for index in by_remainder[: sum_fen - sum(shares)]:
        shares[index] += 1
    return shares
