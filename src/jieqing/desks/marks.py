"""The writer's own text cut into pieces, each marked with what was read there."""

from dataclasses import dataclass
from itertools import groupby

from jieqing.claims.intake.draft import Draft, Span

SURE = 0.75


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the text; `fields` is empty where nothing was read."""

    text: str
    fields: tuple[str, ...] = ()
    is_unsure: bool = False


def marked(draft: Draft, shown: frozenset[str]) -> tuple[Piece, ...]:
    """The text as pieces, in order and without loss; where two readings overlap, the one that starts first is marked.

    Only fields of `shown` are marked; readings of one and the same place share a mark.
    """
    places = sorted(
        (span, field, reading.confidence)
        for field, reading in draft.readings.items()
        if field in shown
        for span in reading.spans
    )
    pieces: list[Piece] = []
    at = 0
    for span, group in groupby(places, key=lambda place: place[0]):
        if span.start < at:
            continue
        here = list(group)
        pieces += _plain(draft.text, Span(at, span.start))
        fields = tuple(field for _, field, _ in here)
        pieces.append(Piece(draft.text[span.start : span.end], fields, min(c for *_, c in here) < SURE))
        at = span.end
    return tuple(pieces + _plain(draft.text, Span(at, len(draft.text))))


def _plain(text: str, span: Span) -> list[Piece]:
    return [Piece(text[span.start : span.end])] if span.start < span.end else []
