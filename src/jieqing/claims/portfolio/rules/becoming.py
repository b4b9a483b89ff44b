"""The claim that a group of lines is: what was read of them, and the case that the law computes. Nothing is guessed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from jieqing.claims.intake.draft import Draft, Reading
from jieqing.claims.portfolio.reading.result import LedgerRow
from jieqing.claims.portfolio.rules.grouping import Group
from jieqing.claims.rules.case import Case, DaySpan, Part
from jieqing.claims.rules.lines import OwnLine, OwnLines

T = TypeVar("T")
# The first two characters of a registration code (GB 32100-2015, table 1): 11 organs of the state.
_ORGAN = "11"
_BODY = re.compile(r"(?:公司|集团|厂|店|行|社|部|院|所|中心|学校|大学|协会|合伙|工作室|超市|商行|门市|酒店|饭店)$")
_AUTHORITY = re.compile(r"(?:人民政府|办事处|委员会|管理局|公安局|财政局|税务局|住建局|教育局|水务局|法院|检察院)$")
_BRACKETS = re.compile(r"[(（][^)）]*[)）]")


@dataclass(frozen=True, slots=True)
class Became:
    """A group as a claim: the draft without a text, the case, the user's own lines; details as the file gives them."""

    no: int
    draft: Draft
    case: Case
    lines: OwnLines
    phone: str
    id_number: str
    address: str


def became(group: Group, kind: str, columns: tuple[str, ...], read_on: date) -> Became:
    """The claim of a group. `kind`: what the money is for, '' not known; `columns`: the user's own that are kept."""
    readings = {field: Reading(value) for field, value in _values(group, kind).items() if value not in (None, "", ())}
    draft = Draft("", read_on, readings)
    case = _case(group, draft)
    own = tuple(OwnLine(line.row, line.cells) for line in group.lines)
    return Became(
        no=group.no,
        draft=draft,
        case=case,
        lines=OwnLines(columns, own, readings, case),
        phone=_first(line.phone for line in group.lines) or "",
        id_number=_first(line.uscc or line.debtor_id_no for line in group.lines) or "",
        address=_first(line.address for line in group.lines) or "",
    )


def debtor_kind(name: str, uscc: str | None) -> str | None:
    """'company', 'government', 'person', None: by the registration code, else by how the name ends."""
    if uscc:
        return "government" if uscc.startswith(_ORGAN) else "company"
    bare = _BRACKETS.sub("", name).replace(" ", "")
    if _AUTHORITY.search(bare):
        return "government"
    if _BODY.search(bare):
        return "company"
    return "person" if re.fullmatch(r"[\u4e00-\u9fff·]{2,4}", bare) else None


def _values(group: Group, kind: str) -> dict[str, Any]:
    """Fields of intake/data/fields.yaml → what the lines say of them; days are the earliest, for the age counts so."""
    lines = group.lines
    due = _earliest(line.due_on for line in lines)
    arose = _earliest(line.delivered_on or line.contract_on or line.invoiced_on for line in lines)
    contract_no = _first(line.contract_no for line in lines)
    named = {"contract": contract_no, "invoice": _first(line.invoice_no for line in lines)}
    evidence = tuple(paper for paper, number in named.items() if number)
    return {
        "amount_fen": group.outstanding_fen,
        "debt_kind": kind,
        "debtor_kind": debtor_kind(lines[0].debtor_name, _first(line.uscc for line in lines)),
        "debtor_name": lines[0].debtor_name,
        "due_date": due.isoformat() if due else None,
        "debt_date": arose.isoformat() if arose else None,
        "contract_no": contract_no,
        "evidence": evidence,
        "has_written_evidence": True if evidence else None,
        "guarantor": True if any(line.guarantor for line in lines) else None,
    }


def _case(group: Group, draft: Draft) -> Case:
    """Each line is a debt of its own (its time runs apart, which is the safer reading) unless it is the only one."""
    lines, kind = group.lines, draft.value("debtor_kind")
    return Case(
        kind=draft.value("debt_kind"),
        debtor=kind,
        debtor_size="public" if kind == "government" else None,
        principal_fen=group.outstanding_fen,
        contract=_span(_same(line.contract_on for line in lines)),
        due=_span(_same(line.due_on for line in lines)),
        delivered=_span(_same(line.delivered_on for line in lines)),
        parts=tuple(_part(no, line, is_separate=len(lines) > 1) for no, line in enumerate(lines, start=1)),
        has_guarantor=draft.value("guarantor"),
        evidence=draft.value("evidence") or (),
        has_written_evidence=draft.value("has_written_evidence"),
    )


def _part(no: int, line: LedgerRow, *, is_separate: bool) -> Part:
    """What was owed is the receivable where the file states one that is not less than the rest of it."""
    owed_fen = max(line.receivable_fen or 0, line.outstanding_fen)
    return Part(
        no=no,
        amount_fen=owed_fen,
        received_fen=owed_fen - line.outstanding_fen,
        due=_span(line.due_on),
        delivered_on=line.delivered_on,
        invoiced_on=line.invoiced_on,
        is_separate=is_separate,
        row=line.row,
    )


def _span(day: date | None) -> DaySpan | None:
    return DaySpan.of(day) if day else None


def _earliest(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day), default=None)


def _first(values: Iterable[T | None]) -> T | None:
    return next((value for value in values if value), None)


def _same(days: Iterable[date | None]) -> date | None:
    """The day that all share; None where they differ or one is not known."""
    found = set(days)
    return found.pop() if len(found) == 1 else None
