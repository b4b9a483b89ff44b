"""What is still missing of a case as questions, and what was answered, as the page of a claim shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jieqing.claims.intake.fields import NOTHING, fields
from jieqing.claims.rules.assessment import Assessment, Missing
from jieqing.claims.rules.case import Case, DaySpan
from jieqing.claims.rules.case_facts import CaseFact, case_facts, value_in
from jieqing.kit.money import yuan_text
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

# A fact of the case that the text's own form answers: Case field → field of intake/data/fields.yaml.
OF_THE_TEXT: Mapping[str, str] = {
    "kind": "debt_kind", "creditor": "creditor_kind", "debtor": "debtor_kind", "debtor_size": "debtor_size",
    "principal_fen": "amount_fen", "is_principal_approx": "amount_fen", "due": "due_date", "rate_pct_year":
    "interest_pct_year", "penalty_pct_day": "penalty_pct_day", "has_guarantor": "guarantor", "has_collateral":
    "collateral", "forum_clause": "forum_clause", "lawsuit": "judgment_or_lawsuit", "evidence": "evidence",
    "has_written_evidence": "has_written_evidence", "place_code": "city", "aged_from": "due_date",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """A missing fact. `fact` answers it on this form; else `field` is the text's field that does ('' none)."""

    question: Words
    changes: Words
    fact: CaseFact | None
    field: str
    typed: str = ""
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A circumstance with its value in words (nothing: not known). `is_said`: the creditor answered it."""

    fact: CaseFact
    value: Words
    is_said: bool
    typed: str = ""
    refusal: Refusal | None = None


def questions(assessment: Assessment, typed: Mapping[str, str], refused: Mapping[str, Refusal]) -> list[Question]:
    """Every missing fact once, in the order of its weight; two that the same answer settles are one."""
    found: dict[str, Question] = {}
    for missing in assessment.missing:
        asked = _question(missing, typed, refused)
        found.setdefault(asked.fact.id if asked.fact else asked.field or missing.field, asked)
    return list(found.values())


def answers(
    case: Case,
    said: Mapping[str, Any],
    asked: list[Question],
    typed: Mapping[str, str],
    refused: Mapping[str, Refusal],
) -> list[Answer]:
    """The other circumstances that concern the case: answered ones first, then those that were read, then open ones."""
    taken = {question.fact.id for question in asked if question.fact}
    rows = [
        Answer(
            fact,
            value_words(fact, value_in(case, fact.id)),
            fact.id in said,
            typed.get(fact.id, ""),
            refused.get(fact.id),
        )
        for fact in case_facts().values()
        if fact.id not in taken and fact.concerns(case)
    ]
    return sorted(rows, key=lambda row: (not row.is_said, not row.value.zh))


def value_words(fact: CaseFact, value: Any) -> Words:
    """A value as people read it; nothing where it is not known."""
    if value is None:
        return NOTHING
    match fact.kind:
        case "money":
            return Words(f"{yuan_text(value)} 元", f"¥{yuan_text(value)}")
        case "flag":
            return fact.choices["yes" if value else "no"]
        case "choice":
            return fact.choices.get(value, Words(str(value), str(value)))
        case "pct":
            return Words(f"每年 {value:f}%", f"{value:f} % a year")
    return _day_words(value)


def _day_words(value: date | DaySpan) -> Words:
    if isinstance(value, date):
        return Words(value.isoformat(), value.isoformat())
    low, high = value.earliest.isoformat(), value.latest.isoformat()
    return Words(low, low) if low == high else Words(f"{low} 至 {high}", f"{low} to {high}")


def _question(missing: Missing, typed: Mapping[str, str], refused: Mapping[str, Refusal]) -> Question:
    fact = case_facts().get(missing.field)
    field = OF_THE_TEXT.get(missing.field, "")
    is_correctable = field in fields() and fields()[field].is_correctable
    return Question(
        question=missing.question,
        changes=missing.changes,
        fact=fact,
        field=field if is_correctable and not fact else "",
        typed=typed.get(missing.field, ""),
        refusal=refused.get(missing.field),
    )
