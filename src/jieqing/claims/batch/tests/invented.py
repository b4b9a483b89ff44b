"""Invented cases for batches, always the same, and figures as one text to compare."""

import json
from collections.abc import Iterable
from datetime import date, timedelta

from jieqing.claims.batch.assess import Basis, Item
from jieqing.claims.batch.lines import figures_line
from jieqing.claims.rules.case import Case, DaySpan, Event
from jieqing.claims.rules.figures import Figures
from jieqing.claims.rules.lpr import packed
from jieqing.claims.rules.roads.ranking import default_assumptions

ON = date(2026, 11, 22)
BASIS = Basis(ON, packed(), default_assumptions())


def invented(count: int) -> list[Item]:
    """So many cases of three kinds, every other one with a payment."""
    return [_one(number) for number in range(count)]


def told(figures: Iterable[Figures]) -> str:
    """All figures as lines of JSON."""
    return "\n".join(json.dumps(figures_line(number, each)) for number, each in enumerate(figures))


def _one(number: int) -> Item:
    due = ON - timedelta(days=number * 7 % 1500)
    case = Case(
        kind=("trade_receivable", "private_loan", "rent")[number % 3],
        creditor="company",
        debtor="company",
        principal_fen=100_000 + number * 137,
        due=DaySpan.of(due),
        lawsuit="none",
    )
    paid = Event(kind="part_payment", on=due + timedelta(days=1), proof="held", amount_fen=5_000 + number)
    return case, (paid,) if number % 2 and paid.on <= ON else ()
