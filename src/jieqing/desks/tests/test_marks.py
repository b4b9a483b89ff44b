"""The writer's words cut at the places that were read."""

from jieqing.claims.intake.draft import Draft, Reading, Span
from jieqing.desks.marks import Piece, marked

TEXT = "昆山一家五金厂欠我货款八万"
ALL = frozenset({"district", "debtor_kind", "amount_fen", "debt_kind", "phones"})


def draft(**readings: Reading) -> Draft:
    return Draft(TEXT, None, readings)


def test_loses_no_character_of_the_text() -> None:
    pieces = marked(draft(amount_fen=Reading(8_000_000, (Span(11, 13),)), district=Reading("昆山市", (Span(0, 2),))), ALL)
    assert "".join(piece.text for piece in pieces) == TEXT
    assert [piece.fields for piece in pieces] == [("district",), (), ("amount_fen",)]


def test_two_readings_of_one_place_share_a_mark() -> None:
    pieces = marked(draft(district=Reading("昆山市", (Span(0, 2),)), debtor_kind=Reading("company", (Span(0, 2),))), ALL)
    assert pieces[0] == Piece("昆山", ("debtor_kind", "district"))


def test_of_overlapping_places_the_first_is_marked() -> None:
    pieces = marked(draft(debtor_kind=Reading("company", (Span(0, 7),)), district=Reading("昆山市", (Span(2, 9),))), ALL)
    assert [piece.fields for piece in pieces] == [("debtor_kind",), ()]
    assert "".join(piece.text for piece in pieces) == TEXT


def test_says_where_it_is_unsure() -> None:
    (piece, *_) = marked(draft(district=Reading("昆山市", (Span(0, 2),), confidence=0.5)), ALL)
    assert piece.is_unsure


def test_a_field_that_is_not_shown_is_not_marked() -> None:
    assert marked(draft(phones=Reading(("109****0000",), (Span(0, 2),))), frozenset()) == (Piece(TEXT),)
