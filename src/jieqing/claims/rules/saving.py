"""What of a draft claim is kept where: columns that lists and matching need lie open, everything else is sealed."""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from jieqing.claims.intake.correct import correct
from jieqing.claims.intake.draft import Draft, Reading
from jieqing.claims.intake.fields import fields
from jieqing.claims.intake.read import read
from jieqing.claims.rules.ageing import AgedBy, aged_from
from jieqing.claims.rules.details import plain
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.law.divisions import divisions

# Never kept: it serves the help line alone, on the page of the one who writes.
_NOT_KEPT = ("shows_despair",)
_LISTS = ("list", "text_list", "money_list")


@dataclass(frozen=True, slots=True)
class Columns:
    """What lies open of a claim: nothing that names anybody. None is not known.

    `due_said` and `debt_said` are ISO dates, possibly partial; `aged_from_on` is the day its age counts from.
    """

    amount_fen: int | None
    is_amount_approx: bool
    debt_kind: str | None
    debtor_kind: str | None
    creditor_kind: str | None
    place_code: str | None
    creditor_place_code: str | None
    due_said: str | None
    debt_said: str | None
    has_written_evidence: bool | None
    evidence: tuple[str, ...]
    lawsuit: str | None
    aged_from_on: date | None
    aged_by: AgedBy | None


class NotRead(Refusal):
    """Some of what was typed can't be read. `each` names every field; as a refusal it speaks of the first."""

    def __init__(self, each: tuple[Refusal, ...]) -> None:
        first = each[0]
        super().__init__(
            first.code, first.message, remedy=first.remedy, field=first.field, basis=first.basis, status=first.status
        )
        self.each = each


def understood(text: str, read_on: date, corrections: Mapping[str, str]) -> Draft:
    """The text read as on the day it was written down, then corrected.

    Raises Refusal (field 'text') for a text that tells of no debt or is the debtor's own, NotRead for corrections.
    """
    if "\x00" in text or any(unicodedata.category(sign) == "Cs" for sign in text):
        raise _broken_text()
    draft = corrected(read(text, read_on), corrections)
    if draft.value("is_debt") is False:
        raise _no_debt()
    if draft.value("writer_is_debtor"):
        raise _of_debtor()
    return draft


def corrected(draft: Draft, corrections: Mapping[str, str]) -> Draft:
    """The draft with corrections (field → as typed); raises one NotRead that names every field that can't be read."""
    refused = []
    for field, typed in corrections.items():
        try:
            if field in fields():
                plain(field, fields()[field].name, typed)
            draft = correct(draft, field, typed)
        except Refusal as no:
            refused.append(no)
    if refused:
        raise NotRead(tuple(refused))
    return draft


def columns(draft: Draft, read_on: date) -> Columns:
    """The open columns of a draft."""
    due, debt = draft.value("due_date"), draft.value("debt_date")
    aged = aged_from(due, draft.value("ageing_months"), debt, read_on)
    return Columns(
        amount_fen=draft.value("amount_fen"),
        is_amount_approx=bool(draft.value("amount_approx")),
        debt_kind=draft.value("debt_kind"),
        debtor_kind=draft.value("debtor_kind"),
        creditor_kind=draft.value("creditor_kind"),
        place_code=draft.value("place_code"),
        creditor_place_code=draft.value("creditor_place_code"),
        due_said=due,
        debt_said=debt,
        has_written_evidence=draft.value("has_written_evidence"),
        evidence=tuple(draft.value("evidence") or ()),
        lawsuit=draft.value("judgment_or_lawsuit"),
        aged_from_on=aged[0] if aged else None,
        aged_by=aged[1] if aged else None,
    )


def readings_of(open_columns: Columns) -> dict[str, Reading]:
    """The columns as readings again, without their places in the text."""
    values: dict[str, Any] = {
        "amount_fen": open_columns.amount_fen,
        "amount_approx": open_columns.is_amount_approx or None,
        "debt_kind": open_columns.debt_kind,
        "debtor_kind": open_columns.debtor_kind,
        "creditor_kind": open_columns.creditor_kind,
        "due_date": open_columns.due_said,
        "debt_date": open_columns.debt_said,
        "has_written_evidence": open_columns.has_written_evidence,
        "evidence": open_columns.evidence or None,
        "judgment_or_lawsuit": open_columns.lawsuit,
    }
    place = divisions().get(open_columns.place_code or "")
    if place is not None:
        values |= {"province": place.province, "city": place.city, "district": place.district, "place_code": place.code}
    return {field: Reading(value) for field, value in values.items() if value is not None}


def facts_text(draft: Draft) -> str:
    """Every reading that is kept, as JSON to be sealed: field → value, confidence, source."""
    kept = {
        field: {"value": _plain(reading.value), "confidence": reading.confidence, "source": reading.source}
        for field, reading in draft.readings.items()
        if field not in _NOT_KEPT
    }
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def readings_in(facts: str) -> dict[str, Reading]:
    """The readings of `facts_text`, without their places in the text."""
    return {
        field: Reading(_value(field, row["value"]), confidence=row["confidence"], source=row["source"])
        for field, row in json.loads(facts).items()
    }


def _plain(value: Any) -> Any:
    """Decimals as text, tuples as lists, so that JSON keeps them exact."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (tuple, list)):
        return [_plain(each) for each in value]
    return {key: _plain(each) for key, each in value.items()} if isinstance(value, Mapping) else value


def _value(field: str, value: Any) -> Any:
    kind = fields()[field].kind
    if kind == "pct":
        return Decimal(value)
    return tuple(value) if kind in _LISTS else value


def _broken_text() -> Refusal:
    return Refusal(
        "text_has_broken_characters",
        Words("文字里有坏掉的字符，存不下来。", "There are broken characters in the text; it cannot be kept."),
        remedy=Words("去掉看着不对的字符再存。", "Take out what looks wrong, then save again."),
        field="text",
    )


def _no_debt() -> Refusal:
    return Refusal(
        "no_debt_read",
        Words("没读到有人欠钱，没有存。", "We read of no debt in this; nothing was saved."),
        remedy=Words("写一句谁欠谁、为什么事、欠多少。", "Say who owes whom, what for and how much."),
        field="text",
    )


def _of_debtor() -> Refusal:
    return Refusal(
        "writer_owes",
        Words(
            "按您写的，是您欠别人的钱；这里只存别人欠您的。",
            "As you wrote it, you are the one who owes; only what is owed to you is kept here.",
        ),
        remedy=Words(
            "读错了的话，把“写的人是欠款方”改成“不是”。",
            "If that was misread, correct “the writer is the one who owes” to “no”.",
        ),
        field="writer_is_debtor",
    )
