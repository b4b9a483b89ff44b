"""What is asked on the result: every question once, the fields in place."""

from jieqing.claims.intake.draft import Draft, Gap, Reading
from jieqing.claims.intake.fields import fields
from jieqing.claims.rules.assessment import Missing
from jieqing.claims.rules.case_facts import case_facts
from jieqing.desks.facts import Wrong
from jieqing.desks.missing import Question, questions
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

W = Words("问？", "Ask?")
NOTHING_TYPED: dict[str, Wrong] = {}


def missing(*names: str) -> list[Missing]:
    return [Missing(name, Words(f"{name}？", f"{name}?"), W) for name in names]


def asked(draft: Draft, gaps: list[Gap], lacking: list[Missing]) -> tuple[Question, ...]:
    return questions(draft, gaps, lacking, NOTHING_TYPED)


def test_what_the_text_leaves_open_and_the_computation_lacks_is_asked_once() -> None:
    gap = Gap("due_date", Words("说好哪天还？", "When?"), W)
    found = asked(Draft("", None, {}), [gap], missing("due", "contract", "delivered", "forum_clause"))
    assert [(one.words.zh, one.fact.field if one.fact else None) for one in found] == [
        ("说好哪天还？", "due_date"),
        ("contract？", "debt_date"),
        ("forum_clause？", "forum_clause"),
    ]


def test_a_fact_that_stands_on_the_page_is_corrected_there() -> None:
    draft = Draft("", None, {"due_date": Reading("2025"), "place_code": Reading("320584")})
    due, place = asked(draft, [], missing("due", "place_code"))
    assert (due.fact, due.standing) == (None, "due_date")
    assert (place.fact, place.standing) == (None, "city")


def test_what_no_text_is_read_for_is_answered_as_a_fact_of_the_case() -> None:
    (found,) = asked(Draft("", None, {}), [], missing("is_disputed"))
    assert found.fact is not None
    assert found.fact.field == "case.is_disputed"
    assert [key for key, _ in found.fact.choices] == ["yes", "no"]


def test_what_can_not_be_answered_here_is_still_asked() -> None:
    (found,) = asked(Draft("", None, {}), [], missing("judgment"))
    assert (found.fact, found.standing) == (None, "")


def test_what_was_typed_and_not_read_stands_in_its_field_again() -> None:
    no = Refusal("field_unreadable", W, remedy=W, field="case.knew_on")
    (found,) = questions(Draft("", None, {}), [], missing("knew_on"), {"case.knew_on": Wrong(no, "不记得")})
    assert found.fact is not None
    assert (found.fact.typed, found.fact.refusal) == ("不记得", no)


def test_no_fact_of_the_case_has_the_name_of_a_field_of_the_text_and_another_meaning() -> None:
    assert not {f"case.{name}" for name in case_facts()} & set(fields())
