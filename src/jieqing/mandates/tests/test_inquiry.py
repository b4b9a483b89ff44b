"""The table that a lawyer can read, the shared vectors, and what happens to input that makes no sense."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from jieqing.kit.money import yuan_to_fen
from jieqing.kit.refusal import Refusal
from jieqing.mandates.rules.inquiry import LARGEST_FEN, check, unknown_fields

TABLE = yaml.safe_load((Path(__file__).parent / "fees.yaml").read_text(encoding="utf-8"))
VECTORS = Path(__file__).parents[5] / "shared" / "data" / "law" / "fees.jsonl"


def as_inputs(asks: dict[str, Any]) -> dict[str, Any]:
    """The table's short words as the inputs of `check`."""
    offer: dict[str, Any] = {"model": "none"}
    if "pct" in asks:
        offer = {"model": "success_pct", "pct": asks["pct"]}
    elif "tiers" in asks:
        offer = {"model": "success_tiers", "tiers": [[up and yuan_to_fen(up), pct] for up, pct in asks["tiers"]]}
    elif "fixed" in asks:
        offer = {"model": "fixed", "fen": yuan_to_fen(asks["fixed"])}
    elif "hourly" in asks:
        offer = {"model": "hourly", "hourly_fen": yuan_to_fen(asks["hourly"]), "hours_expected": asks["hours"]}
    offer |= {"base_fen": yuan_to_fen(asks.get("base", 0)), "travel_pct": asks.get("travel", "0")}
    return {
        "entity_type": asks["kind"],
        "entity_name": asks.get("name"),
        "base_fen": yuan_to_fen(asks["realised"]),
        "offer": offer,
        "on": str(asks.get("day", "2026-06-01")),
        "matter": asks.get("matter"),
        "dispute": asks.get("dispute"),
        "certificate": asks.get("certificate"),
        "on_fi_white_list": asks.get("white_list"),
        "separate_contract_with_notice": asks.get("contract", True),
    }


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["facts"])
def test_the_rules_say_what_the_table_says(row):
    verdict, offered, cap, articles = row["expected"]
    assert check(as_inputs(row["asks"])) == {
        "offered_fen": yuan_to_fen(offered),
        "cap_fen": None if cap is None else yuan_to_fen(cap),
        "verdict": verdict,
        "rules": articles,
    }


def test_the_shared_vectors_come_out_exactly():
    if not VECTORS.is_file():
        pytest.skip(f"no {VECTORS.name} beside the repository")
    rows = [json.loads(line) for line in VECTORS.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if not row.get("doubtful")]
    assert rows
    assert {row["id"]: check(row["inputs"]) for row in rows} == {row["id"]: row["expected"] for row in rows}


GOOD = {
    "entity_type": "law_firm",
    "base_fen": 100,
    "offer": {"model": "success_pct", "pct": "10"},
    "on": "2026-06-01",
    "separate_contract_with_notice": True,
}


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("entity_type", {"entity_type": None}),
        ("entity_type", {"entity_type": ""}),
        ("entity_type", {"entity_type": 7}),
        ("base_fen", {"base_fen": None}),
        ("base_fen", {"base_fen": -1}),
        ("base_fen", {"base_fen": True}),
        ("base_fen", {"base_fen": 1.5}),
        ("base_fen", {"base_fen": LARGEST_FEN + 1}),
        ("on", {"on": None}),
        ("on", {"on": "2026-02-30"}),
        ("on", {"on": 20260601}),
        ("matter", {"matter": ["wages"]}),
        ("separate_contract_with_notice", {"separate_contract_with_notice": "yes"}),
        ("offer", {"offer": None}),
        ("offer", {"offer": "10%"}),
        ("offer.model", {"offer": {"pct": "10"}}),
        ("offer.model", {"offer": {"model": ["success_pct"]}}),
        ("offer.pct", {"offer": {"model": "success_pct"}}),
        ("offer.pct", {"offer": {"model": "success_pct", "pct": "ten"}}),
        ("offer.pct", {"offer": {"model": "success_pct", "pct": "-1"}}),
        ("offer.pct", {"offer": {"model": "success_pct", "pct": "100.1"}}),
        ("offer.pct", {"offer": {"model": "success_pct", "pct": "NaN"}}),
        ("offer.pct", {"offer": {"model": "success_pct", "pct": "1e-9"}}),
        ("offer.pct", {"offer": {"model": "success_pct", "pct": True}}),
        ("offer.fen", {"offer": {"model": "fixed"}}),
        ("offer.hourly_fen", {"offer": {"model": "hourly", "hours_expected": 3}}),
        ("offer.hours_expected", {"offer": {"model": "hourly", "hourly_fen": 3}}),
        ("offer.travel_pct", {"offer": {"model": "none", "travel_pct": "a lot"}}),
        ("offer.extras_fen", {"offer": {"model": "none", "extras_fen": -5}}),
        ("offer.tiers", {"offer": {"model": "success_tiers"}}),
        ("offer.tiers", {"offer": {"model": "success_tiers", "tiers": []}}),
        ("offer.tiers", {"offer": {"model": "success_tiers", "tiers": [[100, "5"]]}}),
        ("offer.tiers", {"offer": {"model": "success_tiers", "tiers": [[9, "5"], [9, "4"], [None, "3"]]}}),
        ("offer.tiers", {"offer": {"model": "success_tiers", "tiers": [[None, "5"], [None, "4"]]}}),
        ("offer.tiers", {"offer": {"model": "success_tiers", "tiers": [["9", "5"], [None, "4"]]}}),
        ("offer.tiers", {"offer": {"model": "success_tiers", "tiers": [[None, "five"]]}}),
    ],
)
def test_names_the_field_that_makes_no_sense_and_the_remedy(field, change):
    with pytest.raises(Refusal) as refused:
        check(GOOD | change)
    assert refused.value.field == field
    assert field in refused.value.remedy.zh
    assert field in refused.value.remedy.en


def test_says_which_fields_no_rule_reads():
    assert unknown_fields(GOOD) == []
    assert unknown_fields(GOOD | {"mater": "wages", "offer": {"model": "none", "Pct": 3}}) == ["mater", "offer.Pct"]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from([*GOOD, "matter", "certificate"]), anything, st.sampled_from(["model", "pct", "tiers", "fen"]))
def test_answers_or_refuses_and_never_breaks(field, value, part):
    for inputs in (GOOD | {field: value}, GOOD | {"offer": {"model": "success_tiers", part: value}}):
        try:
            assert set(check(inputs)) == {"offered_fen", "cap_fen", "verdict", "rules"}
        except Refusal as refused:
            assert refused.field
