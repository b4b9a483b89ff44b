"""The writer's own text cut into pieces, each marked with what was read there."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from jieqing.claims.intake.draft import Draft, Reading, Span
from jieqing.kit.catalogue import read_yaml
from jieqing.kit.words import Words

SURE = 0.75
MOST_NAMES = 2  # more words than that above one place are wider than the place


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the text, and the short words for what was read there; none where nothing was."""

    text: str
    names: tuple[Words, ...] = ()
    is_unsure: bool = False


def marked(draft: Draft) -> tuple[Piece, ...]:
    """The text as pieces, in order and without loss; where readings overlap, the one that starts first is marked."""
    order = {field: rank for rank, field in enumerate(mark_names())}
    places = sorted(
        (span, order[field], field, reading.confidence)
        for field, reading in draft.readings.items()
        if field in order
        for span in places_of(reading)
    )
    pieces: list[Piece] = []
    at = 0
    for span, group in groupby(places, key=lambda place: place[0]):
        if span.start < at:
            continue
        here = list(group)
        pieces += _plain(draft.text, Span(at, span.start))
        names = tuple(dict.fromkeys(mark_names()[field] for _, _, field, _ in here))[:MOST_NAMES]
        is_unsure = min(confidence for *_, confidence in here) < SURE
        pieces.append(Piece(draft.text[span.start : span.end], names, is_unsure))
        at = span.end
    return tuple(pieces + _plain(draft.text, Span(at, len(draft.text))))


@cache
def mark_names() -> Mapping[str, Words]:
    """Field → the short word above its place, in the order in which they win (`data/marks.yaml`)."""
    path = Path(__file__).parent / "data" / "marks.yaml"
    return {field: Words(**words) for field, words in read_yaml(path).items()}


def places_of(reading: Reading) -> tuple[Span, ...]:
    """All places of a list, of a single value only the one it was read at first."""
    return reading.spans if isinstance(reading.value, tuple) else reading.spans[:1]


def _plain(text: str, span: Span) -> list[Piece]:
    return [Piece(text[span.start : span.end])] if span.start < span.end else []
