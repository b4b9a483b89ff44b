"""The seven conditions as a table, the shared vectors, and what ends an order."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from jieqing.claims.rules.inquiries.routes import KNOWN, check, unknown_fields
from jieqing.claims.rules.roads import objections
from jieqing.claims.rules.roads.objections import is_against_the_debt
from jieqing.kit.refusal import Refusal

TABLE = yaml.safe_load((Path(__file__).parent / "payment_orders.yaml").read_text(encoding="utf-8"))
VECTORS = Path(__file__).parents[6] / "shared" / "data" / "law" / "routes.jsonl"
MET = {
    "kind": "payment_order", "subject": "money", "due": True, "amount_fixed": True, "facts_and_evidence_stated": True,
    "creditor_owes_counter_performance": False, "other_debt_dispute": False, "debtor_in_mainland": True,
    "debtor_missing": False, "order_can_be_served": True, "court_level": "basic", "court_has_jurisdiction": True,
    "pre_suit_preservation": False, "amount_fen": 123_456,
}  # fmt: skip
FAILS = {
    "subject": ("goods", 1), "due": (False, 2), "amount_fixed": (False, 2), "facts_and_evidence_stated": (False, 2),
    "creditor_owes_counter_performance": (True, 3), "other_debt_dispute": (True, 3), "debtor_in_mainland": (False, 4),
    "debtor_missing": (True, 4), "order_can_be_served": (False, 5), "court_level": ("high", 6),
    "court_has_jurisdiction": (False, 6), "pre_suit_preservation": (True, 7),
}  # fmt: skip


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["facts"])
def test_the_seven_conditions_say_what_the_table_says(row):
    found = check(MET | row["says"])
    assert (found["fit"], found["failed_conditions"]) == (row["fit"], row["failed"])
    assert found.get("open_conditions", []) == row.get("open", [])


def test_the_shared_vectors_come_out_exactly():
    if not VECTORS.is_file():
        pytest.skip(f"no {VECTORS.name} beside the repository")
    rows = [json.loads(line) for line in VECTORS.read_text(encoding="utf-8").splitlines()]
    assert rows
    assert not [row["id"] for row in rows if check(row["inputs"]) != row["expected"]]


@given(st.sets(st.sampled_from(sorted(FAILS))), st.sets(st.sampled_from(sorted(FAILS))))
def test_exactly_the_conditions_that_the_inputs_fail_are_named(broken, unknown):
    inputs = MET | {field: FAILS[field][0] for field in broken}
    found = check(inputs)
    assert found["failed_conditions"] == sorted({FAILS[field][1] for field in broken})
    assert found["fit"] is (not broken)
    less = check({field: value for field, value in inputs.items() if field not in unknown - broken})
    assert less["failed_conditions"] == found["failed_conditions"]
    assert less["fit"] is (False if broken else None if unknown else True)


@pytest.mark.parametrize(
    ("written", "content", "is_valid"),
    [
        (True, "denies_debt", True),
        (True, "amount_disputed", True),
        (True, "already paid", True),
        (True, "limitation", True),
        (True, "not_due_yet", True),
        (True, "goods-defective", True),
        (True, "quality_defect", True),
        (True, "不欠这笔钱", True),
        (True, "needs_time", False),
        (True, "cannot_pay", False),
        (True, "other_way_of_payment", False),
        (True, "offers goods instead", False),
        (True, "off_topic", False),
        (True, "没钱，缓一缓", False),
        (True, "wrong_court", None),
        (True, "xyzzy", None),
        (True, None, None),
        (None, "denies_debt", None),
        (None, "needs_time", False),
        (False, "denies_debt", False),
        (False, "xyzzy", False),
        (False, None, False),
    ],
)
def test_only_a_written_objection_to_the_debt_itself_ends_the_order(written, content, is_valid):
    found = check({"kind": "objection", "written": written, "content": content})
    assert found == {"valid_objection": is_valid, "order_ends": is_valid}


@pytest.mark.parametrize(
    ("content", "goes"),
    [("time_barred", True), ("time", False), ("owes_nothing", True), ("nothing", False), ("collateral_given", None)],
)
def test_the_longest_word_that_begins_a_word_decides(content, goes):
    assert is_against_the_debt(content) is goes


def test_no_word_of_the_catalogue_means_two_things():
    words = [word for word, _ in objections._words()]
    assert len(words) == len(set(words))
    assert all(len(longer) >= len(shorter) for longer, shorter in pairwise(words))


@pytest.mark.parametrize(
    ("inputs", "field"),
    [
        ({}, "kind"),
        ({"kind": "suit"}, "kind"),
        (MET | {"due": "yes"}, "due"),
        (MET | {"debtor_missing": 0}, "debtor_missing"),
        (MET | {"subject": 3}, "subject"),
        (MET | {"court_level": ""}, "court_level"),
        (MET | {"amount_fen": -5}, "amount_fen"),
        ({"kind": "objection", "written": "true"}, "written"),
        ({"kind": "objection", "written": True, "content": ["no"]}, "content"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_field_that_makes_no_sense_is_named(inputs, field):
    with pytest.raises(Refusal) as no:
        check(inputs)
    assert no.value.field == field


def test_a_field_that_no_rule_reads_is_named():
    assert set(MET) == KNOWN["payment_order"]
    assert unknown_fields(MET | {"frozen": True}) == ["frozen"]
    assert unknown_fields({"kind": "objection", "written": True, "due": True}) == ["due"]
