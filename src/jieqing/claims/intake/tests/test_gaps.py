"""What is asked for, and in which order."""

from jieqing.claims.intake.draft import Draft, Reading
from jieqing.claims.intake.fields import fields
from jieqing.claims.intake.gaps import MOST, gaps


def _asked(**values: object) -> list[str]:
    return [gap.field for gap in gaps(Draft("", None, {key: Reading(value) for key, value in values.items()}))]


def test_asks_first_for_what_turns_the_answer_most() -> None:
    asked = _asked()
    assert asked[:4] == ["amount_fen", "debt_kind", "city", "debtor_kind"]
    assert len(asked) == MOST


def test_asks_for_nothing_that_is_known() -> None:
    assert "amount_fen" not in _asked(amount_fen=1)
    assert "city" not in _asked(place_code="32")
    assert "has_written_evidence" not in _asked(has_written_evidence=False)


def test_asks_for_the_day_of_the_debt_only_without_a_due_date() -> None:
    known = {"amount_fen": 1, "debt_kind": "private_loan", "place_code": "3205", "debtor_kind": "person"}
    assert "debt_date" in _asked(**known)
    assert "debt_date" not in _asked(**known, due_date="2025")


def test_asks_for_the_size_of_a_company_only() -> None:
    known = {"amount_fen": 1, "debt_kind": "trade_receivable", "place_code": "3205", "due_date": "2025"}
    assert "debtor_size" in _asked(**known, debtor_kind="company")
    assert "debtor_size" not in _asked(**known, debtor_kind="person")


def test_asks_nothing_about_a_text_without_a_debt() -> None:
    assert _asked(is_debt=False) == []


def test_every_question_says_why_in_both_languages() -> None:
    asking = [field for field in fields().values() if field.asking]
    assert asking
    assert all(all(field.question) and all(field.why) for field in asking)
    assert all(field.is_correctable for field in asking)
