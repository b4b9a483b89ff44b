"""What a debtor who writes here is told."""

from dataclasses import replace
from decimal import Decimal

import pytest

from jieqing.claims.intake.draft import Draft, Reading
from jieqing.claims.rules.assessment import Assessment
from jieqing.claims.tests import assessed as by_hand
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


def told(facts: Draft, assessment: Assessment | None = None) -> list[str]:
    return [item.words.zh for part in debtor.parts(facts, assessment or by_hand.assessment()) for item in part.items]


def until(**more: object) -> Assessment:
    return by_hand.assessment(by_hand.limits(**more))  # type: ignore[arg-type]


def test_every_item_rests_on_a_rule_that_the_packs_hold() -> None:
    known = pack.rules()
    rows = [item for row in debtor._catalogue() for item in row["items"]]
    assert [basis for item in rows for basis in item["basis"] if basis not in known] == []


def test_every_circumstance_that_the_page_asks_for_is_one_that_can_be() -> None:
    asked = {item["when"] for row in debtor._catalogue() for item in row["items"] if "when" in item}
    facts = draft(payments=({"amount_fen": 1},), forum_clause="arbitration")
    penalty = by_hand.assessment(lines=(replace(by_hand.INTEREST, kind="penalty"),))
    possible = (
        debtor.circumstances(facts, penalty)
        | debtor.circumstances(draft(), until(proven=by_hand.EXPIRED))
        | debtor.circumstances(draft(), until(proven=by_hand.UNKNOWN, if_unproven=by_hand.UNKNOWN))
    )
    assert asked == possible


def test_a_trade_debt_is_not_told_of_private_loans() -> None:
    words = told(draft(debt_kind="trade_receivable"))
    assert not [zh for zh in words if "民间借贷" in zh]
    assert [zh for zh in words if "12356" in zh]


def test_a_claim_that_is_over_is_told_as_a_defence_with_its_day() -> None:
    words = told(draft(), until(proven=by_hand.EXPIRED))
    assert [zh for zh in words if "到2026年11月21日已经届满" in zh and "要您自己" in zh]
    assert [zh for zh in words if "到2029年3月1日为止" in zh]  # if the other side proves what is not proven


def test_a_claim_that_runs_is_told_as_no_defence() -> None:
    words = told(draft(), until(if_unproven=by_hand.OPEN))
    assert [zh for zh in words if "2028年5月1日才届满" in zh]
    assert not [zh for zh in words if "已经届满" in zh or "可能过了诉讼时效" in zh]


def test_without_a_day_the_rule_is_told_and_no_date_invented() -> None:
    words = told(draft(), until(proven=by_hand.UNKNOWN, if_unproven=by_hand.UNKNOWN))
    assert [zh for zh in words if "可能过了诉讼时效" in zh]
    assert not [zh for zh in words if "{" in zh or "届满，" in zh]


@pytest.mark.parametrize(
    ("facts", "said", "unsaid"),
    [
        (draft(forum_clause="arbitration"), "第一次开庭之前", "管不管得着"),
        (draft(), "管不管得着", "第一次开庭之前"),
        (draft(payments=({"amount_fen": 1},)), "已付的钱要算进去", "违约金约定得比"),
    ],
    ids=["arbitration", "no clause", "payments"],
)
def test_the_defences_are_those_of_the_case(facts: Draft, said: str, unsaid: str) -> None:
    words = " ".join(told(facts))
    assert said in words
    assert unsaid not in words


def test_a_penalty_that_is_asked_can_be_cut() -> None:
    penalty = by_hand.assessment(lines=(replace(by_hand.INTEREST, kind="penalty"),))
    assert [zh for zh in told(draft(debt_kind="trade_receivable"), penalty) if "可以请求法院减少" in zh]
