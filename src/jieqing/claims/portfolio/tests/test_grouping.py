"""Which lines are one claim, and what that claim is."""

from datetime import date

import pytest

from jieqing.claims.portfolio.reading.result import LedgerRow
from jieqing.claims.portfolio.rules.becoming import became, debtor_kind
from jieqing.claims.portfolio.rules.grouping import Choices, grouped
from jieqing.claims.rules.case import DaySpan
from jieqing.claims.rules.lines import OwnLines, recast
from jieqing.claims.rules.saving import corrected

USCC = "91990000MA0000517B"
ON = date(2026, 11, 22)


def line(row: int, name: str = "云栖酒店有限公司", fen: int = 100_00, **more: object) -> LedgerRow:
    return LedgerRow(row=row, debtor_name=name, outstanding_fen=fen, **more)  # type: ignore[arg-type]


def rows(lines: list[LedgerRow], choices: Choices = Choices()) -> list[list[int]]:  # noqa: B008 - frozen
    return [[each.row for each in group.lines] for group in grouped(lines, choices)]


def test_lines_of_one_debtor_and_contract_are_one_claim():
    lines = [line(2, contract_no="HT-1"), line(3, contract_no="HT-2"), line(4, contract_no="ｈｔ-1 ")]
    assert rows(lines) == [[2, 4], [3]]
    assert rows(lines, Choices("debtor")) == [[2, 3, 4]]
    assert rows(lines, Choices("invoice")) == [[2], [3], [4]]


def test_another_debtors_contract_of_that_number_is_another_claim():
    assert rows([line(2, contract_no="1"), line(3, "芦苇纺织厂", contract_no="1")]) == [[2], [3]]


def test_a_debtor_is_his_number_else_his_name_without_blanks():
    one = [line(2, uscc=USCC), line(3, "云栖酒店", uscc=USCC), line(4, "云栖 酒店"), line(5, "云栖酒店（吴江）")]
    assert rows(one) == [[2, 3, 4], [5]]


def test_a_name_with_two_numbers_stands_for_neither():
    lines = [line(2, uscc=USCC), line(3, uscc="91990000MA00005256"), line(4)]
    assert rows(lines) == [[2], [3], [4]]


def test_what_comes_every_month_is_a_claim_of_its_own():
    rent = [line(row, fen=300_000, due_on=date(2025, month, 1)) for row, month in ((2, 1), (3, 2), (5, 3))]
    other = line(4, fen=770_00, due_on=date(2025, 2, 14))
    groups = grouped([*rent, other], Choices())
    assert [[each.row for each in group.lines] for group in groups] == [[2, 3, 5], [4]]
    assert [group.is_recurring for group in groups] == [True, False]
    assert rows([*rent[:2], other]) == [[2, 3, 4]]  # twice is no habit
    assert rows([rent[0], rent[2], line(9, fen=300_000, due_on=date(2025, 9, 1))]) == [[2, 5, 9]]  # at no even step


def test_the_user_moves_lines():
    lines = [line(2, contract_no="1"), line(3, contract_no="2"), line(4, contract_no="2")]
    assert rows(lines, Choices(moved={2: 3})) == [[2, 3, 4]]
    assert rows(lines, Choices(moved={4: 4})) == [[2], [3], [4]]
    assert rows(lines, Choices(moved={2: 3, 3: 4})) == [[2, 3, 4]]
    assert rows(lines, Choices(moved={2: 3, 3: 2})) == [[2], [3], [4]]  # round and round: each alone
    assert rows(lines, Choices(moved={2: 99})) == [[2], [3, 4]]


def test_a_settled_line_is_no_claim():
    assert rows([line(2, fen=0), line(3)]) == [[3]]


def test_a_group_becomes_a_claim_whose_lines_are_debts_of_their_own():
    lines = [
        line(2, fen=6_600_000, receivable_fen=9_600_000, due_on=date(2025, 6, 30), contract_no="HT-1", invoice_no="1",
             delivered_on=date(2025, 3, 1), phone="10900001234", cells=("云栖", 96000)),
        line(3, fen=2_400_000, due_on=date(2025, 9, 30), contract_no="HT-1", uscc=USCC, cells=("云栖", 24000)),
    ]  # fmt: skip
    (group,) = grouped(lines, Choices())
    claim = became(group, "trade_receivable", ("客户", "金额"), ON)
    assert (claim.no, claim.case.principal_fen, claim.phone, claim.id_number) == (2, 9_000_000, "10900001234", USCC)
    assert [(part.no, part.row, part.amount_fen, part.received_fen) for part in claim.case.parts] == [
        (1, 2, 9_600_000, 3_000_000), (2, 3, 2_400_000, 0),
    ]  # fmt: skip
    assert all(part.is_separate for part in claim.case.parts)
    assert claim.case.due is None
    assert claim.draft.value("due_date") == "2025-06-30"
    assert claim.draft.value("evidence") == ("contract", "invoice")
    assert claim.case.debtor == "company"
    assert OwnLines.from_text(claim.lines.to_text()) == claim.lines


def test_a_single_line_is_one_debt_with_its_day():
    claim = became(grouped([line(7, due_on=date(2025, 1, 2))], Choices())[0], "", (), ON)
    assert claim.case.due == DaySpan.of(date(2025, 1, 2))
    assert [part.is_separate for part in claim.case.parts] == [False]
    assert (claim.case.kind, claim.case.has_written_evidence, claim.case.evidence) == (None, None, ())


def test_a_correction_changes_its_fact_and_leaves_the_others():
    kept = became(grouped([line(2, due_on=date(2025, 1, 2))], Choices())[0], "trade_receivable", (), ON).lines
    asked = recast(kept, corrected(kept.draft(ON), {"guarantor": "有"}), ON)
    assert (asked.has_guarantor, asked.principal_fen, len(asked.parts)) == (True, 100_00, 1)
    less = recast(kept, corrected(kept.draft(ON), {"amount_fen": "60"}), ON)
    assert (less.principal_fen, less.parts, less.due) == (60_00, (), kept.case.due)


@pytest.mark.parametrize(
    ("name", "uscc", "kind"),
    [
        ("东台市云栖酒店(虚构)有限公司", None, "company"), ("吴江芦苇纺织厂", None, "company"),
        ("某镇人民政府", None, "government"), ("沈某某", None, "person"), ("云栖", "11990000MA0000517B", "government"),
        ("ABC", None, None),
    ],
)  # fmt: skip
def test_the_kind_of_debtor_is_read_from_number_or_name(name, uscc, kind):
    assert debtor_kind(name, uscc) == kind
