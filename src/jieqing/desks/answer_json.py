"""An answer for machines: the same object over REST, from the command line and in the file that a user saves."""

from typing import Any

from jieqing.agencies.rules.listing import Listing
from jieqing.claims.assessment_json import assessment_json
from jieqing.claims.intake.draft import Draft
from jieqing.desks.queries import Answer, costs_of
from jieqing.kit.refusal import Reason
from jieqing.kit.words import Language
from jieqing.mandates.rules.fees import Cost
from jieqing.matching.queries import Recommendation, Refused

EXTRAS = (
    "creditor_name", "debtor_name", "contract_no", "interest_pct_year", "penalty_pct_day", "instalments", "payments",
    "forum_clause", "debtor_size", "creditor_kind", "phones", "writer_is_debtor", "is_debt", "belongs_elsewhere",
)  # fmt: skip


def answer_json(answer: Answer, language: Language) -> dict[str, Any]:
    """JSON-ready: claim (keys of the labels, spans, more), gaps, recommendations, mediation, refused, elapsed_ms;

    and what can be asked: asked, safe_day, turning, roads, missing (`claims.assessment_json`).
    """
    match = answer.match
    listed = (match.recommendations, match.mediation) if match else ((), ())
    recommendations, mediation = ([_recommendation(r, answer, language) for r in road] for road in listed)
    return {
        "turn": answer.turn,
        "claim": claim_json(answer.draft),
        "gaps": [
            {"field": gap.field, "question": gap.question.to(language), "why": gap.why.to(language)}
            for gap in answer.gaps
        ],
        "recommendations": recommendations,
        "mediation": mediation,
        "refused": [_refused(row, language) for row in match.refused] if match else [],
        "notes": [_reason(note, language) for note in match.notes] if match else [],
        "elapsed_ms": round(answer.elapsed_ms, 3),
        **assessment_json(answer.assessment, language),
    }


def claim_json(draft: Draft) -> dict[str, Any]:
    """The labels, the spans they were read at, and what else the text says under `more` (telephones masked)."""
    more = {key: _plain(draft.value(key)) for key in EXTRAS if draft.value(key) is not None}
    return {**draft.labels(), "spans": draft.spans(), "more": more}


def cost_json(cost: Cost) -> dict[str, Any]:
    """The agency's fees, travel at its most and extras in fen in three outcomes; court fees apart."""
    return {
        "model": cost.offer.model,
        "nothing_fen": cost.nothing_fen,
        "half_fen": cost.half_fen,
        "all_fen": cost.all_fen,
        "cap_fen": {"half": cost.cap_half_fen, "all": cost.cap_all_fen},
        "basis": list(cost.basis),
    }


def _recommendation(found: Recommendation, answer: Answer, language: Language) -> dict[str, Any]:
    offered = costs_of(found.listing, answer.need)
    return {
        "agency": _agency(found.listing),
        "reasons": [reason.words.to(language) for reason in found.reasons],
        "cost": cost_json(offered[0]) if offered else None,
        "score": {score.part: {"points": score.points, "weight": score.weight} for score in found.parts},
    }


def _refused(row: Refused, language: Language) -> dict[str, Any]:
    return {
        "agency": _agency(row.listing),
        "why": " ".join(reason.words.to(language) for reason in row.reasons),
        "basis": list(dict.fromkeys(reason.basis for reason in row.reasons if reason.basis)),
    }


def _agency(listing: Listing) -> dict[str, str]:
    return {"id": listing.id, "name": listing.name, "phone": listing.phone, "entity_type": listing.entity_type}


def _reason(reason: Reason, language: Language) -> dict[str, str]:
    return {"words": reason.words.to(language), "basis": reason.basis}


def _plain(value: Any) -> Any:
    """Decimals as text, tuples as lists, so that JSON keeps them exact."""
    if isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(each) for each in value]
    return None if value is None else str(value)
