"""What is still missing, each question once: the gaps of the text first, then what the computation lacks.

A fact that stands on the page is corrected there; one that no text is read for is answered as `case.<field>`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from jieqing.claims.circumstances import OF_THE_TEXT
from jieqing.claims.intake.draft import Draft, Gap
from jieqing.claims.intake.fields import fields
from jieqing.claims.rules.assessment import Missing
from jieqing.claims.rules.case_facts import case_facts
from jieqing.desks.case_answers import case_fact
from jieqing.desks.facts import PLACE_FIELD, Fact, Wrong, empty
from jieqing.kit.words import Words

SHOWN = 6  # the others are folded: a page of questions is answered by nobody
# A text tells one day on which the debt arose, so one answer settles both; papers are told of as "in writing".
_READ_FROM = {**OF_THE_TEXT, "contract": "debt_date", "delivered": "debt_date", "evidence": "has_written_evidence"}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `fact` has the input for it; `standing` names the row of a fact that can be corrected instead."""

    words: Words
    why: Words
    fact: Fact | None
    standing: str = ""


def questions(
    draft: Draft, gaps: Iterable[Gap], missing: Iterable[Missing], wrong: Mapping[str, Wrong]
) -> tuple[Question, ...]:
    """Every question once, in the order of weight."""
    found: dict[str, Question] = {}
    for field, question in _each(draft, gaps, missing, wrong):
        found.setdefault(field, question)
    return tuple(found.values())


def _each(
    draft: Draft, gaps: Iterable[Gap], missing: Iterable[Missing], wrong: Mapping[str, Wrong]
) -> Iterator[tuple[str, Question]]:
    for gap in gaps:
        yield gap.field, Question(gap.question, gap.why, empty(fields()[gap.field], wrong, gap.question, gap.why))
    for one in missing:
        field = _READ_FROM.get(one.field, "")
        if field and _is_standing(draft, field):
            yield field, Question(one.question, one.changes, None, standing=field)
        elif field:
            yield field, Question(one.question, one.changes, empty(fields()[field], wrong, one.question, one.changes))
        else:
            about = case_facts().get(one.field)
            fact = case_fact(about, wrong, one.question, one.changes) if about else None
            yield one.field, Question(one.question, one.changes, fact)


def _is_standing(draft: Draft, field: str) -> bool:
    return field in draft.readings or (field == PLACE_FIELD and "place_code" in draft.readings)
