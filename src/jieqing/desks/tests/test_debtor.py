"""What a debtor who writes here is told."""

from decimal import Decimal

import pytest

from jieqing.claims.intake.draft import Draft, Reading
from jieqing.desks import debtor
from jieqing.law import pack


def draft(**values: object) -> Draft:
    return Draft("", None, {field: Reading(value) for field, value in values.items()})


def loan(made: str) -> Draft:
    return draft(debt_kind="private_loan", amount_fen=10_000_000, debt_date=made)


@pytest.mark.parametrize(
    ("made", "pct", "year_fen", "is_provisional"),
    [
        ("2020-08-20", "15.40", 1_540_000, False),
        ("2024-10-21", "12.40", 1_240_000, False),
        ("2024-10", "13.40", 1_340_000, False),  # the month began under the higher rate
        ("2024", "13.80", 1_380_000, False),
        ("2025-06-29", "12.00", 1_200_000, False),
        ("2025-06-30", "12.00", 1_200_000, True),  # 41 days after the last row
    ],
)
def test_interest_is_capped_at_four_times_the_rate_when_the_loan_was_made(
    made: str, pct: str, year_fen: int, is_provisional: bool
) -> None:
    cap = debtor.interest_cap(loan(made))
    assert cap is not None
    assert (cap.pct, cap.year_fen, cap.is_provisional) == (Decimal(pct), year_fen, is_provisional)


@pytest.mark.parametrize(
    "without",
    [
        loan("2019"),  # two regimes: no single figure
        loan("2020-08"),
        draft(debt_kind="private_loan", amount_fen=10_000_000),
        draft(debt_kind="private_loan", debt_date="2024"),
        draft(debt_kind="trade_receivable", amount_fen=10_000_000, debt_date="2024"),
    ],
)
def test_names_no_cap_where_a_fact_is_missing_or_the_rule_is_another(without: Draft) -> None:
    assert debtor.interest_cap(without) is None


def test_every_item_rests_on_a_rule_that_the_packs_hold() -> None:
    known = pack.rules()
    assert [b for part in debtor.parts(draft()) for item in part.items for b in item.basis if b not in known] == []


def test_a_trade_debt_is_not_told_of_private_loans() -> None:
    words = [item.words.zh for part in debtor.parts(draft(debt_kind="trade_receivable")) for item in part.items]
    assert not [zh for zh in words if "民间借贷" in zh]
    assert [zh for zh in words if "12356" in zh]
