"""A lawful law firm in Suzhou to begin from; a test names only what matters to it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from jieqing.agencies.rules.listing import FeeOffer, Licence, Listing
from jieqing.law.registration import registration_code

CONTINGENCY = FeeOffer("success_pct", pct=Decimal(12), separate_contract_with_notice=True)
FIXED = FeeOffer("fixed", fixed_fen=300_000, prepaid=True)


def listing(**overrides: Any) -> Listing:
    """A listing with `overrides`; plain dicts and lists are accepted for mappings and tuples."""
    facts: dict[str, Any] = {
        "id": "t-1",
        "name": "苏州试砺律师事务所（虚构）",
        "registration_code": registration_code("31", "990000", "00009001"),
        "phone": "10900009001",
        "address": "苏州市姑苏区试砺路1号（虚构）",
        "place": "320508",
        "entity_type": "law_firm",
        "licences": (Licence("law_firm_practice", "虚构09001", date(2030, 1, 1)),),
        "matters": ("private_loan", "trade_receivable", "wages", "construction", "service_fee", "rent"),
        "districts": ("3205",),
        "amount_from_fen": 0,
        "amount_to_fen": None,
        "fee_offers": (CONTINGENCY, FIXED),
        "similar_closed": {"trade_receivable": 40, "private_loan": 20},
        "median_days": 90,
        "upheld_complaints": 0,
        "open_places": 5,
        "reply_hours": 8,
        "named_lawyer": "顾砚舟（虚构）",
        "does_enforcement": True,
        "custody": "bank",
        "evidence_node": "third_party_anchor",
        "litigation_record": "none_found",
        "registration": "active",
        "is_conflict_checked": True,
        "practising_since": 2010,
        "staff": 12,
        "verified_on": {"licences": date(2026, 10, 1), "registration": date(2026, 9, 1)},
    }
    return Listing(**{key: _frozen(value) for key, value in {**facts, **overrides}.items()})


def _frozen(value: Any) -> Any:
    if isinstance(value, Mapping) and not isinstance(value, MappingProxyType):
        return MappingProxyType(dict(value))
    return tuple(value) if isinstance(value, list) else value
