"""The table that a lawyer can read, the shared vectors, and what happens to input that makes no sense."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import typer
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jieqing.claims.cli import check_interest
from jieqing.claims.rules.inquiries.interest import check, unknown_fields
from jieqing.claims.rules.lpr import packed
from jieqing.kit.refusal import Refusal
from jieqing.law.pack import at, rules

TABLE = yaml.safe_load((Path(__file__).parent / "interest.yaml").read_text(encoding="utf-8"))
VECTORS = Path(__file__).parents[6] / "shared" / "data" / "law" / "interest.jsonl"
LOAN = {
    "kind": "private_loan",
    "principal_fen": 1_000_000,
    "contract_on": "2024-01-10",
    "start": "2024-01-10",
    "end": "2025-01-10",
    "rate_pct_year": "10",
}
DEBT = {"id": "A", "fen": 5, "due_on": "2024-01-01"}


@pytest.mark.parametrize("row", TABLE, ids=[f"{row['inputs']['kind']}: {row['facts']}" for row in TABLE])
def test_the_answer_is_what_the_table_says(row):
    assert check(row["inputs"]) == row["expected"]
    assert row["article"] in rules()
    assert unknown_fields(row["inputs"]) == []


@pytest.mark.skipif(not VECTORS.exists(), reason="the shared legal vectors are not on this machine")
def test_the_shared_vectors_come_out_to_the_fen():
    for line in VECTORS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        assert check(row["inputs"]) == row["expected"], row["id"]
        assert unknown_fields(row["inputs"]) == [], row["id"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "compound"}, "kind"),
        ({"kind": None}, "kind"),
        ({"kind": ["private_loan"]}, "kind"),
        ({"principal_fen": -1}, "principal_fen"),
        ({"principal_fen": 1.5}, "principal_fen"),
        ({"principal_fen": True}, "principal_fen"),
        ({"principal_fen": None}, "principal_fen"),
        ({"contract_on": None}, "contract_on"),
        ({"contract_on": "2024-02-30"}, "contract_on"),
        ({"contract_on": "9999-12-31"}, "contract_on"),
        ({"contract_on": "0001-01-01"}, "contract_on"),
        ({"start": "2024-1-1"}, "start"),
        ({"end": "2024-01-09"}, "end"),
        ({"rate_pct_year": "-1"}, "rate_pct_year"),
        ({"rate_pct_year": "NaN"}, "rate_pct_year"),
        ({"rate_pct_year": "ten"}, "rate_pct_year"),
        ({"rate_pct_year": "1e9999"}, "rate_pct_year"),
        ({"rate_pct_year": 0.5}, "rate_pct_year"),
        ({"deducted_upfront_fen": 1_000_001}, "deducted_upfront_fen"),
        ({"lender_licensed_fi": "yes"}, "lender_licensed_fi"),
        ({"contract_on": "2019-01-01"}, "filed_on"),
        ({"kind": "default_interest"}, "due_on"),
        ({"kind": "default_interest", "due_on": "2024-05-01"}, "paid_on"),
        ({"kind": "sale_late", "due_on": "2024-05-01", "paid_on": "2024-06-01"}, "price_fen"),
        ({"kind": "rollover"}, "stages"),
        ({"kind": "rollover", "stages": []}, "stages"),
        ({"kind": "rollover", "stages": [{"start": "2024-01-01"}]}, "stages[0].end"),
        ({"kind": "rollover", "stages": [{"start": "2024-01-01", "end": "2024-02-01"}]}, "stages[0].rate_pct_year"),
        ({"kind": "judgment", "money_fen": 1, "perform_by": "2014-07-30"}, "perform_by"),
        ({"kind": "judgment", "money_fen": 1, "perform_by": "2024-07-30", "payments": [{"fen": 1}]}, "payments[0].on"),
        (
            {"kind": "judgment", "money_fen": 1, "perform_by": "2024-07-30", "excluded": [["2025-01-01"]]},
            "excluded",
        ),
        (
            {"kind": "judgment", "money_fen": 1, "perform_by": "2024-07-30", "excluded": [["2025-01-02", "2025"]]},
            "excluded",
        ),
        ({"kind": "allocation", "payments": [{"on": "2024-01-01", "fen": -1}]}, "payments[0].fen"),
        ({"kind": "allocation", "agreed_order": ["costs", "costs", "principal"]}, "agreed_order"),
        ({"kind": "several_debts", "debts": [DEBT, DEBT]}, "debts[1].id"),
        ({"kind": "several_debts", "debts": [DEBT | {"security_rank": -1}]}, "debts[0].security_rank"),
        ({"kind": "several_debts", "debts": [DEBT | {"fen": None}]}, "debts[0].fen"),
        ({"kind": "several_debts", "debts": [DEBT], "designated": "Z"}, "designated"),
        ({"kind": "sme_late", "price_fen": 1, "delivered_on": "2025-07-01", "paid_on": "2025-10-01",
          "debtor_kind": "large", "contract_on": None, "agreed_rate_pct_year": "5"}, "contract_on"),
        ({"kind": "sme_late", "price_fen": 1, "delivered_on": "2025-07-01", "paid_on": "2025-10-01",
          "agreed_term_days": -1}, "agreed_term_days"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_refused_by_its_name(change, field):
    with pytest.raises(Refusal) as no:
        check(LOAN | change)
    assert no.value.field == field
    assert no.value.remedy.zh


def test_a_price_late_before_there_was_an_lpr_is_refused_and_sent_to_the_old_rates():
    late = {"kind": "sale_late", "price_fen": 100, "due_on": "2019-08-18", "paid_on": "2020-01-01"}
    with pytest.raises(Refusal) as no:
        check(late)
    assert no.value.code == "rate_unknown"
    assert "基准利率" in no.value.remedy.zh


def test_a_field_that_no_rule_reads_is_named():
    assert unknown_fields(LOAN | {"rate_pct": "10"}) == ["rate_pct"]
    assert unknown_fields({"kind": "sale_late", "principal_fen": 1}) == ["principal_fen"]


def test_a_row_that_an_operator_adds_ends_what_is_provisional():
    late = {"kind": "sale_late", "price_fen": 1_000_000, "due_on": "2026-01-31", "paid_on": "2026-05-11"}
    assert check(late)["provisional"]
    added = packed().with_rows([(date(2026, 1, 20), Decimal("2.90"))])
    assert check(late, added) == {"days": 100, "lpr_pct_year": "2.9", "low_fen": 10329, "high_fen": 11918}


def test_the_command_answers_good_lines_and_names_broken_ones(tmp_path, capsys):
    file = tmp_path / "questions.jsonl"
    rows = [{"id": "a", "inputs": LOAN}, {"id": "b", "inputs": LOAN | {"end": "soon"}}, {"id": "c", "inputs": LOAN}]
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    with pytest.raises(typer.Exit) as left:
        check_interest(str(file))
    said = capsys.readouterr()
    answers = [json.loads(line) for line in said.out.splitlines()]
    expected = {"principal_fen": 1_000_000, "interest_fen": 100_274, "cap_pct_year": "13.8"}  # 366 days
    assert answers == [{"id": "a", "result": expected}, {"id": "c", "result": expected}]
    assert left.value.exit_code == 2
    assert "line 2" in said.err
    assert "end" in said.err


def test_the_statutory_late_rate_is_one_figure_in_all_its_rules():
    assert at("CN-INT-13", date(2025, 6, 1)) == at("CN-INT-18", date(2025, 6, 1)) == "0.05"
    assert rules()["CN-INT-13"].values[0].valid_from == rules()["CN-INT-18"].values[0].valid_from


ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=12), st.dates().map(str), st.decimals().map(str),
    st.lists(st.one_of(st.none(), st.dictionaries(st.sampled_from(["on", "fen", "id", "start", "end"]), st.integers()),
                       st.lists(st.dates().map(str), max_size=2)), max_size=3),
)  # fmt: skip
FIELDS = [
    "principal_fen", "contract_on", "filed_on", "start", "end", "rate_pct_year", "lender", "lender_licensed_fi",
    "due_on", "paid_on", "stages", "payments", "excluded", "perform_by", "money_fen", "debts", "payment_fen",
    "designated", "price_fen", "delivered_on", "agreed_term_days", "debtor_kind", "as_of", "default_rate_pct_year",
]  # fmt: skip
KINDS = [
    "private_loan", "default_interest", "total_cap", "rollover", "sale_late", "sme_late", "judgment", "allocation",
    "several_debts",
]  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no failure
@given(kind=st.sampled_from(KINDS), change=st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=8))
def test_whatever_comes_is_answered_or_refused_and_never_breaks(kind, change):
    usual = {
        **LOAN, "due_on": "2024-05-01", "paid_on": "2024-06-01", "perform_by": "2024-05-01", "money_fen": 100,
        "price_fen": 100, "delivered_on": "2025-06-05", "payment_fen": 5, "debts": [DEBT], "debtor_kind": "large",
        "stages": [{"start": "2024-01-10", "end": "2024-02-10", "rate_pct_year": "10"}],
    }  # fmt: skip
    try:
        assert check({**usual, **change, "kind": kind})
    except Refusal as no:
        assert no.field
