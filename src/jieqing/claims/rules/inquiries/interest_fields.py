"""The fields of a question about interest: which there are, and how each is read or refused by name."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from jieqing.claims.rules.allocation import BY_LAW, Item, Payment
from jieqing.claims.rules.inquiries.asking import LARGEST_FEN, day, refused, whole_fen
from jieqing.kit.refusal import Refusal

LARGEST_PCT = 100_000
FIRST_YEAR, AFTER_LAST_YEAR = 1900, 2200
_LOAN = {
    "principal_fen", "deducted_upfront_fen", "contract_on", "filed_on", "asks_old_rule", "lender", "borrower",
    "lender_licensed_fi", "interest_clause",
}  # fmt: skip
_LATE = {"due_on", "paid_on"}
_DESIGNATION = (
    "designated", "designation", "designated_id", "designated_to", "designated_debt", "debtor_designates",
)  # fmt: skip
KNOWN: Mapping[str, frozenset[str]] = {
    "private_loan": frozenset(_LOAN | {"start", "end", "rate_pct_year", "due_on"}),
    "default_interest": frozenset(
        _LOAN | _LATE | {"rate_pct_year", "term_rate_pct_year", "in_term_rate_pct_year", "default_rate_pct_year"}
    ),
    "total_cap": frozenset(
        _LOAN | _LATE | {"default_rate_pct_year", "penalty_pct_day", "penalty_fen", "other_fees_fen"}
    ),
    "rollover": frozenset(_LOAN | {"stages"}),
    "sale_late": frozenset(_LATE | {"price_fen", "contract_on"}),
    "sme_late": frozenset(
        {
            "debtor_kind",
            "creditor_size",
            "price_fen",
            "contract_on",
            "delivered_on",
            "agreed_term_days",
            "paid_on",
            "agreed_rate_pct_day",
            "rate_pct_day",
            "late_rate_pct_day",
            "penalty_pct_day",
            "agreed_rate_pct_year",
            "rate_pct_year",
            "late_rate_pct_year",
            "agreed_late_rate_pct_year",
            "default_rate_pct_year",
        }
    ),
    "judgment": frozenset({"money_fen", "perform_by", "payments", "excluded", "as_of"}),
    "allocation": frozenset(
        {"principal_fen", "interest_fen", "costs_fen", "payments", "rate_pct_year", "as_of", "agreed_order"}
    ),
    "several_debts": frozenset({"payment_fen", "paid_on", "debts", *_DESIGNATION}),
}


def optional_day(inputs: Mapping[str, Any], field: str, *, path: str = "") -> date | None:
    """A day between 1900 and 2199; None where the field is null or absent."""
    try:
        found = day(inputs, field)
    except Refusal:
        raise refused(path + field, _A_DAY) from None
    if found is not None and not FIRST_YEAR <= found.year < AFTER_LAST_YEAR:
        raise refused(path + field, _A_DAY)
    return found


def needed_day(inputs: Mapping[str, Any], field: str, *, since: str = "", path: str = "") -> date:
    """A day that must be there, not before the field `since`; raises Refusal naming the field."""
    found = optional_day(inputs, field, path=path)
    if found is None:
        raise refused(path + field, _A_DAY)
    first = optional_day(inputs, since, path=path) if since else None
    if first and found < first:
        raise refused(path + field, f"a date not before {since}")
    return found


def needed_fen(row: Mapping[str, Any], field: str, *, path: str) -> int:
    """A sum of money in fen of a row in a list; `path` is the row's place."""
    try:
        return whole_fen(row, field)
    except Refusal:
        raise refused(path + field, f"a whole number from 0 to {LARGEST_FEN} (money in fen)") from None


def optional_fen(inputs: Mapping[str, Any], field: str) -> int:
    """A sum of money in fen; 0 where the field is null or absent."""
    return 0 if inputs.get(field) is None else whole_fen(inputs, field)


def days_count(inputs: Mapping[str, Any], field: str) -> int | None:
    """A whole number of days from 0 on; None where the field is null or absent."""
    value = inputs.get(field)
    if value is not None and not (type(value) is int and 0 <= value <= 36_500):
        raise refused(field, "a whole number of days from 0 on")
    return value


def pct(inputs: Mapping[str, Any], *names: str, path: str = "") -> Decimal | None:
    """A rate in per cent under the first of these names that holds one; None where none does."""
    for field in names:
        raw = inputs.get(field)
        if raw is None:
            continue
        rate = _decimal(raw)
        if rate is None or not 0 <= rate <= LARGEST_PCT:
            raise refused(path + field, 'a decimal in per cent from 0 on, as in "12.5"')
        return rate
    return None


def _decimal(raw: object) -> Decimal | None:
    if isinstance(raw, bool) or not isinstance(raw, int | str | Decimal):
        return None
    try:
        rate = Decimal(raw)
    except InvalidOperation:
        return None
    return rate if rate.is_finite() and len(rate.as_tuple().digits) <= 20 and -12 <= rate.adjusted() <= 12 else None


def needed_rows(inputs: Mapping[str, Any], field: str) -> list[Mapping[str, Any]]:
    """A list of at least one object."""
    rows = inputs.get(field)
    if not isinstance(rows, list) or not rows or not all(isinstance(row, Mapping) for row in rows):
        raise refused(field, "a list of objects")
    return rows


def payments(inputs: Mapping[str, Any]) -> list[Payment]:
    """The payments [{on, fen}]; none where the field is null, absent or empty."""
    if not inputs.get("payments"):
        return []
    found = []
    for number, row in enumerate(needed_rows(inputs, "payments")):
        where = f"payments[{number}]."
        found.append(Payment(needed_day(row, "on", path=where), needed_fen(row, "fen", path=where)))
    return found


def spans(inputs: Mapping[str, Any], field: str) -> list[tuple[date, date]]:
    """Pairs of days [from, to): from counted, to not; none where the field is null or absent."""
    rows = inputs.get(field) or []
    wanted = 'pairs of dates, as in [["2024-09-01", "2024-12-01"]], the second after the first'
    if not isinstance(rows, list) or not all(isinstance(row, list) and len(row) == 2 for row in rows):
        raise refused(field, wanted)
    found = [(needed_day({field: first}, field), needed_day({field: after}, field)) for first, after in rows]
    if any(after < first for first, after in found):
        raise refused(field, wanted)
    return found


def agreed_order(inputs: Mapping[str, Any]) -> tuple[Item, ...]:
    """The order that the parties agreed on, else that of the law (Civil Code 561)."""
    raw = inputs.get("agreed_order")
    if raw is None:
        return BY_LAW
    if not isinstance(raw, list) or sorted(map(str, raw)) != sorted(BY_LAW):
        raise refused("agreed_order", "costs, interest and principal, each once, in the agreed order")
    return tuple(raw)


def designated(inputs: Mapping[str, Any], ids: Collection[str]) -> list[str]:
    """The debts that the debtor named when paying; none where nothing says so."""
    for field in _DESIGNATION:
        raw = inputs.get(field)
        if raw is None:
            continue
        named = raw if isinstance(raw, list) else [raw]
        if not all(isinstance(each, str) and each in ids for each in named):
            raise refused(field, "the id of one of the debts")
        return named
    return []


_A_DAY = 'a date between 1900 and 2199, as in "2026-06-01"'
