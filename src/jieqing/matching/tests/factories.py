"""Small directories and needs to begin from; the listings are those of the directory's own tests."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from jieqing.agencies.rules.listing import FeeOffer, Licence, Listing, Mediations
from jieqing.agencies.tests.factories import listing as law_firm
from jieqing.matching.index import DirectoryIndex
from jieqing.matching.rules.need import Need

ON = date(2026, 11, 22)
GUSU, KUNSHAN, SUZHOU, NANJING, JIANGSU = "320508", "320583", "3205", "3201", "32"
FREE = FeeOffer("none")
OVER_CAP = FeeOffer("success_pct", pct=Decimal(20), separate_contract_with_notice=True)

LICENCE = {
    "law_firm": "law_firm_practice",
    "grassroots_legal_service": "grassroots_practice",
    "notary": "notary_practice",
    "commercial_mediation": "commercial_mediation_certificate",
    "peoples_mediation": "peoples_mediation_filing",
    "association_mediation": "association_registration",
    "fi_third_party": "fi_public_list",
}


def body(entity_type: str = "law_firm", **facts: Any) -> Listing:
    """A lawful body of that kind in Suzhou; a mediator with a record of its own."""
    kind: dict[str, Any] = {
        "entity_type": entity_type,
        "licences": (Licence(LICENCE[entity_type], "虚构09001", date(2030, 1, 1)),),
        "name": "苏州试砺机构（虚构）",
    }
    if entity_type.endswith("mediation"):
        kind |= {"fee_offers": (FREE,), "named_lawyer": None, "mediations": Mediations(100, 70, 50)}
    return law_firm(**{**kind, **facts})


def need(**facts: Any) -> Need:
    """300,000 yuan of goods sold to a company in Gusu, Suzhou."""
    stated: dict[str, Any] = {
        "on": ON,
        "matter": "trade_receivable",
        "amount_fen": 30_000_000,
        "place": GUSU,
        "debtor_kind": "company",
        "creditor_kind": "company",
    }
    return Need(**{**stated, **facts})


def index(*listings: Listing, on: date = ON) -> DirectoryIndex:
    """An index of these listings."""
    return DirectoryIndex.build(listings, on)


def ids(found: Sequence[Any]) -> list[str]:
    """The ids of recommendations or of refused agencies, in order."""
    return [one.listing.id for one in found]
