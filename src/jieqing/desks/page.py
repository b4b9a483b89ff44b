"""An answer as a page: what the templates of the result need, and nothing that they would have to work out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from jieqing.agencies.facts import offer_words
from jieqing.agencies.rules.catalogue import entity_kinds
from jieqing.agencies.rules.listing import Listing
from jieqing.agencies.rules.places import full_name
from jieqing.claims.intake.draft import Draft, Reading, Source
from jieqing.claims.intake.fields import NOTHING, Field, fields, value_words
from jieqing.desks.marks import SURE, mark_names, marked, places_of
from jieqing.desks.queries import Answer, Question, costs_of
from jieqing.kit.money import yuan_text
from jieqing.kit.refusal import Reason, Refusal
from jieqing.kit.words import Words
from jieqing.mandates.rules.fees import Cost
from jieqing.matching.queries import Recommendation, WhyNot
from jieqing.matching.rules.weights import parts, weights_of

LARGEST_SLIDER = 10
QUOTE_LENGTH = 24
MOST_QUOTES = 3
PLACE_FIELD = "city"  # a place of any rank may be typed for it


@dataclass(frozen=True, slots=True)
class Wrong:
    """A correction that could not be read, as it was typed."""

    refusal: Refusal
    typed: str


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
    refusal: Refusal | None
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
    wrong = {no.field: Wrong(no, question.corrections.get(no.field, "")) for no in answer.refusals}
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
        "facts": _facts(draft, wrong),
        "gaps": [_empty(fields()[gap.field], wrong, gap.question, gap.why) for gap in answer.gaps],
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


def _facts(draft: Draft, wrong: Mapping[str, Wrong]) -> list[Fact]:
    """What was read, a row a field; province, city and district are one row, for they are corrected as one."""
    found = []
    for field in fields().values():
        if field.id == PLACE_FIELD:
            named, reading = replace(field, name=Words("地点", "Place")), _place(draft)
        elif field.is_shown and field.kind != "place":
            named, reading = field, draft.readings.get(field.id)
        else:
            continue
        if reading is not None:
            found.append(_fact(named, reading, draft.text, wrong))
    return found


def _place(draft: Draft) -> Reading | None:
    found = [draft.readings[part] for part in ("province", "city", "district") if part in draft.readings]
    if not found:
        return None
    value = "".join(dict.fromkeys(reading.value for reading in found))
    spans = tuple(dict.fromkeys(span for reading in found for span in reading.spans))
    source: Source = "user" if any(reading.source == "user" for reading in found) else "text"
    return Reading(value, spans, min(reading.confidence for reading in found), source)


def _fact(field: Field, reading: Reading, text: str, wrong: Mapping[str, Wrong]) -> Fact:
    return replace(
        _empty(field, wrong),
        value=value_words(field, reading.value),
        quotes=_quotes(reading, text) if field.id in mark_names() else (),
        source=reading.source,
        is_unsure=reading.confidence < SURE,
        is_correctable=field.is_correctable,
    )


def _empty(field: Field, wrong: Mapping[str, Wrong], question: Words = NOTHING, why: Words = NOTHING) -> Fact:
    refused = wrong.get(field.id)
    return Fact(
        field=field.id,
        name=field.name,
        value=NOTHING,
        quotes=(),
        source="text",
        is_unsure=False,
        is_correctable=True,
        refusal=refused.refusal if refused else None,
        typed=refused.typed if refused else "",
        choices=tuple(field.choices.items()),
        example=field.example,
        question=question,
        why=why,
    )


def _quotes(reading: Reading, text: str) -> tuple[str, ...]:
    """The first three places that are marked, each once."""
    said = dict.fromkeys(text[span.start : span.end].strip() for span in places_of(reading))
    return tuple(_short(quote) for quote in said)[:MOST_QUOTES]


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
