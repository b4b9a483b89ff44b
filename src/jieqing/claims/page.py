"""Saved claims as pages: what the templates need, and nothing that they would have to work out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, get_args

from jieqing.claims.intake.draft import Reading
from jieqing.claims.intake.fields import NOTHING, Field, fields, value_words
from jieqing.claims.models import Claim
from jieqing.claims.queries import SavedClaim
from jieqing.claims.rules.ageing import bucket_of
from jieqing.claims.rules.case import Case
from jieqing.claims.rules.details import Detail, details
from jieqing.claims.rules.saving import readings_of
from jieqing.claims.rules.workflow import Act, is_allowed, outcomes, states
from jieqing.claims.service import Opened
from jieqing.kit.money import yuan_text
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.law.divisions import divisions

PLACE = "city"  # a place of any rank may be typed for it
# What lies open; the rest of the facts is there when the sealed part was opened.
OPEN_FIELDS = (
    "amount_fen", "debt_kind", PLACE, "debtor_kind", "due_date", "debt_date", "has_written_evidence", "evidence",
    "judgment_or_lawsuit", "creditor_kind", "debtor_size", "guarantor", "collateral", "interest_pct_year",
    "penalty_pct_day", "forum_clause",
)  # fmt: skip
# Of these the case holds what was read: field → fact of `rules.case.Case`.
_IN_CASE = {
    "debtor_size": "debtor_size", "guarantor": "has_guarantor", "collateral": "has_collateral",
    "interest_pct_year": "rate_pct_year", "penalty_pct_day": "penalty_pct_day", "forum_clause": "forum_clause",
}  # fmt: skip
_PLACE_NAME = Words("地点", "Place")


@dataclass(frozen=True, slots=True)
class Row:
    """One fact or detail: its value in words (nothing: not known), and what is needed to correct it in place."""

    field: str
    name: Words
    value: Words = NOTHING
    kind: str = "text"
    hint: Words = NOTHING
    example: Words = NOTHING
    choices: tuple[tuple[str, Words], ...] = ()
    is_correctable: bool = True
    is_corrected: bool = False
    typed: str = ""
    refusal: Refusal | None = None
    now: Words = NOTHING


def list_row(claim: SavedClaim, on: date) -> dict[str, Any]:
    """A claim as a row of the list."""
    return {
        "claim": claim,
        "title": title(claim),
        "state": states()[claim.state],
        "bucket": bucket_of(claim.aged_from_on, on),
        "days": (on - claim.aged_from_on).days if claim.aged_from_on else None,
        "place": place_name(claim.place_code),
    }


def claim_part(claim: SavedClaim, on: date) -> dict[str, Any]:
    """The head of a claim's page, and what may be done."""
    return {
        **list_row(claim, on),
        "amount_text": yuan_text(claim.amount_fen or 0),
        "closed_as": outcomes()[claim.closed_as].name if claim.closed_as else NOTHING,
        "outcomes": outcomes().values(),
        "may": {act: claim.is_own and is_allowed(act, claim.state) for act in get_args(Act)},
    }


def fact_rows(
    claim: SavedClaim, opened: Opened | None, typed: Mapping[str, str], refused: Mapping[str, Refusal]
) -> list[Row]:
    """The facts: those that lie open, or all once the sealed part was opened; what was typed stands in its field."""
    readings = dict(opened.draft.readings) if opened else readings_of(claim) | _of_case(claim)
    readings |= {PLACE: _place(readings)} if "province" in readings else {}
    corrected = (opened.corrections or {}) if opened else {}
    rows = []
    for field in fields().values():
        if field.id == "debtor_name" or not _is_shown(field, opened is not None or field.id in typed):
            continue
        row = _fact(field, readings.get(field.id), field.id in corrected)
        if not row.is_correctable and not row.value.zh:
            continue
        rows.append(_with_typed(row, typed, refused))
    return rows


def detail_rows(
    claim: SavedClaim, opened: Opened | None, typed: Mapping[str, str], refused: Mapping[str, Refusal]
) -> list[Row]:
    """The one who owes, and notes: masked, or in full once opened."""
    name = fields()["debtor_name"]
    known = dict(opened.details) if opened else dict(claim.masked)
    if opened:
        known["debtor_name"] = str(opened.draft.value("debtor_name") or "")
    rows = [Row("debtor_name", name.name, example=name.example)]
    rows += [_detail(about) for about in details().values()]
    found = []
    for row in rows:
        shown = known.get(row.field, "")
        if not shown and row.field in claim.holds:
            shown = "**"
        full = Words(shown, shown) if shown else NOTHING
        prefilled = shown if opened and row.kind == "lines" else ""
        found.append(_with_typed(replace(row, value=full, typed=prefilled), typed, refused))
    return found


def conflict_rows(opened: Opened, typed: Mapping[str, str]) -> list[Row]:
    """The fields that were typed, each beside what stands there now."""
    readings = dict(opened.draft.readings)
    readings |= {PLACE: _place(readings)} if "province" in readings else {}
    rows = []
    for field, value in typed.items():
        if field in details():
            now = opened.details.get(field, "")
            rows.append(replace(_detail(details()[field]), now=Words(now, now), typed=value))
        elif field in fields():
            row = _fact(fields()[field], readings.get(field), is_corrected=False)
            rows.append(replace(row, now=row.value, typed=value))
    return rows


def title(claim: SavedClaim | Claim) -> Words:
    """'公司欠的货款': what is listed where no name may stand."""
    return title_of(claim.debtor_kind, claim.debt_kind)


def title_of(debtor_kind: str | None, debt_kind: str | None) -> Words:
    """The same, of the two kinds."""
    kinds = fields()
    debtor = kinds["debtor_kind"].choices.get(debtor_kind or "", Words("对方", "The other side"))
    debt = kinds["debt_kind"].choices.get(debt_kind or "", Words("款项", "money"))
    return Words(f"{debtor.zh}欠的{debt.zh}", f"{debtor.en[0].upper()}{debtor.en[1:]}: {debt.en}")


def place_name(code: str | None) -> str:
    """'盐城市东台市'; '' where unknown."""
    place = divisions().get(code or "")
    if place is None:
        return ""
    parts = [place.name] if place.district is None else [place.city or place.province, place.district]
    return "".join(dict.fromkeys(parts))


def _is_shown(field: Field, is_opened: bool) -> bool:
    if field.id == PLACE:
        return True
    if field.kind == "place" or not (field.is_shown or field.id == "writer_is_debtor"):
        return False
    return field.id in OPEN_FIELDS or (is_opened and field.is_shown)


def _fact(field: Field, reading: Reading | None, is_corrected: bool) -> Row:
    return Row(
        field=field.id,
        name=_PLACE_NAME if field.id == PLACE else field.name,
        value=value_words(field, reading.value) if reading else NOTHING,
        example=field.example,
        choices=tuple(field.choices.items()) if field.kind in ("choice", "flag") else (),
        is_correctable=field.is_correctable,
        is_corrected=is_corrected,
    )


def _detail(about: Detail) -> Row:
    return Row(about.id, about.name, kind=about.kind, hint=about.why, example=about.example)


def _with_typed(row: Row, typed: Mapping[str, str], refused: Mapping[str, Refusal]) -> Row:
    return replace(row, typed=typed.get(row.field, row.typed), refusal=refused.get(row.field))


def _of_case(claim: SavedClaim) -> dict[str, Reading]:
    """What lies open of a claim beside its columns."""
    case = Case.from_json(dict(claim.case))
    found = {field: getattr(case, fact) for field, fact in _IN_CASE.items()}
    return {field: Reading(value) for field, value in found.items() if value is not None}


def _place(readings: Mapping[str, Reading]) -> Reading:
    parts = [readings[part].value for part in ("province", "city", "district") if part in readings]
    return Reading("".join(dict.fromkeys(parts)))
