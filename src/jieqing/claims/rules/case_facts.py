"""Facts of a case that the creditor answers (`data/case_facts.yaml`): as typed → as `Case.to_json` stores them.

Answers stand beside what was read of the text and over it, so that a new reading loses none of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jieqing.claims.intake.correct import correct
from jieqing.claims.intake.draft import Draft
from jieqing.claims.rules.ageing import first_day
from jieqing.claims.rules.case import Case, DaySpan
from jieqing.claims.rules.details import plain
from jieqing.kit.catalogue import read_yaml
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

Kind = Literal["money", "day", "span", "pct", "flag", "choice"]
YES_NO: Mapping[str, Words] = {"yes": Words("是", "yes"), "no": Words("不是", "no")}
# The field of the text's reading whose words are read in the same way.
_READ_AS: Mapping[Kind, str] = {
    "money": "amount_fen", "day": "due_date", "span": "due_date", "pct": "interest_pct_year",
}  # fmt: skip
_EXAMPLES: Mapping[Kind, Words] = {
    "money": Words("8万，或 80000", "80000 or 8万"),
    "day": Words("2025-03-31", "2025-03-31"),
    "span": Words("2025-03-31，或 2025-03", "2025-03-31 or 2025-03"),
    "pct": Words("12", "12"),
}
_NONE = Words("", "")
_MAY_LIE_AHEAD = ("guarantee_ends_on", "grace_ends_on", "bill_from_on", "bankruptcy_claims_by", "judgment.perform_by")


@dataclass(frozen=True, slots=True)
class CaseFact:
    """A fact that may be answered. `choices`: value → words (flag and choice); `only_for`: Case field → its values."""

    id: str
    kind: Kind
    name: Words
    question: Words
    why: Words
    choices: Mapping[str, Words]
    only_for: Mapping[str, tuple[object, ...]]

    @property
    def example(self) -> Words:
        """How an answer may be written."""
        return _EXAMPLES.get(self.kind, _NONE)

    def concerns(self, case: Case) -> bool:
        """Whether the fact has a meaning in that case."""
        return all(getattr(case, field) in values for field, values in self.only_for.items())


@cache
def case_facts() -> Mapping[str, CaseFact]:
    """All of them by id, in the order in which they are asked."""
    path = Path(__file__).parents[1] / "data" / "case_facts.yaml"
    return {row["id"]: _fact(row) for row in read_yaml(path)}


def answered(said: Mapping[str, Any], typed: Mapping[str, str | None], on: date) -> dict[str, Any]:
    """What was answered before with what is typed now; '' says that it is not known, None takes the answer back.

    Raises one Unanswered that names every answer that can't be read.
    """
    kept, refused = dict(said), list[Refusal]()
    for field, words in typed.items():
        try:
            if words is None:
                kept.pop(field, None)
                _of(field)
            else:
                kept[field] = stored(field, words, on) if words.strip() else None
        except Refusal as no:
            refused.append(no)
    if refused:
        raise Unanswered(refused)
    return kept


class Unanswered(Refusal):
    """Some answers can't be read. `each` names every field; as a refusal it speaks of the first."""

    def __init__(self, each: Iterable[Refusal]) -> None:
        self.each = tuple(each)
        first = self.each[0]
        super().__init__(first.code, first.message, remedy=first.remedy, field=first.field, status=first.status)


def stored(field: str, typed: str, on: date) -> Any:
    """The value as `Case.to_json` has it; raises Refusal naming the field where it can't be read."""
    about = _of(field)
    plain(field, about.name, typed)
    if about.kind in ("flag", "choice"):
        return _chosen(about, typed.strip())
    if about.kind == "money" and typed.strip() in ("0", "0元", "无", "没有"):
        return 0
    try:
        read = correct(Draft("", on, {}), _READ_AS[about.kind], typed).value(_READ_AS[about.kind])
    except Refusal:
        raise _unreadable(about) from None
    return _day(about, read, on) if about.kind in ("day", "span") else str(read) if about.kind == "pct" else read


def merged(read: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """What was read under what was answered, as `Case.from_json` takes it; an answer of None takes a reading away."""
    found: dict[str, Any] = {**read}
    for field, value in said.items():
        room, _, inner = field.rpartition(".")
        if not room:
            found[inner] = value
        else:
            found[room] = {**(found.get(room) or {}), inner: value}
    whole = {field: _without_none(value) for field, value in found.items()}
    return {field: value for field, value in whole.items() if value is not None}


def value_in(case: Case, field: str) -> Any:
    """The value of a fact in a case; None where it is not known."""
    room, _, inner = field.rpartition(".")
    owner = getattr(case, room) if room else case
    return None if owner is None else getattr(owner, inner)


def _without_none(value: Any) -> Any:
    return {key: each for key, each in value.items() if each is not None} if isinstance(value, dict) else value


def _day(about: CaseFact, iso: str, on: date) -> Any:
    """A whole day, or the span of a partial one; nothing after today but what may lie ahead."""
    if about.kind == "day" and iso.count("-") != 2:
        raise _unreadable(about)
    is_ahead = about.id in _MAY_LIE_AHEAD
    if first_day(iso) > on and not is_ahead:
        raise Refusal(
            "day_in_the_future",
            Words(f"“{about.name.zh}”还没到。", f"This day is still to come: {about.name.en.lower()}."),
            remedy=Words("写已经发生的那天。", "Write the day on which it happened."),
            field=about.id,
        )
    if about.kind == "day":
        return iso
    span = DaySpan.of(iso)
    return {"earliest": span.earliest.isoformat(), "latest": span.latest.isoformat()}


def _chosen(about: CaseFact, typed: str) -> Any:
    value = next((key for key, words in about.choices.items() if typed in (key, *words)), None)
    if value is None:
        raise _unreadable(about)
    return value == "yes" if about.kind == "flag" else value


def _of(field: str) -> CaseFact:
    if field not in case_facts():
        raise Refusal(
            "field_unknown",
            Words(f"没有“{field[:40]}”这一项。", f"There is no field “{field[:40]}”."),
            remedy=Words("字段名见接口文档。", "For the names of fields see the API's description."),
            field=field[:40],
        )
    return case_facts()[field]


def _fact(row: dict[str, Any]) -> CaseFact:
    choices = {key: Words(**words) for key, words in row.get("choices", {}).items()}
    return CaseFact(
        id=row["id"],
        kind=row["kind"],
        name=Words(**row["name"]),
        question=Words(**row["question"]),
        why=Words(**row["why"]),
        choices=dict(YES_NO) if row["kind"] == "flag" else choices,
        only_for={field: tuple(values) for field, values in row.get("only_for", {}).items()},
    )


def _unreadable(about: CaseFact) -> Refusal:
    example = about.example if about.example.zh else Words("从列表里选", "one of the list")
    return Refusal(
        "field_unreadable",
        Words(f"“{about.name.zh}”没读懂。", f"We could not read that as: {about.name.en.lower()}."),
        remedy=Words(
            f"像这样写：{example.zh}。不知道就留空。", f"Write it like this: {example.en}. Leave it empty if not known."
        ),
        field=about.id,
    )
