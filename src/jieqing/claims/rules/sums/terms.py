"""Which late rate the law or the contract gives a debt that is no loan: low and high, with the rule behind each."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from jieqing.claims.rules.case import Case
from jieqing.claims.rules.interest import small_creditor
from jieqing.claims.rules.interest.sale_late import PLUS_LEAST, PLUS_MOST, SaleRates, sale_rates
from jieqing.claims.rules.lpr import LprTable
from jieqing.claims.rules.working import DAYS_A_YEAR
from jieqing.kit.words import Words
from jieqing.law.pack import NotInForce

Per = Literal["year", "day"]
AGREED = Words("按约定的逾期利率或违约金", "at the agreed late rate or penalty")
CUT = Words("若被请求减少：逾期第一天的LPR加30%", "if it is cut on request: LPR of the first day late plus 30 %")
PLAIN = Words("逾期第一天的LPR", "LPR of the first day late")
OF_THE_TIME = Words("同期LPR", "LPR of the time")
ZERO = Decimal(0)
SALE = ("trade_receivable",)
LIKE_SALE = ("service_fee", "transfer_price")
TO_SMALL_FIRMS = ("trade_receivable", "service_fee", "construction")
NO_SET_RATE = ("refund", "rent", "guarantor_recourse", "other")
SMALL = ("micro", "small", "medium")


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate for lateness; `pct` 0 where nothing is sure. `floats`: it follows LPR from day to day."""

    pct: Decimal
    per: Per
    rule: str
    why: Words
    floats: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """Low and high rate of one due day, and the day after which each runs.

    That is the due day, or later where the rate hangs on LPR and there was none yet (`is_cut_short`).
    """

    low: Rate
    low_since: date
    high: Rate
    high_since: date
    is_provisional: bool = False
    is_cut_short: bool = False


def big_debtor(case: Case) -> small_creditor.BigDebtor | None:
    """'public' or 'large' where the regulation on small firms reaches the debtor; None where not, or not known."""
    if case.debtor == "government" or case.debtor_size == "public":
        return "public"
    return "large" if case.debtor_size == "large" else None


def is_under_regulation(case: Case) -> bool:
    """Whether debtor, creditor and kind are those of the regulation on payments to small firms (CN-INT-18)."""
    return (
        case.kind in TO_SMALL_FIRMS
        and case.creditor != "person"
        and case.creditor_size in SMALL
        and big_debtor(case) is not None
    )


def agreed_rate(case: Case) -> small_creditor.DayRate | None:
    """All that the parties agreed for lateness, as one rate: a penalty a day, a rate a year, or both together."""
    a_year = case.default_rate_pct_year if case.default_rate_pct_year is not None else case.rate_pct_year
    if case.penalty_pct_day is None:
        return None if a_year is None else small_creditor.DayRate(max(a_year, ZERO), "year", AGREED)
    a_day = max(case.penalty_pct_day, ZERO)
    if a_year is None:
        return small_creditor.DayRate(a_day, "day", AGREED)
    return small_creditor.DayRate(a_day * DAYS_A_YEAR + max(a_year, ZERO), "year", AGREED)


def terms_of(case: Case, due_on: date, lpr: LprTable) -> Terms:
    """The rates of a debt due that day that is neither wages nor an investment (they have none in law)."""
    agreed = agreed_rate(case)
    if is_under_regulation(case):
        contract_on = case.contract.latest if case.contract else None
        try:
            of_regulation = small_creditor.late_rate(contract_on, agreed, due_on, lpr)
        except NotInForce:
            of_regulation = None  # before the regulation, or a contract without an LPR: the rules on sale are left
        if of_regulation is not None:
            rate = Rate(of_regulation.pct, of_regulation.per, "CN-INT-13", of_regulation.why)
            return Terms(rate, due_on, rate, due_on, of_regulation.is_provisional)
    first = lpr.rows[0][0] - timedelta(days=1)
    since = max(due_on, first)
    sale = sale_rates(since, lpr)
    if agreed is not None:
        low, high = _by_agreement(agreed, sale)
        return Terms(low, due_on if low == high else since, high, due_on, sale.is_provisional and low != high)
    low, high = _by_kind(case.kind, sale)
    return Terms(low, since, high, since, sale.is_provisional, is_cut_short=since > due_on)


def _by_agreement(agreed: small_creditor.DayRate, sale: SaleRates) -> tuple[Rate, Rate]:
    """As agreed; at the lower end what is left if the debtor has it cut to 130 % of a loss of LPR (CN-INT-11)."""
    high = Rate(agreed.pct, agreed.per, "CN-INT-11", agreed.why)
    if agreed.pct_year <= sale.low_pct_year:
        return high, high
    return Rate(sale.low_pct_year, "year", "CN-INT-11", CUT), high


def _by_kind(kind: str | None, sale: SaleRates) -> tuple[Rate, Rate]:
    if kind in SALE or kind in LIKE_SALE:
        rule = "CN-INT-10" if kind in SALE else "CN-INT-20"
        return (
            Rate(sale.low_pct_year, "year", rule, PLUS_LEAST),
            Rate(sale.high_pct_year, "year", rule, PLUS_MOST),
        )
    if kind == "construction":
        rate = Rate(sale.lpr_pct_year, "year", "CN-INT-21", OF_THE_TIME, floats=True)
        return rate, rate
    if kind in NO_SET_RATE:
        return Rate(ZERO, "year", "CN-INT-23", PLAIN), Rate(sale.lpr_pct_year, "year", "CN-INT-23", PLAIN)
    return Rate(ZERO, "year", "CN-INT-24", PLAIN), Rate(sale.high_pct_year, "year", "CN-INT-10", PLUS_MOST)
