"""Cases for the tests of roads: sums and days as plain values, so that no other part's arithmetic is tested here."""

from datetime import date
from typing import Any

from jieqing.claims.rules.assessment import Asked, Limits, Line, Period, ShorterPeriod, Status
from jieqing.claims.rules.case import Case, DaySpan
from jieqing.claims.rules.working import stated
from jieqing.kit.words import Words

ON = date(2026, 11, 22)
PLAIN: dict[str, Any] = {
    "kind": "trade_receivable",
    "creditor": "company",
    "debtor": "company",
    "principal_fen": 4_000_000,
    "due": "2025-05-30",
    "delivered": "2025-04-30",
    "evidence": ["contract", "delivery_note"],
    "lawsuit": "none",
    "place_code": "320583",
    "creditor_place_code": "320981",
}


def case(**says: Any) -> Case:
    """The plain case with what is said otherwise."""
    facts = PLAIN | says
    spans = {field: DaySpan.of(facts[field]) for field in ("due", "delivered") if facts[field] is not None}
    return Case(**facts | spans | {"evidence": tuple(facts["evidence"])})


def asked(principal_fen: int | None = 4_000_000, late_fen: tuple[int, int] = (0, 0), on: date = ON) -> Asked:
    """What can be asked: a principal and late interest; None: not even the principal is known."""
    if principal_fen is None:
        return Asked(on, (), (), ())
    lines = [Line("principal", Words("本金", "Principal"), stated(principal_fen), stated(principal_fen))]
    if late_fen[1]:
        late = Words("逾期利息", "Late interest")
        lines.append(Line("late_interest", late, stated(late_fen[0]), stated(late_fen[1])))
    return Asked(on, tuple(lines), (), ())


def limits(
    status: Status = "open",
    *,
    last_day: date | None = date(2028, 5, 30),
    enforcement: Status | None = None,
    shorter: tuple[ShorterPeriod, ...] = (),
) -> Limits:
    """The days: one period for both readings, one for enforcement where it is named, and the shorter ones."""

    def period(of: Status) -> Period:
        return Period(last_day, of, None, None, (), ())

    return Limits(period(status), period(status), shorter, period(enforcement) if enforcement else None, None, ())


def shorter(rule: str, days_left: int | None, *, applies: bool | None = True) -> ShorterPeriod:
    """A shorter period with so many days left."""
    return ShorterPeriod(rule, Words("期", "Period"), applies, None, days_left, Words("后果", "Effect"))
