"""Which kinds of body the law lets take this matter, and on which road: acting for the creditor, or mediating."""

from jieqing.agencies.rules.catalogue import EntityKind, entity_kinds, matter_kinds
from jieqing.agencies.rules.listing import EntityType
from jieqing.kit.refusal import Reason
from jieqing.matching.rules.need import Need
from jieqing.matching.rules.phrases import phrase
from jieqing.matching.rules.weights import Road

# Kinds of body stand side by side in the index in this order, so that a road is one run of it.
ENTITY_TYPES: tuple[EntityType, ...] = (
    "law_firm",
    "grassroots_legal_service",
    "fi_third_party",
    "peoples_mediation",
    "association_mediation",
    "commercial_mediation",
    "notary",
)


def road_of(entity_type: EntityType) -> Road | None:
    """The road on which this kind of body is listed; None for notaries (JQ-MATCH-02)."""
    road = entity_kinds()[entity_type].road
    return None if road == "deed" else road


def closed_to(entity_type: EntityType, need: Need) -> Reason | None:
    """Why this kind of body may not take this need, or None where it may (CN-AG-02, 05, 05a, JQ-MATCH-02, 03)."""
    kind = entity_kinds()[entity_type]
    if kind.road == "deed":
        return phrase("notary_apart")
    if kind.acts_for == "listing_institution" and need.creditor_kind != "financial_institution":
        return phrase("only_for_institutions", kind=kind.name)
    return _matter_closed(kind, need) or _judged(kind, need)


def open_types(road: Road, need: Need) -> tuple[EntityType, ...]:
    """The kinds of body on a road that may take this need, in the order of the index."""
    return tuple(t for t in ENTITY_TYPES if road_of(t) == road and closed_to(t, need) is None)


def _matter_closed(kind: EntityKind, need: Need) -> Reason | None:
    if need.matter is None:
        unsure = kind.outside | kind.doubtful
        return phrase("matter_not_known_yet", basis=min(unsure.values()), kind=kind.name) if unsure else None
    if basis := kind.outside.get(need.matter):
        return phrase("matter_outside", basis=basis, kind=kind.name, matter=matter_kinds()[need.matter].name)
    if basis := kind.doubtful.get(need.matter):
        return phrase("matter_doubtful", basis=basis, kind=kind.name, matter=matter_kinds()[need.matter].name)
    return None


def _judged(kind: EntityKind, need: Need) -> Reason | None:
    return phrase("judged_already") if kind.road == "mediation" and need.wants_enforcement else None
