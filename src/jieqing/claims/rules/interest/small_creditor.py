"""What public bodies and large firms owe small ones for paying late (CN-INT-12, CN-INT-13, CN-INT-18)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

from jieqing.claims.rules.lpr import LprTable
from jieqing.claims.rules.working import DAYS_A_YEAR, Segment
from jieqing.kit.words import Words
from jieqing.law.pack import NotInForce, at

BigDebtor = Literal["public", "large"]
STATUTORY = Words("没约定逾期利率，每日万分之五", "no late rate was agreed: 0.05 % a day")
RAISED = Words("约定利率低于合同成立时的LPR，按LPR", "the agreed rate is under the LPR at the contract: raised to it")
AS_AGREED = Words("按约定的逾期利率", "at the agreed late rate")


@dataclass(frozen=True, slots=True)
class DayRate:
    """A rate in per cent for a year or for a day, and why it is that one."""

    pct: Decimal
    per: Literal["year", "day"]
    why: Words
    is_provisional: bool = False

    @property
    def pct_year(self) -> Decimal:
        """The rate in per cent a year."""
        return self.pct * DAYS_A_YEAR if self.per == "day" else self.pct

    def segment(self, base_fen: int, due_on: date, until: date) -> Segment:
        """The stretch of days that bears it."""
        return Segment(due_on, until, base_fen, self.pct, self.per, "CN-INT-13", self.why)


def term_on(delivered_on: date) -> dict[str, Any] | None:
    """The statutory terms for what was delivered that day; None before the regulation (2020-09-01)."""
    try:
        found: dict[str, Any] = at("CN-INT-12", delivered_on)
    except NotInForce:
        return None
    return found


def due_on(debtor: BigDebtor, delivered_on: date, agreed_term_days: int | None) -> date | None:
    """Delivery + term: public bodies 30 days, by agreement at most 60; large firms 60 days or as agreed.

    None where neither the law of that day nor the contract sets a term: large firms before 2025-06-01.
    """
    terms = term_on(delivered_on)
    days: int | None
    if debtor == "large":
        days = agreed_term_days if agreed_term_days is not None else terms["large_days"] if terms else None
    elif terms is None:
        days = agreed_term_days
    else:
        days = terms["public_days"] if agreed_term_days is None else min(agreed_term_days, terms["public_at_most_days"])
    return None if days is None else delivered_on + timedelta(days=days)


def late_rate(contract_on: date | None, agreed: DayRate | None, on: date, lpr: LprTable) -> DayRate:
    """0.05 % a day, or the agreed rate, at least the LPR of the contract day.

    `on` is a day of the lateness, for the statutory rate. Without the contract day an agreed rate stands as it is.
    Raises NotInForce before the regulation, or for an LPR before 2019-08-20.
    """
    if agreed is None:
        return DayRate(Decimal(at("CN-INT-13", on)), "day", STATUTORY)
    if contract_on is None:
        return agreed
    floor = lpr.on(contract_on)
    if agreed.pct_year < floor.pct_year:
        return DayRate(floor.pct_year, "year", RAISED, floor.is_provisional)
    return DayRate(agreed.pct, agreed.per, agreed.why, floor.is_provisional)
