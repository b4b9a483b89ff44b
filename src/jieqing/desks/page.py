"""An answer as a page: what the templates of the result need, and nothing that they would have to work out."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jieqing.agencies.facts import offer_words
from jieqing.agencies.rules.catalogue import entity_kinds
from jieqing.agencies.rules.listing import Listing
from jieqing.agencies.rules.places import full_name
from jieqing.claims.intake.draft import Draft
from jieqing.claims.intake.fields import Field, fields
from jieqing.desks.case_answers import answered_facts
from jieqing.desks.facts import Wrong, read_facts
from jieqing.desks.marks import marked
from jieqing.desks.missing import SHOWN, questions
from jieqing.desks.queries import Answer, Question, costs_of
from jieqing.kit.catalogue import read_yaml
from jieqing.kit.money import yuan_text
from jieqing.kit.refusal import Reason
from jieqing.kit.words import Words
from jieqing.mandates.rules.fees import Cost
from jieqing.matching.queries import Match, Recommendation, WhyNot
from jieqing.matching.rules.need import Need
from jieqing.matching.rules.weights import parts, weights_of

LARGEST_SLIDER = 10


@dataclass(frozen=True, slots=True)
class Card:
    """One agency as it stands on the page."""

    listing: Listing
    entity_type: Words
    place: str
    reasons: tuple[Reason, ...]
    cost: Cost | None
    fee_form: Words
    workings: tuple[Words, ...]
    basis: tuple[str, ...]
    others: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """Another office that comes first."""

    title: Words
    words: Words
    basis: tuple[str, ...]


def claim_part(answer: Answer, question: Question) -> dict[str, Any]:
    """The claim as understood: the sum, one sentence, the marked text, the facts, what is missing."""
    draft = answer.draft
    amount_fen = draft.value("amount_fen")
    wrong = {no.field: Wrong(no, question.corrections.get(no.field, "")) for no in answer.refusals}
    asked = questions(draft, answer.gaps, answer.assessment.missing, wrong)
    return {
        "text": question.text,
        # what could not be read stands in its own field again, and goes from there
        "corrections": {field: raw for field, raw in question.corrections.items() if field not in wrong},
        "refusals": answer.refusals,
        "amount_fen": amount_fen,
        "amount_text": yuan_text(amount_fen or 0),
        "is_approximate": bool(draft.value("amount_approx")),
        "summary": summary(draft),
        "pieces": marked(draft),
        "facts": [*read_facts(draft, wrong), *answered_facts(answer.said, wrong)],
        "questions": asked[:SHOWN],
        "more_questions": asked[SHOWN:],
        "notices": notices(draft),
        "is_more_wrong": any(one.fact and one.fact.refusal for one in asked[SHOWN:]),
    }


def agencies_part(match: Match, need: Need, moved: Mapping[str, int], elapsed_ms: float) -> dict[str, Any]:
    """The agencies that fit, mediation, those refused, the notes and the weights that were moved."""
    cards = [_card(found, match, need) for found in match.recommendations]
    weights = weights_of(moved)
    return {
        "cards": cards,
        "cards_count": len(cards),
        "mediation": [_card(found, match, need) for found in match.mediation],
        "mediation_basis": ("CN-AG-06", "CN-AG-22"),
        "refused": [_refused(row.listing, row.reasons) for row in match.refused],
        "notes": match.notes,
        "total": match.considered.in_directory,
        "serving": match.considered.serving_place,
        "elapsed_ms": f"{elapsed_ms:.1f}",
        "weights": [
            {"key": part.id, "name": part.title, "words": part.says, "value": min(weights.of(part.id), LARGEST_SLIDER)}
            for part in parts().values()
        ],
    }


def why_part(asked: str, found: list[WhyNot]) -> dict[str, Any]:
    """The answers to "why not this one?"."""
    return {"asked": asked, "answers": [{"listing": x.listing, "reasons": _with_basis(x.reasons)} for x in found]}


def notices(draft: Draft) -> list[Notice]:
    """The offices that come first for what was read."""
    return [
        Notice(Words(**row["title"]), Words(**row["words"]), tuple(row["basis"]))
        for row in _notices()
        if draft.value(row["when"]["field"]) == row["when"]["value"]
    ]


def summary(draft: Draft) -> Words:
    """Who owes what for what, where, in one sentence of what was read."""
    kinds = fields()
    place = draft.value("district") or draft.value("city") or draft.value("province") or ""
    if place and draft.value("city") not in (None, place):
        place = f"{draft.value('city')}{place}"
    debtor = _choice(kinds["debtor_kind"], draft.value("debtor_kind"), Words("对方", "The other side"))
    debt = _choice(kinds["debt_kind"], draft.value("debt_kind"), Words("款项", "money"))
    zh = f"{place}的{debtor.zh}欠您{debt.zh}。" if place else f"{debtor.zh}欠您{debt.zh}。"
    en = f"{debtor.en.capitalize()}{f' in {place}' if place else ''} owes you: {debt.en}."
    return Words(zh, en)


def _choice(field: Field, value: str | None, otherwise: Words) -> Words:
    return field.choices.get(value, otherwise) if value else otherwise


def _card(found: Recommendation, match: Match, need: Need) -> Card:
    listing = found.listing
    offered = costs_of(listing, need)
    cost = offered[0] if offered else None
    is_law_firm = listing.entity_type == "law_firm"
    known = {note.words for note in match.notes}
    return Card(
        listing=listing,
        entity_type=entity_kinds()[listing.entity_type].name,
        place=full_name(listing.place),
        reasons=tuple(reason for reason in found.reasons if reason.words not in known),
        cost=cost,
        fee_form=offer_words(cost.offer, is_law_firm=is_law_firm) if cost else Words("", ""),
        workings=cost.workings(cost.all) if cost else (),
        basis=cost.basis if cost else (),
        others=tuple(offer_words(other.offer, is_law_firm=is_law_firm) for other in offered[1:]),
    )


def _refused(listing: Listing, reasons: tuple[Reason, ...]) -> dict[str, Any]:
    why = Words(" ".join(r.words.zh for r in reasons), " ".join(r.words.en for r in reasons))
    return {"listing": listing, "why": why, "basis": list(dict.fromkeys(r.basis for r in reasons if r.basis))}


def _with_basis(reasons: tuple[Reason, ...]) -> list[dict[str, Any]]:
    return [{"words": reason.words, "basis": [reason.basis] if reason.basis else []} for reason in reasons]


@cache
def _notices() -> list[dict[str, Any]]:
    path = Path(__file__).parent / "data" / "notices.yaml"
    rows: list[dict[str, Any]] = read_yaml(path)
    return rows
