"""What a dry run says of a file, as it is kept until the import is over: sealed, for it names debtors."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from jieqing.claims.portfolio.reading.ledger import Proposal
from jieqing.claims.portfolio.reading.result import LedgerRow, PaymentRow, Reading
from jieqing.claims.portfolio.rules.grouping import Group
from jieqing.kit.words import Words
from jieqing.vault.rules.mask import masked
from jieqing.vault.rules.register import Mask

SAMPLES = 3
_SAY_WHICH = Words(
    "列名没认出来：请在“哪一列是什么”里选好客户和金额，再点“按这样重新读”。",
    "The headers were not recognised: choose the debtor and the sum under “What each column holds”, then read it so.",
)
LONGEST_SAMPLE = 24
MOST_PROBLEMS = 1_000
# Fields of the reader → how a sample of their cells is shown.
_MASKS: Mapping[str, Mask] = {
    "debtor_name": "name", "payer": "name", "guarantor": "name", "phone": "phone", "debtor_id_no": "id_number",
    "uscc": "id_number", "address": "address",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one row, and what to do about it."""

    row: int
    column: str
    reason: Words
    remedy: Words


@dataclass(frozen=True, slots=True)
class NotKept:
    """A column that is not stored, and why."""

    header: str
    why: Words


@dataclass(frozen=True, slots=True)
class Line:
    """A line within a group: what matching payments to it needs."""

    row: int
    outstanding_fen: int
    contract_no: str
    invoice_no: str


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group of lines as the dry run lists it; `no` is its first line."""

    no: int
    debtor_name: str
    is_recurring: bool
    lines: tuple[Line, ...]

    @property
    def outstanding_fen(self) -> int:
        return sum(line.outstanding_fen for line in self.lines)

    @property
    def contract_nos(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(line.contract_no for line in self.lines if line.contract_no))


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment of a file and the claim that it was set against; `how` as in rules/matching, `part` of the claim."""

    row: int
    paid_fen: int
    paid_on: str
    who: str
    how: str
    claim_id: str | None
    part: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """All of it. `samples`: of each column up to three cells, masked; of columns that are not kept, none."""

    filename: str
    sheets: tuple[str, ...]
    headers: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    problems: tuple[Problem, ...]
    not_kept: tuple[NotKept, ...]
    remarks: tuple[Words, ...]
    groups: tuple[GroupLine, ...] = ()
    payments: tuple[Paid, ...] = ()

    def to_text(self) -> str:
        """JSON to be sealed."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The report of `to_text`."""
        kept = json.loads(text)
        return cls(
            filename=kept["filename"],
            sheets=tuple(kept["sheets"]),
            headers=tuple(kept["headers"]),
            samples=tuple(tuple(each) for each in kept["samples"]),
            problems=tuple(
                Problem(each["row"], each["column"], Words(*each["reason"]), Words(*each["remedy"]))
                for each in kept["problems"]
            ),
            not_kept=tuple(NotKept(each["header"], Words(*each["why"])) for each in kept["not_kept"]),
            remarks=tuple(Words(*each) for each in kept["remarks"]),
            groups=tuple(_group(each) for each in kept["groups"]),
            payments=tuple(Paid(**each) for each in kept["payments"]),
        )


def report_of(reading: Reading[LedgerRow] | Reading[PaymentRow], filename: str, groups: Sequence[Group] = ()) -> Report:
    """What there is to say of a reading. Of very many problems the first are kept; the count stands beside them."""
    return Report(
        filename=filename,
        sheets=reading.sheets,
        headers=reading.headers,
        samples=tuple(_samples(reading, column) for column in range(len(reading.headers))),
        problems=tuple(
            Problem(each.row, each.column or each.field, each.reason, each.remedy)
            for each in reading.errors[:MOST_PROBLEMS]
        ),
        not_kept=tuple(NotKept(each.header, each.why) for each in reading.dropped),
        remarks=tuple(_remark(each.words, each.column, each.row) for each in reading.warnings[:MOST_PROBLEMS]),
        groups=tuple(_group_line(each) for each in groups),
    )


def report_of_proposal(found: Proposal, filename: str) -> Report:
    """What there is to say of a sheet before anybody said what its columns hold: headers and a few masked cells."""
    samples = [
        tuple(dict.fromkeys(masked(_MASKS.get(found.mapping.get(column, ""), "name"), line[column])[:LONGEST_SAMPLE]
                            for line in found.samples if column < len(line) and line[column]))
        for column in range(len(found.headers))
    ]  # fmt: skip
    return Report(
        filename=filename,
        sheets=found.sheets,
        headers=found.headers,
        samples=tuple(each[:SAMPLES] for each in samples),
        problems=(),
        not_kept=tuple(NotKept(each.header, each.why) for each in found.dropped),
        remarks=(_SAY_WHICH,),
    )


def _samples(reading: Reading[Any], column: int) -> tuple[str, ...]:
    """A column that nobody mapped may hold anything: of its texts only the first character is shown."""
    if column not in reading.kept:
        return ()
    at, mask = reading.kept.index(column), _MASKS.get(reading.mapping.get(column, ""))
    found: list[str] = []
    for row in reading.rows:
        text = "" if at >= len(row.cells) or row.cells[at] is None else str(row.cells[at])
        shown = masked(mask, text) if mask else text if column in reading.mapping else masked("name", text)
        if shown and shown not in found:
            found.append(shown[:LONGEST_SAMPLE])
        if len(found) == SAMPLES:
            break
    return tuple(found)


def _remark(words: Words, column: str, row: int) -> Words:
    if row:
        return Words(f"第 {row} 行{f'“{column}”' if column else ''}：{words.zh}", f"Row {row} {column}: {words.en}")
    return Words(f"“{column}”：{words.zh}", f"{column}: {words.en}") if column else words


def _group_line(group: Group) -> GroupLine:
    lines = tuple(
        Line(line.row, line.outstanding_fen, line.contract_no or "", line.invoice_no or "") for line in group.lines
    )
    return GroupLine(group.no, group.lines[0].debtor_name, group.is_recurring, lines)


def _group(kept: Mapping[str, Any]) -> GroupLine:
    lines = tuple(Line(**line) for line in kept["lines"])
    return GroupLine(kept["no"], kept["debtor_name"], kept["is_recurring"], lines)
