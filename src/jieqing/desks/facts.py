"""The facts of a claim as rows that can be corrected in place, and the fields of those that are missing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from jieqing.claims.intake.draft import Draft, Reading, Source
from jieqing.claims.intake.fields import NOTHING, Field, fields, value_words
from jieqing.desks.marks import SURE, mark_names, places_of
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

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


def read_facts(draft: Draft, wrong: Mapping[str, Wrong]) -> list[Fact]:
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
        empty(field, wrong),
        value=value_words(field, reading.value),
        quotes=_quotes(reading, text) if field.id in mark_names() else (),
        source=reading.source,
        is_unsure=reading.confidence < SURE,
        is_correctable=field.is_correctable,
    )


def empty(field: Field, wrong: Mapping[str, Wrong], question: Words = NOTHING, why: Words = NOTHING) -> Fact:
    """The field alone, with what was typed into it where that could not be read."""
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
