"""The writer's words cut at the places that were read."""

from jieqing.claims.intake.draft import Draft, Reading, Span
from jieqing.claims.intake.fields import fields
from jieqing.desks.marks import Piece, mark_names, marked

TEXT = "昆山一家五金厂欠我货款八万"
PLACE, SUM, DEBTOR = (mark_names()[field] for field in ("district", "amount_fen", "debtor_kind"))


def draft(**readings: Reading) -> Draft:
    return Draft(TEXT, None, readings)


def test_loses_no_character_of_the_text() -> None:
    pieces = marked(draft(amount_fen=Reading(8_000_000, (Span(11, 13),)), district=Reading("昆山市", (Span(0, 2),))))
    assert "".join(piece.text for piece in pieces) == TEXT
    assert [piece.names for piece in pieces] == [(PLACE,), (), (SUM,)]


def test_readings_of_one_place_share_a_mark_and_each_word_stands_once() -> None:
    here = (Span(0, 2),)
    pieces = marked(
        draft(city=Reading("苏州市", here), district=Reading("昆山市", here), debtor_kind=Reading("company", here))
    )
    assert pieces[0] == Piece("昆山", (DEBTOR, PLACE))


def test_of_overlapping_places_the_first_is_marked() -> None:
    pieces = marked(draft(debtor_kind=Reading("company", (Span(0, 7),)), district=Reading("昆山市", (Span(2, 9),))))
    assert [piece.names for piece in pieces] == [(DEBTOR,), ()]
    assert "".join(piece.text for piece in pieces) == TEXT


def test_a_single_value_is_marked_where_it_was_read_first_a_list_everywhere() -> None:
    twice = (Span(0, 2), Span(9, 11))
    assert len([p for p in marked(draft(debt_kind=Reading("rent", twice))) if p.names]) == 1
    assert len([p for p in marked(draft(evidence=Reading(("iou", "chat"), twice))) if p.names]) == 2


def test_says_where_it_is_unsure() -> None:
    (piece, *_) = marked(draft(district=Reading("昆山市", (Span(0, 2),), confidence=0.5)))
    assert piece.is_unsure


def test_every_marked_field_is_a_field_of_the_claim() -> None:
    assert set(mark_names()) <= set(fields())
