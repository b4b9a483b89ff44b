"""The last day to sue, as a question in JSON: a table that a lawyer can read, the shared vectors, fields by name."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jieqing.claims.rules.inquiries.limitation import BASES, check, unknown_fields
from jieqing.kit.refusal import Refusal

ROWS = yaml.safe_load((Path(__file__).parent / "limitation.yaml").read_text(encoding="utf-8"))
VECTORS = Path(__file__).parents[6] / "shared" / "data" / "law" / "limitation.jsonl"
DUE = {"due_on": "2023-06-30", "today": "2026-01-01"}


def as_json(value):
    if isinstance(value, dict):
        return {key: as_json(one) for key, one in value.items()}
    if isinstance(value, list):
        return [as_json(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def warning(days_left):
    if days_left is None:
        return None
    return "expired" if days_left < 0 else next((days for days in (30, 90, 180) if days_left <= days), None)


@pytest.mark.parametrize("row", ROWS, ids=[row["facts"] for row in ROWS])
def test_the_last_day_is_what_the_table_says(row):
    left = (row["last"] - row["today"]).days if row["last"] else None
    assert check(as_json(row["ask"] | {"today": row["today"]})) == {
        "last_day": as_json(row["last"]),
        "status": row["status"],
        "days_left": left,
        "warn": warning(left),
        "counted_events": row["counted"],
    }


def test_the_shared_vectors_come_out_exactly():
    if not VECTORS.is_file():
        pytest.skip(f"no {VECTORS.name} beside the repository")
    rows = [json.loads(line) for line in VECTORS.read_text(encoding="utf-8").splitlines()]
    assert rows
    wrong = [row["id"] for row in rows if not row.get("doubtful") and check(row["inputs"]) != row["expected"]]
    assert not wrong
    assert not [row["id"] for row in rows if unknown_fields(row["inputs"])]


@pytest.mark.parametrize(
    ("left", "warn"),
    [(181, None), (180, 180), (91, 180), (90, 90), (31, 90), (30, 30), (0, 30), (-1, "expired")],
)
def test_it_warns_at_the_smallest_step_that_is_not_under_the_days_left(left, warn):
    today = date(2026, 6, 30) - timedelta(days=left)
    answer = check({"due_on": "2023-06-30", "today": today.isoformat()})
    assert (answer["days_left"], answer["warn"]) == (left, warn)


def event(**more):
    return {"events": [{"kind": "demand", "on": "2024-01-01"} | more]}


@pytest.mark.parametrize(
    ("inputs", "field"),
    [
        ({"today": None}, "today"),
        ({"today": "soon"}, "today"),
        ({"today": 20260101}, "today"),
        ({"due_on": "30 June"}, "due_on"),
        ({"due_on": "1899-12-31"}, "due_on"),
        ({"due_on": "2201-01-01"}, "due_on"),
        ({"due_on": None, "instalments_due": "2024-01-01"}, "instalments_due"),
        ({"due_on": None, "instalments_due": ["2024-01-01", None]}, "instalments_due[1]"),
        ({"due_on": None, "first_demand_on": "2024-01-01", "grace_days": -1}, "grace_days"),
        ({"due_on": None, "first_demand_on": "2024-01-01", "grace_days": True}, "grace_days"),
        ({"non_working_days": ["2026-01-01", "x"]}, "non_working_days[1]"),
        ({"events": {}}, "events"),
        ({"events": ["demand"]}, "events[0]"),
        (event(kind="prayer"), "events[0].kind"),
        (event(kind=None), "events[0].kind"),
        (event(on=None), "events[0].on"),
        (event(on="2024-13-01"), "events[0].on"),
        (event(proof=7), "events[0].proof"),
        (event(reached="maybe"), "events[0].reached"),
        (event(channel=5), "events[0].channel"),
        (event(kind="suit", ended_on="2023-12-31"), "events[0].ended_on"),
        (event(kind="suit", ended_on="never"), "events[0].ended_on"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_field_that_makes_no_sense_is_named(inputs, field):
    with pytest.raises(Refusal) as no:
        check(DUE | inputs)
    assert no.value.field == field
    assert field in no.value.remedy.en


def test_a_question_without_any_base_day_is_refused_not_guessed():
    with pytest.raises(Refusal) as no:
        check({"today": "2026-01-01", "events": []})
    assert no.value.field == "due_on"
    assert "goods_received_on" in no.value.remedy.en


def test_fields_that_no_rule_reads_are_named():
    assert unknown_fields({"due_on": "2024-01-01", "dew_on": "2024-01-01", **event(prove="x")}) == [
        "dew_on",
        "events.prove",
    ]
    assert unknown_fields({"events": "x"}) == []


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.dates().map(date.isoformat),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
KINDS = st.sampled_from(["demand", "suit", "suspension", "debtor_agrees", "bankruptcy", "x"])
EVENTS = st.fixed_dictionaries(
    {"kind": KINDS | ODD, "on": ODD}, optional=dict.fromkeys(("proof", "reached", "ended_on", "channel", "cause"), ODD)
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no failure
@given(
    st.fixed_dictionaries(
        {"today": st.just("2026-01-01") | ODD},
        optional={
            **dict.fromkeys(BASES, ODD),
            "due_on": st.just("2024-01-01") | ODD,
            "grace_days": ODD,
            "non_working_days": ODD,
            "events": st.lists(EVENTS, max_size=3) | ODD,
        },
    )
)
def test_whatever_is_asked_is_answered_or_refused_by_name(inputs):
    unknown_fields(inputs)
    try:
        answer = check(inputs)
    except Refusal as no:
        assert no.field
    else:
        assert set(answer) == {"last_day", "status", "days_left", "warn", "counted_events"}
