"""The table that a lawyer can read, the shared vectors, and how fees grow."""

import json
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from jieqing.claims.rules.court_fees import KINDS, arbitration_fee_fen, court_fee_fen
from jieqing.claims.rules.inquiries.asking import LARGEST_FEN
from jieqing.claims.rules.inquiries.court_fees import check, unknown_fields
from jieqing.kit.money import yuan_to_fen
from jieqing.kit.refusal import Refusal
from jieqing.law.pack import NotInForce

TABLE = yaml.safe_load((Path(__file__).parent / "court_fees.yaml").read_text(encoding="utf-8"))
ROWS = [(kind, claim, fee) for kind, rows in TABLE.items() for claim, fee in rows]
VECTORS = Path(__file__).parents[6] / "shared" / "data" / "law" / "court_fees.jsonl"
SUMS = st.integers(min_value=0, max_value=LARGEST_FEN)
ANY_KIND = st.sampled_from(KINDS)


@pytest.mark.parametrize(("kind", "claim", "fee"), ROWS, ids=[f"{kind} {claim}" for kind, claim, _ in ROWS])
def test_the_court_charges_what_the_table_says(kind, claim, fee):
    assert check({"kind": kind, "claim_fen": yuan_to_fen(claim)}) == {"fee_fen": yuan_to_fen(fee)}


def test_the_shared_vectors_come_out_exactly():
    if not VECTORS.is_file():
        pytest.skip(f"no {VECTORS.name} beside the repository")
    rows = [json.loads(line) for line in VECTORS.read_text(encoding="utf-8").splitlines()]
    assert rows
    wrong = [row["id"] for row in rows if check(row["inputs"]) != row["expected"]]
    assert not wrong


@given(ANY_KIND, SUMS, SUMS)
def test_a_larger_claim_never_costs_less(kind, one, other):
    smaller, larger = sorted((one, other))
    assert court_fee_fen(kind, smaller) <= court_fee_fen(kind, larger)


@given(SUMS)
def test_half_and_a_third_are_of_the_whole_fee_within_half_a_fen_of_rounding(claim_fen):
    whole = court_fee_fen("case", claim_fen)
    for half in ("mediated", "withdrawn", "simplified"):
        assert abs(2 * court_fee_fen(half, claim_fen) - whole) <= 1
    assert abs(3 * court_fee_fen("payment_order", claim_fen) - whole) <= 2


@given(SUMS)
def test_freezing_stays_within_its_maximum(claim_fen):
    assert 3000 <= court_fee_fen("preservation", claim_fen) <= 500_000


@given(ANY_KIND, SUMS)
def test_a_fen_more_never_makes_a_fee_leap(kind, claim_fen):
    assert court_fee_fen(kind, claim_fen + 1) - court_fee_fen(kind, claim_fen) <= 1


def test_arbitration_is_charged_within_a_range():
    assert arbitration_fee_fen(100_000) == (4_000, 10_000)
    assert arbitration_fee_fen(50_000_000) == (850_000, 1_355_000)


@given(SUMS)
def test_the_least_that_arbitration_costs_is_less_than_the_most(claim_fen):
    least, most = arbitration_fee_fen(claim_fen)
    assert 0 < least < most


def test_a_fee_of_a_day_before_the_table_is_not_invented():
    with pytest.raises(NotInForce):
        court_fee_fen("case", 100, date(2007, 3, 31))
    assert court_fee_fen("case", 100, date(2007, 4, 1)) == 5_000
    with pytest.raises(Refusal) as no:
        check({"kind": "case", "claim_fen": 100, "on": "2006-01-01"})
    assert no.value.field == "on"


@pytest.mark.parametrize(
    ("inputs", "field"),
    [
        ({}, "kind"),
        ({"kind": "appeal", "claim_fen": 1}, "kind"),
        ({"kind": ["case"], "claim_fen": 1}, "kind"),
        ({"kind": "case"}, "claim_fen"),
        ({"kind": "case", "claim_fen": -1}, "claim_fen"),
        ({"kind": "case", "claim_fen": True}, "claim_fen"),
        ({"kind": "case", "claim_fen": 1.5}, "claim_fen"),
        ({"kind": "case", "claim_fen": "100"}, "claim_fen"),
        ({"kind": "case", "claim_fen": LARGEST_FEN + 1}, "claim_fen"),
        ({"kind": "case", "claim_fen": 1, "on": "soon"}, "on"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_field_that_makes_no_sense_is_named(inputs, field):
    with pytest.raises(Refusal) as no:
        check(inputs)
    assert no.value.field == field


def test_a_field_that_no_rule_reads_is_named():
    assert unknown_fields({"kind": "case", "claim_fen": 1, "clam": 2}) == ["clam"]
