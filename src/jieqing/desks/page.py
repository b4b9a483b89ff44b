"""An answer as a page: what the templates of the result need, and nothing that they would have to work out."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from jieqing.agencies.facts import offer_words
from jieqing.agencies.rules.catalogue import entity_kinds
from jieqing.agencies.rules.listing import Listing
from jieqing.agencies.rules.places import full_name
from jieqing.claims.intake.draft import Draft, Reading
from jieqing.claims.intake.fields import Field, fields, value_words
from jieqing.desks.marks import SURE, mark_names, marked
from jieqing.desks.queries import Answer, Question, costs_of
from jieqing.kit.money import yuan_text
from jieqing.kit.refusal import Reason
from jieqing.kit.words import Words
from jieqing.mandates.rules.fees import Cost
from jieqing.matching.queries import Recommendation, WhyNot
from jieqing.matching.rules.weights import parts, weights_of

LARGEST_SLIDER = 10
QUOTE_LENGTH = 24


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of the claim as a row that can be corrected; of a gap only the empty field."""

    field: str
    name: Words
    value: Words
    quotes: tuple[str, ...]
    source: str
    is_unsure: bool
    is_correctable: bool
    is_wrong: bool
    typed: str
    choices: tuple[tuple[str, Words], ...]
    example: Words
    question: Words
    why: Words


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
    """The claim as understood: the sum, one sentence, the marked text, the facts, the gaps."""
    draft = answer.draft
    amount_fen = draft.value("amount_fen")
    wrong = {refusal.field: question.corrections.get(refusal.field, "") for refusal in answer.refusals}
    shown = [field for field in fields().values() if field.is_shown and field.id in draft.readings]
    return {
        "text": question.text,
        "corrections": question.corrections,
        "refusals": answer.refusals,
        "amount_fen": amount_fen,
        "amount_text": yuan_text(amount_fen or 0),
        "is_approximate": bool(draft.value("amount_approx")),
        "summary": summary(draft),
        "pieces": marked(draft),
        "facts": [_fact(field, draft.readings[field.id], draft.text, wrong) for field in shown],
        "gaps": [_gap_fact(fields()[gap.field], gap.question, gap.why, wrong) for gap in answer.gaps],
    }


def agencies_part(answer: Answer, question: Question) -> dict[str, Any]:
    """The agencies that fit, mediation, those refused, the notes and the weights."""
    match = answer.match
    if match is None:
        return {}
    cards = [_card(found, answer) for found in match.recommendations]
    weights = weights_of(question.weights)
    return {
        "cards": cards,
        "cards_count": len(cards),
        "mediation": [_card(found, answer) for found in match.mediation],
        "mediation_basis": ("CN-AG-06", "CN-AG-22"),
        "refused": [_refused(row.listing, row.reasons) for row in match.refused],
        "notes": match.notes,
        "notices": notices(answer.draft),
        "total": match.considered.in_directory,
        "serving": match.considered.serving_place,
        "elapsed_ms": f"{answer.elapsed_ms:.1f}",
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


def _fact(field: Field, reading: Reading, text: str, wrong: Mapping[str, str]) -> Fact:
    quotes = tuple(dict.fromkeys(text[span.start : span.end].strip() for span in reading.spans))
    return Fact(
        field=field.id,
        name=field.name,
        value=value_words(field, reading.value),
        quotes=tuple(_short(quote) for quote in quotes[:3]) if field.id in mark_names() else (),
        source=reading.source,
        is_unsure=reading.confidence < SURE,
        is_correctable=field.is_correctable,
        is_wrong=field.id in wrong,
        typed=wrong.get(field.id, ""),
        choices=tuple(field.choices.items()),
        example=field.example,
        question=field.question,
        why=field.why,
    )


def _gap_fact(field: Field, question: Words, why: Words, wrong: Mapping[str, str]) -> Fact:
    return Fact(
        field=field.id,
        name=field.name,
        value=Words("", ""),
        quotes=(),
        source="text",
        is_unsure=False,
        is_correctable=True,
        is_wrong=field.id in wrong,
        typed=wrong.get(field.id, ""),
        choices=tuple(field.choices.items()),
        example=field.example,
        question=question,
        why=why,
    )


def _short(quote: str) -> str:
    return quote if len(quote) <= QUOTE_LENGTH else f"{quote[: QUOTE_LENGTH - 1]}…"


def _card(found: Recommendation, answer: Answer) -> Card:
    listing = found.listing
    offered = costs_of(listing, answer.need)
    cost = offered[0] if offered else None
    is_law_firm = listing.entity_type == "law_firm"
    known = {note.words for note in answer.match.notes} if answer.match else set()
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
    rows: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return rows
