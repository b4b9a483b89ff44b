"""What is answered on the result about facts that no text is read for: `case.<field>` as typed → the case with them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from jieqing.claims.intake.draft import Draft
from jieqing.claims.intake.fields import NOTHING
from jieqing.claims.rules.case import Case
from jieqing.claims.rules.case_facts import CaseFact, Unanswered, answered, case_facts, merged
from jieqing.claims.rules.casing import case_of
from jieqing.desks.facts import Fact, Wrong
from jieqing.kit.money import yuan_text
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

PREFIX = "case."
_NOT_KNOWN = Words("不知道", "not known")


def parted(corrections: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The corrections of what was read, and the answers beyond it by field of the case."""
    answers = {field.removeprefix(PREFIX): raw for field, raw in corrections.items() if field.startswith(PREFIX)}
    return {field: raw for field, raw in corrections.items() if not field.startswith(PREFIX)}, answers


def answers_of(typed: Mapping[str, str], on: date) -> tuple[dict[str, Any], tuple[Refusal, ...]]:
    """The answers as a case stores them, and the refusals of those that can't be read, under their prefixed names."""
    said: dict[str, Any] = {}
    refusals = []
    for field, raw in typed.items():
        try:
            said = answered(said, {field: raw}, on)
        except Unanswered as no:
            refusals.append(Refusal(no.code, no.message, remedy=no.remedy, field=PREFIX + no.field, status=no.status))
    return said, tuple(refusals)


def case_with(draft: Draft, said: Mapping[str, Any], on: date) -> Case:
    """The case of a draft under the answers; one of None takes a reading away."""
    read = case_of(draft, on)
    return Case.from_json(merged(read.to_json(), said)) if said else read


def answered_facts(said: Mapping[str, Any], wrong: Mapping[str, Wrong]) -> list[Fact]:
    """The answers as rows beside what was read, each to be corrected or taken back."""
    return [replace(case_fact(case_facts()[field], wrong), value=_words(field, value)) for field, value in said.items()]


def case_fact(about: CaseFact, wrong: Mapping[str, Wrong], question: Words = NOTHING, why: Words = NOTHING) -> Fact:
    """A fact of the case as a field to answer."""
    refused = wrong.get(PREFIX + about.id)
    return Fact(
        field=PREFIX + about.id,
        name=about.name,
        value=NOTHING,
        quotes=(),
        source="user",
        is_unsure=False,
        is_correctable=True,
        refusal=refused.refusal if refused else None,
        typed=refused.typed if refused else "",
        choices=tuple(about.choices.items()),
        example=about.example,
        question=question,
        why=why,
    )


def _words(field: str, value: Any) -> Words:
    """An answer as people read it; `value` as a case stores it."""
    if value is None:
        return _NOT_KNOWN
    match case_facts()[field].kind:
        case "money":
            return Words(f"{yuan_text(value)} 元", f"{yuan_text(value)} yuan")
        case "pct":
            return Words(f"{value}%", f"{value}%")
        case "flag":
            return case_facts()[field].choices["yes" if value else "no"]
        case "choice":
            return case_facts()[field].choices[value]
        case "span" if value["earliest"] != value["latest"]:
            return Words(f"{value['earliest']} 至 {value['latest']}", f"{value['earliest']} to {value['latest']}")
        case "span":
            return Words(value["earliest"], value["earliest"])
    return Words(value, value)
