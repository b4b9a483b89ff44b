"""Which lines of a ledger are one claim: as they would be sued for, by debtor and contract; the user may regroup."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any, Literal, Self

from jieqing.claims.portfolio.reading.result import LedgerRow

By = Literal["contract", "debtor", "invoice"]
FEWEST_RECURRING = 3
# A month has 28 to 31 days, three months 89 to 92.
_STEPS = (range(28, 32), range(89, 93))
Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user chose. `by`: one claim for a debtor's contract, for a debtor, or for each line.

    `moved`: line → another line whose claim it joins, or itself: a claim of its own. `kind`: what the money is for
    (a choice of debt_kind), '' not known.
    """

    by: By = "contract"
    kind: str = ""
    moved: Mapping[int, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {"by": self.by, "kind": self.kind, "moved": {str(row): to for row, to in self.moved.items()}}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        moved = {int(row): to for row, to in stored.get("moved", {}).items()}
        return cls(stored.get("by", "contract"), stored.get("kind", ""), moved)


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that are one claim; `no` is the number of the first, so that it stays when the file is read again."""

    lines: tuple[LedgerRow, ...]
    is_recurring: bool = False

    @property
    def no(self) -> int:
        return self.lines[0].row

    @property
    def outstanding_fen(self) -> int:
        return sum(line.outstanding_fen for line in self.lines)


def grouped(lines: Sequence[LedgerRow], choices: Choices) -> tuple[Group, ...]:
    """The groups in the order of their first lines. Settled lines (nothing outstanding) are in none.

    A debtor is his registration code or identity number, else his name without blanks and case. Lines without a
    contract number that recur (the same sum, month by month or quarter by quarter) are a group of their own.
    """
    owed = [line for line in lines if line.outstanding_fen > 0]
    debtor_of = _debtors(owed)
    keys = {line.row: _key(line, debtor_of[line.row], choices.by) for line in owed}
    if choices.by == "contract":
        keys |= _recurring(owed, keys)
    keys = {row: _moved(row, keys, choices.moved) for row in keys}
    together: dict[Key, list[LedgerRow]] = defaultdict(list)
    for line in owed:
        together[keys[line.row]].append(line)
    return tuple(Group(tuple(each), is_recurring=key[0] == "recurring") for key, each in together.items())


def folded(text: str | None) -> str:
    """A name or number in the one form that is compared: half width, no blanks, one case."""
    return "".join(unicodedata.normalize("NFKC", text or "").split()).casefold()


def _debtors(lines: Iterable[LedgerRow]) -> dict[int, Key]:
    """Line → its debtor. A name that has one number in the file stands for that number in the lines without it."""
    numbers: dict[str, set[str]] = defaultdict(set)
    found: dict[int, tuple[str, str]] = {}
    for line in lines:
        name, number = folded(line.debtor_name), folded(line.uscc or line.debtor_id_no)
        found[line.row] = name, number
        if number:
            numbers[name].add(number)
    known = {name: next(iter(each)) for name, each in numbers.items() if len(each) == 1}
    return {
        row: ("number", number) if (number := given or known.get(name, "")) else ("name", name)
        for row, (name, given) in found.items()
    }


def _key(line: LedgerRow, debtor: Key, by: By) -> Key:
    if by == "invoice":
        return ("line", line.row)
    return ("debtor", debtor) if by == "debtor" else ("contract", debtor, folded(line.contract_no))


def _recurring(lines: Iterable[LedgerRow], keys: Mapping[int, Key]) -> dict[int, Key]:
    """Lines without a contract number that come again: the same sum at even steps of a month or a quarter."""
    alike: dict[Key, list[tuple[date, int]]] = defaultdict(list)
    for line in lines:
        if not line.contract_no and line.due_on:
            sum_fen = line.outstanding_fen if line.receivable_fen is None else line.receivable_fen
            alike[(keys[line.row], sum_fen)].append((line.due_on, line.row))
    found: dict[int, Key] = {}
    for key, each in alike.items():
        days = sorted(each)
        gaps = [(later - earlier).days for (earlier, _), (later, _) in pairwise(days)]
        if len(days) >= FEWEST_RECURRING and any(all(gap in step for gap in gaps) for step in _STEPS):
            found |= {row: ("recurring", *key) for _, row in days}
    return found


def _moved(row: int, keys: Mapping[int, Key], moved: Mapping[int, int]) -> Key:
    """Where the user put a line: followed to the end; a line that leads back to itself, or nowhere, stands alone."""
    seen = {row}
    at = row
    while at in moved:
        at = moved[at]
        if at in seen or at not in keys:
            return ("line", row)
        seen.add(at)
    return keys[at]
