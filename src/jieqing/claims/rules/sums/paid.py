"""What was owed, when it fell due and what was paid of it: as the law reads the payments, and as the books have them.

The bookkeeper's matching is not the debtor's designation (Civil Code 560), so both readings are kept.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from jieqing.claims.rules.allocation import Debt, Payment, spread
from jieqing.claims.rules.case import Case, DaySpan, Event, Part


@dataclass(slots=True)
class Tranche:
    """A sum that falls due at once, and the dated payments on it in time order. `fen` is without undated payments.

    `due` as agreed; `due_from` and `due_by` the first and the last day on which it can have been due in law.
    """

    fen: int
    due: DaySpan | None
    delivered: DaySpan | None = None
    payments: list[Payment] = field(default_factory=list)
    due_from: date | None = None
    due_by: date | None = None

    @property
    def left_fen(self) -> int:
        """What is still open."""
        return self.fen - sum(payment.fen for payment in self.payments)


@dataclass(frozen=True, slots=True)
class Readings:
    """The same debt read by the law and by the books; one and the same list where they agree."""

    by_law: Sequence[Tranche]
    by_books: Sequence[Tranche]
    has_undated: bool = False
    over_fen: int = 0

    @property
    def left_fen(self) -> int:
        """The principal that is still open."""
        return sum(tranche.left_fen for tranche in self.by_law)

    @property
    def differ(self) -> bool:
        """Whether the books put payments elsewhere than the law."""
        return self.by_law is not self.by_books


def payments_of(events: Sequence[Event], on: date) -> list[Event]:
    """Payments with a sum, up to a day, in time order. Unproven ones count: they are the creditor's own word."""
    paid = [event for event in events if event.kind in _PAYING and event.amount_fen and event.on <= on]
    return sorted((event for event in paid if (event.amount_fen or 0) > 0), key=lambda event: event.on)


def has_payment_without_sum(events: Sequence[Event]) -> bool:
    """Whether the debtor paid something, nobody knows how much."""
    return any(event.kind == "part_payment" and not event.amount_fen for event in events)


def readings(case: Case, paid: Sequence[Event]) -> Readings | None:
    """The debt and its payments; None where no sum is known.

    What was received without a day is taken off from the start: no interest is reckoned on it.
    """
    if not case.parts:
        return None if case.principal_fen is None else _of_one(case, case.principal_fen, paid)
    parts = list(case.parts)
    owed, received = sum(max(0, part.amount_fen) for part in parts), sum(_received(part) for part in parts)
    left = owed - received if case.principal_fen is None else max(0, case.principal_fen)
    in_books = sum(event.amount_fen or 0 for event in paid if event.is_in_principal)
    undated = max(0, owed - left - in_books)
    if not paid and not undated and left == owed:
        tranches = [_tranche(part) for part in parts]
        return Readings(tranches, tranches)
    by_law = _opened(parts, undated, None)
    by_books = _opened(parts, undated, paid)
    rest = max(0, left - owed)
    if rest:  # the sum still owed is more than the parts: its rest has the due day of the whole
        by_law.append(Tranche(rest, case.due))
        by_books.append(Tranche(rest, case.due))
    over = _pay(by_law, parts, paid, follows_books=False)
    _pay(by_books, parts, paid, follows_books=True)
    return Readings(by_law, by_law if _same(by_law, by_books) else by_books, bool(undated), over)


def open_segments(tranche: Tranche, due_on: date, until: date) -> Iterator[tuple[date, date, int]]:
    """The stretches of late days with the sum open on them: (since, until, fen). A payment's own day counts."""
    base, since = tranche.fen, due_on
    for payment in tranche.payments:
        if payment.on > since and base > 0:
            yield since, min(payment.on, until), base
        since = max(since, payment.on)
        base -= payment.fen
    if base > 0 and until > since:
        yield since, until, base


def _of_one(case: Case, principal_fen: int, paid: Sequence[Event]) -> Readings:
    opening = max(0, principal_fen) + sum(event.amount_fen or 0 for event in paid if event.is_in_principal)
    tranche = Tranche(opening, case.due, case.delivered)
    rest = 0
    for event in paid:
        taken = min(tranche.left_fen, event.amount_fen or 0)
        rest += (event.amount_fen or 0) - taken
        if taken:
            tranche.payments.append(Payment(event.on, taken))
    one = [tranche]
    return Readings(one, one, over_fen=rest)


def _tranche(part: Part) -> Tranche:
    delivered = DaySpan(part.delivered_on, part.delivered_on) if part.delivered_on else None
    return Tranche(max(0, part.amount_fen), part.due, delivered)


def _received(part: Part) -> int:
    return max(0, min(part.amount_fen, part.received_fen))


def _opened(parts: Sequence[Part], undated_fen: int, booked: Sequence[Event] | None) -> list[Tranche]:
    """The tranches after undated payments: where the books put them (`booked`: dated ones are apart), else by 560."""
    tranches = [_tranche(part) for part in parts]
    rest = undated_fen
    if booked is not None:
        for part, tranche in zip(parts, tranches, strict=True):
            dated = sum(e.amount_fen or 0 for e in booked if e.is_in_principal and e.booked_to == part.no)
            taken = min(rest, max(0, _received(part) - dated))
            tranche.fen -= taken
            rest -= taken
    if rest:
        shares, _ = spread(rest, date.max, [_debt(index, each) for index, each in enumerate(tranches)])
        for index, tranche in enumerate(tranches):
            tranche.fen -= shares[str(index)]
    return tranches


def _pay(tranches: list[Tranche], parts: Sequence[Part], paid: Sequence[Event], *, follows_books: bool) -> int:
    """Puts dated payments on the tranches; returns what is beyond all of them."""
    places = {part.no: str(index) for index, part in enumerate(parts)}
    over = 0
    for event in paid:
        named = event.part if event.part is not None or not follows_books else event.booked_to
        debts = [_debt(index, each) for index, each in enumerate(tranches)]
        shares, rest = spread(
            event.amount_fen or 0, event.on, debts, (places[named],) if named is not None and named in places else ()
        )
        over += rest
        for index, tranche in enumerate(tranches):
            if shares[str(index)]:
                tranche.payments.append(Payment(event.on, shares[str(index)]))
    return over


def _debt(index: int, tranche: Tranche) -> Debt:
    return Debt(str(index), tranche.left_fen, tranche.due.latest if tranche.due else None)


def _same(first: Sequence[Tranche], second: Sequence[Tranche]) -> bool:
    return all((a.fen, a.payments) == (b.fen, b.payments) for a, b in zip(first, second, strict=True))


_PAYING = ("part_payment", "set_off")
