"""What a payment went to sums to the payment: costs first, then interest, then principal."""

from datetime import date
from decimal import Decimal

import pytest

from jieqing.claims.rules.case import Case, DaySpan, Event
from jieqing.claims.rules.lpr import packed
from jieqing.claims.rules.went_to import went_to

LOAN = Case(
    kind="private_loan",
    creditor="person",
    debtor="person",
    principal_fen=10_000_000,
    contract=DaySpan.of("2023-01-10"),
    due=DaySpan.of("2024-01-10"),
    is_interest_agreed=True,
    rate_pct_year=Decimal(10),
)
SALE = Case(kind="trade_receivable", principal_fen=10_000_000, due=DaySpan.of("2024-01-10"))


def _paid(on: date, fen: int, *, is_in_principal: bool = False) -> Event:
    return Event(kind="part_payment", on=on, amount_fen=fen, is_in_principal=is_in_principal)


@pytest.mark.parametrize("case", [LOAN, SALE], ids=["loan", "sale"])
@pytest.mark.parametrize("fen", [10_000, 2_000_000], ids=["little", "much"])
def test_the_shares_sum_to_the_payment_at_either_end(case: Case, fen: int) -> None:
    events = (_paid(date(2024, 6, 1), 50_000), _paid(date(2025, 1, 10), fen))
    shares = went_to(case, events, 1, packed())
    lows, highs = sum(share.low_fen for share in shares), sum(share.high_fen for share in shares)
    if all(share.low_fen == share.high_fen for share in shares):
        assert lows == highs == fen
    else:
        assert lows <= fen <= highs


def test_interest_comes_before_principal() -> None:
    [interest] = went_to(LOAN, (_paid(date(2024, 1, 10), 500_000),), 0, packed())
    assert (interest.name.zh, interest.low_fen) != ("本金", 500_000)
    shares = {
        share.name.zh: share.low_fen for share in went_to(LOAN, (_paid(date(2024, 1, 10), 1_500_000),), 0, packed())
    }
    assert shares["本金"] == 500_000  # 10 % of 100,000 yuan for the year is 10,000 yuan


def test_what_was_taken_off_already_goes_nowhere_again() -> None:
    assert went_to(SALE, (_paid(date(2025, 1, 10), 500, is_in_principal=True),), 0, packed()) == ()
