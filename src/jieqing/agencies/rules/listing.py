"""One agency as plain values: its identity and its 18 indicators (`data/indicators.yaml` describes each)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

EntityType = Literal[
    "law_firm",
    "grassroots_legal_service",
    "notary",
    "commercial_mediation",
    "peoples_mediation",
    "association_mediation",
    "fi_third_party",
]
FeeModel = Literal["success_pct", "success_tiers", "fixed", "hourly", "none"]
# What a claim is about; the keys are those of `claims.intake` (debt_kind).
Matter = Literal[
    "private_loan", "trade_receivable", "wages", "construction", "rent", "refund", "service_fee", "investment",
    "transfer_price", "guarantor_recourse", "other",
]  # fmt: skip
Custody = Literal["bank", "licensed_payment_institution", "none"]
LitigationRecord = Literal["none_found", "found", "not_checked"]
Registration = Literal["active", "suspended", "revoked", "not_checked"]
EvidenceNode = Literal["third_party_anchor", "own_only", "none"]


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence to act. `valid_until` is exclusive; None where the licence names no end."""

    kind: str
    number: str
    valid_until: date | None

    @property
    def valid_through(self) -> date | None:
        """The last day on which it holds, as papers and people say it; None where it names no end."""
        return None if self.valid_until is None else self.valid_until - timedelta(days=1)

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on that day."""
        return self.valid_until is None or day < self.valid_until


@dataclass(frozen=True, slots=True)
class FeeOffer:
    """One fee form as the agency offers it.

    success_pct: `pct` of what is recovered; success_tiers: `tiers` of (upper limit in fen or None, per cent),
    cumulative; fixed: `fixed_fen`; hourly: `hourly_fen` × `hours_expected`; none: free of charge.
    `base_fen` is due whatever the outcome; `prepaid`: something is due before the work ends; `travel_pct` of the fee is
    the most that travel may add (at most 15); `extras_fen` are other costs, named in `extras_note`.
    """

    model: FeeModel
    pct: Decimal | None = None
    tiers: tuple[tuple[int | None, Decimal], ...] = ()
    fixed_fen: int | None = None
    hourly_fen: int | None = None
    hours_expected: int | None = None
    base_fen: int = 0
    prepaid: bool = False
    travel_pct: Decimal = Decimal(0)
    extras_fen: int = 0
    extras_note: str = ""
    separate_contract_with_notice: bool = False


@dataclass(frozen=True, slots=True)
class Mediations:
    """A mediation body's own record: how many ended in agreement, and how many agreements were performed (CN-AG-22)."""

    held: int
    agreed: int
    performed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """An agency of the directory. Codes of places are those of `law.divisions` ('32', '3205' or '320583')."""

    # identity
    id: str
    name: str
    registration_code: str
    phone: str
    address: str
    place: str
    # decides
    entity_type: EntityType
    licences: tuple[Licence, ...]
    matters: tuple[Matter, ...]
    districts: tuple[str, ...]
    amount_from_fen: int
    amount_to_fen: int | None
    fee_offers: tuple[FeeOffer, ...]
    similar_closed: Mapping[Matter, int] = field(default_factory=lambda: MappingProxyType({}))
    median_days: int | None = None
    upheld_complaints: int = 0
    open_places: int = 0
    reply_hours: int | None = None
    named_lawyer: str | None = None
    does_enforcement: bool = False
    # filters or marks
    custody: Custody = "none"
    evidence_node: EvidenceNode = "none"
    litigation_record: LitigationRecord = "not_checked"
    registration: Registration = "not_checked"
    is_conflict_checked: bool = False
    # shown only
    practising_since: int | None = None
    staff: int | None = None
    # what was verified, and when: the id of an indicator -> the day it was last looked up at its source
    verified_on: Mapping[str, date] = field(default_factory=lambda: MappingProxyType({}))
    # mediation bodies only
    mediations: Mediations | None = None

    @property
    def closed_total(self) -> int:
        """Cases closed of every kind of matter."""
        return sum(self.similar_closed.values())

    @property
    def last_verified_on(self) -> date | None:
        """The latest day on which anything of it was verified; None where nothing was."""
        return max(self.verified_on.values(), default=None)
