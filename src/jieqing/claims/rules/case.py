"""A claim as the law computes it: sums, days, rates and circumstances, and nothing that names anybody.

`None` is not known and stays so: a computation names it as missing and widens its answer to a range.
"""

from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal, Self

from jieqing.claims.rules.ageing import first_day

EventKind = Literal[
    "demand", "debtor_agrees", "part_payment", "debtor_signs", "suit", "arbitration", "payment_order",
    "mediation_request", "preservation", "enforcement", "bankruptcy_claim", "set_off", "assignment_notice",
    "suspension", "promise", "other",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class DaySpan:
    """A day that is known only so far: '2025-06' is 1 to 30 June. Both ends inclusive; equal ends are a known day."""

    earliest: date
    latest: date

    @classmethod
    def of(cls, said: str | date) -> Self:
        """The span of an ISO date, possibly partial: '2025', '2025-06', '2025-06-30'."""
        if isinstance(said, date):
            return cls(said, said)
        first = first_day(said)
        match said.count("-"):
            case 0:
                return cls(first, date(first.year, 12, 31))
            case 1:
                following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
                return cls(first, following - timedelta(days=1))
        return cls(first, first)

    @property
    def is_known(self) -> bool:
        """Whether it is one day."""
        return self.earliest == self.latest


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An instalment of one debt, or a debt of its own (`is_separate`: an invoice, a month's rent).

    `amount_fen` is what was owed, `received_fen` what the creditor's own books set against it. `no` is its name within
    the claim, from 1. `row` is the line of the ledger that it came from.
    """

    no: int
    amount_fen: int
    received_fen: int = 0
    due: DaySpan | None = None
    delivered_on: date | None = None
    invoiced_on: date | None = None
    is_separate: bool = False
    row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened in a claim's life. It counts only with `proof` (CN-LIM-04); a demand only if it reached.

    `proof` says what shows it (a file's id, 'held'), None: nothing. `amount_fen`: of a payment. `part` the debt that
    the debtor designated (Civil Code 560), `booked_to` the one that the creditor's books chose: not a designation.
    `is_in_principal`: the payment is already taken off `Case.principal_fen`; any other reduces it.
    """

    kind: EventKind
    on: date
    proof: str | None = None
    reached: bool | None = None
    channel: str | None = None
    ended_on: date | None = None
    cause: str | None = None
    amount_fen: int | None = None
    part: int | None = None
    booked_to: int | None = None
    is_in_principal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgment:
    """A judgment, award or court mediation that can be enforced: its money without general interest (CN-INT-15)."""

    money_fen: int | None = None
    perform_by: date | None = None
    effective_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The facts of one claim. Choices are those of `intake/data/fields.yaml`; rates in per cent, sums in fen.

    `principal_fen` is what is still owed without interest, on the creditor's word; where `parts` are known it is
    their sum less what was received. `lent_fen` the sum on the paper of a loan, `deducted_upfront_fen` what was kept
    back. Payments stand among the events. `bill`: 'none', 'bill' (draft or note) or 'cheque' that was taken for the
    debt; `bill_from_on` its maturity, or the day a cheque was drawn.
    """

    kind: str | None = None
    creditor: str | None = None
    creditor_size: str | None = None
    debtor: str | None = None
    debtor_size: str | None = None
    principal_fen: int | None = None
    is_principal_approx: bool = False
    lent_fen: int | None = None
    deducted_upfront_fen: int | None = None
    contract: DaySpan | None = None
    due: DaySpan | None = None
    delivered: DaySpan | None = None
    knew_on: date | None = None
    harm_on: date | None = None
    first_demand_on: date | None = None
    grace_ends_on: date | None = None
    aged_from: date | None = None
    rate_pct_year: Decimal | None = None
    is_interest_agreed: bool | None = None
    default_rate_pct_year: Decimal | None = None
    penalty_pct_day: Decimal | None = None
    penalty_fen: int | None = None
    costs_fen: int | None = None
    is_licensed_lender: bool | None = None
    parts: tuple[Part, ...] = ()
    has_guarantor: bool | None = None
    guarantee_ends_on: date | None = None
    bill: str | None = None
    bill_from_on: date | None = None
    bill_refused_on: date | None = None
    employment_ended_on: date | None = None
    is_contractor_of_owner: bool | None = None
    bankruptcy_claims_by: date | None = None
    has_collateral: bool | None = None
    forum_clause: str | None = None
    has_notarised_enforcement: bool | None = None
    lawsuit: str | None = None
    judgment: Judgment | None = None
    evidence: tuple[str, ...] = ()
    has_written_evidence: bool | None = None
    place_code: str | None = None
    creditor_place_code: str | None = None
    is_disputed: bool | None = None
    owes_counter_performance: bool | None = None
    is_debtor_missing: bool | None = None
    is_debtor_in_mainland: bool | None = None
    can_be_served: bool | None = None
    is_frozen_before_suit: bool | None = None
    is_debtor_bankrupt: bool | None = None
    is_debtor_deregistered: bool | None = None
    might_hide_assets: bool | None = None
    has_other_debt_dispute: bool | None = None
    refuses_mediation: bool | None = None
    agrees_to_small_claims: bool | None = None
    is_consumer_dispute: bool | None = None

    def to_json(self) -> dict[str, Any]:
        """As it is stored: keys that hold something (False and 0 are answers), days as ISO text, rates as text."""
        return _held(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """The facts of `to_json`; raises TypeError for a key that no longer is one."""
        return cls(**{key: _READ.get(key, _as_is)(value) for key, value in stored.items()})


def _held(each: Any) -> dict[str, Any]:
    """What a value holds, by name; `dataclasses.asdict` copies deeply, and took a third of an import's time."""
    found = ((name, getattr(each, name)) for name in _NAMES[type(each)])
    return {name: _stored(value) for name, value in found if value is not None and value != ()}


def _stored(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if type(value) in _NAMES:
        return _held(value)
    return [_stored(each) for each in value] if isinstance(value, (tuple, list)) else value


def _as_is(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _span(value: dict[str, str]) -> DaySpan:
    return DaySpan(date.fromisoformat(value["earliest"]), date.fromisoformat(value["latest"]))


def _part(value: dict[str, Any]) -> Part:
    days = {key: date.fromisoformat(value[key]) for key in ("delivered_on", "invoiced_on") if key in value}
    due = {"due": _span(value["due"])} if "due" in value else {}
    return Part(**value | days | due)


def _judgment(value: dict[str, Any]) -> Judgment:
    days = {key: date.fromisoformat(value[key]) for key in ("perform_by", "effective_on") if key in value}
    return Judgment(**value | days)


_NAMES: dict[type, tuple[str, ...]] = {
    shape: tuple(field.name for field in fields(shape)) for shape in (Case, Part, DaySpan, Judgment)
}
_READ: dict[str, Any] = {
    **{field.name: date.fromisoformat for field in fields(Case) if field.name.endswith("_on")},
    **{field.name: Decimal for field in fields(Case) if "_pct_" in field.name},
    **dict.fromkeys(("aged_from", "bankruptcy_claims_by"), date.fromisoformat),
    **dict.fromkeys(("contract", "due", "delivered"), _span),
    "judgment": _judgment,
    "parts": lambda rows: tuple(_part(row) for row in rows),
}
