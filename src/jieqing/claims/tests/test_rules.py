"""Saved claims, decided without a database: age, workflow, details, what is kept where."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jieqing.claims.intake.draft import Draft, Reading
from jieqing.claims.intake.fields import fields
from jieqing.claims.rules.ageing import UNKNOWN, aged_from, bucket_of, buckets, first_day, months_before, ranges
from jieqing.claims.rules.asking import Asked, asked
from jieqing.claims.rules.details import cleaned, details, is_identity_number
from jieqing.claims.rules.saving import NotRead, columns, facts_text, readings_in, readings_of, understood
from jieqing.claims.rules.workflow import after, is_complete, outcomes, states
from jieqing.claims.tests.told import LENT, OF_BING, OF_JIA, TODAY, VAGUE
from jieqing.kit.refusal import Refusal
from jieqing.law.pack import rules
from jieqing.law.registration import is_registration_code, registration_code

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no failure
DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("aged_from_on", "bucket"),
    [
        ("2026-11-23", "not_due"),
        ("2026-11-22", "not_due"),
        ("2026-11-21", "d30"),
        ("2026-10-23", "d30"),
        ("2026-10-22", "d60"),
        ("2026-09-23", "d60"),
        ("2026-09-22", "d90"),
        ("2026-08-24", "d90"),
        ("2026-08-23", "d180"),
        ("2026-05-26", "d180"),
        ("2026-05-25", "d365"),
        ("2025-11-22", "d365"),
        ("2025-11-21", "y2"),
        ("2024-11-22", "y2"),
        ("2024-11-21", "y3"),
        ("2023-11-22", "y3"),
        ("2023-11-21", "over"),
        ("1999-01-01", "over"),
    ],
)
def test_a_claim_falls_into_the_bucket_of_its_days(aged_from_on, bucket):
    assert bucket_of(date.fromisoformat(aged_from_on), TODAY).id == bucket


def test_three_years_are_over_when_the_law_says_so_also_on_leap_days():
    # due 28 February 2025: the three years end with 28 February 2028
    assert bucket_of(date(2025, 2, 28), date(2028, 2, 28)).id == "y3"
    assert bucket_of(date(2025, 2, 28), date(2028, 2, 29)).id == "over"
    assert rules()["CN-LIM-01"].values[-1].value["from_knowing"] == buckets()["y3"].years


@PATIENT
@given(DAYS, DAYS)
def test_every_day_lies_in_exactly_one_bucket(aged_from_on, on):
    inside = [
        name
        for name, span in ranges(on).items()
        if (span.earliest is None or aged_from_on >= span.earliest)
        and (span.latest is None or aged_from_on <= span.latest)
    ]
    assert inside == [bucket_of(aged_from_on, on).id]


def test_a_claim_without_any_date_has_a_bucket_of_its_own():
    assert bucket_of(None, TODAY).id == UNKNOWN
    assert aged_from(None, None, None, TODAY) is None


@pytest.mark.parametrize(
    ("due", "months", "debt", "expected"),
    [
        ("2025-06-30", 3, "2024", (date(2025, 6, 30), "due")),
        ("2025-06", None, None, (date(2025, 6, 1), "due")),
        ("2025", None, None, (date(2025, 1, 1), "due")),
        (None, 18, "2024", (date(2025, 5, 22), "said")),
        (None, 0.5, None, (date(2026, 11, 7), "said")),
        (None, None, "2024-03", (date(2024, 3, 1), "debt")),
    ],
)
def test_a_claim_is_aged_by_its_due_date_else_by_what_was_said(due, months, debt, expected):
    assert aged_from(due, months, debt, TODAY) == expected


@PATIENT
@given(DAYS, st.floats(0, 1200))
def test_months_before_a_day_never_lie_after_it(on, months):
    assert on - timedelta(days=round(months * 32) + 32) <= months_before(on, months) <= on


def test_months_end_with_the_month():
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert first_day("2025-06") == date(2025, 6, 1)


@pytest.mark.parametrize("state", states())
@pytest.mark.parametrize(
    ("act", "allowed"),
    [
        ("correct", {"draft", "open"}),
        ("withdraw", {"draft", "open"}),
        ("close", {"draft", "open"}),
        ("reopen", {"withdrawn", "closed"}),
        ("attach", {"draft", "open", "closed"}),
    ],
)
def test_a_state_allows_its_own_acts_alone(act, allowed, state):
    if state in allowed:
        assert after(act, state, is_complete=True) in states()
    else:
        with pytest.raises(Refusal) as refused:
            after(act, state, is_complete=True)
        assert (refused.value.code, refused.value.status) == ("act_not_allowed", 409)


def test_a_claim_lives_as_a_draft_until_sum_and_kind_are_known():
    assert after("reopen", "closed", is_complete=True) == "open"
    assert after("reopen", "withdrawn", is_complete=False) == "draft"
    assert is_complete(100, "wages")
    assert not is_complete(None, "wages")
    assert not is_complete(100, None)
    assert len(outcomes()) == 4


def test_the_columns_name_nobody():
    kept = columns(understood(OF_JIA, TODAY, {}), TODAY)
    assert (kept.amount_fen, kept.debt_kind, kept.due_said) == (9_600_000, "trade_receivable", "2025-06-30")
    assert kept.aged_from_on == date(2025, 6, 30)
    assert "云栖" not in repr(kept)
    assert "HT-2025" not in repr(kept)


def test_the_columns_are_readings_again():
    draft = understood(LENT, TODAY, {})
    again = readings_of(columns(draft, TODAY))
    for field in ("amount_fen", "city", "district", "place_code", "evidence", "due_date", "debtor_kind"):
        assert again[field].value == draft.value(field)


@pytest.mark.parametrize("text", [OF_JIA, LENT, VAGUE])
def test_the_sealed_facts_are_readings_again(text):
    draft = understood(text, TODAY, {"interest_pct_year": "月息1分", "penalty_pct_day": "0.05"})
    again = readings_in(facts_text(draft))
    assert {key: reading.value for key, reading in again.items()} == {k: r.value for k, r in draft.readings.items()}
    assert again["interest_pct_year"].value == Decimal(12)
    assert again["interest_pct_year"].source == "user"


def test_money_lists_come_back_as_they_were():
    parts = ({"amount_fen": 100, "on": "2025-01", "every": None, "count": None},)
    draft = Draft("", TODAY, {"payments": Reading(parts), "phones": Reading(("109****1234",))})
    assert {k: r.value for k, r in readings_in(facts_text(draft)).items()} == {
        "payments": parts,
        "phones": ("109****1234",),
    }


def test_despair_is_never_kept():
    draft = Draft("", TODAY, {"shows_despair": Reading(True), "is_debt": Reading(True)})
    assert list(readings_in(facts_text(draft))) == ["is_debt"]


def test_a_correction_is_applied_and_every_unreadable_one_is_named():
    assert understood(OF_JIA, TODAY, {"amount_fen": "9万"}).value("amount_fen") == 9_000_000
    with pytest.raises(NotRead) as refused:
        understood(OF_JIA, TODAY, {"amount_fen": "很多", "due_date": "改天", "debt_kind": "货款"})
    assert [no.field for no in refused.value.each] == ["amount_fen", "due_date"]


@pytest.mark.parametrize(
    ("text", "code"),
    [(OF_BING, "writer_owes"), ("今天天气很好，我和孩子去放风筝。", "no_debt_read"), (" ", "text_empty"),
     (OF_JIA + "\ud800", "text_has_broken_characters"), (OF_JIA + "\x00", "text_has_broken_characters")],
)  # fmt: skip
def test_what_is_no_claim_of_the_writers_is_refused(text, code):
    with pytest.raises(Refusal) as refused:
        understood(text, TODAY, {})
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("debtor_phone", " 0000-8888 0000 ", "000088880000"),
        ("debtor_phone", "１０９００００１２３４", "10900001234"),
        ("debtor_id_number", "990000 19900101 001 X".replace("X", "2"), None),
        ("debtor_id_number", "G1234567", "G1234567"),
        ("debtor_address", " 某某市某某路1号 ", "某某市某某路1号"),
        ("note", "第一行\n第二行", "第一行\n第二行"),
        ("debtor_phone", "打给他", None),
        ("debtor_phone", "12", None),
        ("debtor_id_number", "没有", None),
        ("debtor_address", "长" * 201, None),
        ("note", "长" * 5001, None),
    ],
)
def test_a_detail_is_kept_clean_or_refused_by_name(field, typed, kept):
    if kept is not None:
        assert cleaned(field, typed) == kept
        return
    with pytest.raises(Refusal) as refused:
        cleaned(field, typed)
    assert refused.value.field == field
    assert refused.value.remedy.zh


def test_an_identity_number_has_a_check_digit():
    for example in ("11010519491231002X", "440524188001010014"):  # those of GB 11643-1999 itself
        assert [d for d in "0123456789X" if is_identity_number(example[:17] + d)] == [example[17]]
        assert cleaned("debtor_id_number", example.lower()) == example
    for wrong in ("990000199001010018", "91990000000091010X"):
        with pytest.raises(Refusal):
            cleaned("debtor_id_number", wrong)
    assert is_registration_code(code := registration_code("91", "990000", "00009101"))
    assert cleaned("debtor_id_number", code) == code


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\u202e", "\u200b", "\u2066", "\ud800", "\ue000"])
@pytest.mark.parametrize("field", [*details(), "debtor_name"])
def test_invisible_characters_are_refused_by_name(field, sign):
    with pytest.raises(Refusal) as refused:
        if field in fields():
            understood(OF_JIA, TODAY, {field: f"沈{sign}某"})
        else:
            cleaned(field, f"1{sign}2345")
    assert (refused.value.code, refused.value.field) == ("has_control_characters", field)


def test_an_address_asks_what_it_can_and_passes_over_the_rest():
    assert asked({"state": "closed", "bucket": "y3", "order": "-amount", "kind": "wages"}) == Asked(
        state="closed", bucket="y3", order="-amount", kind="wages"
    )
    assert asked({"state": "x'; --", "bucket": "y9", "order": "tenant_id", "kind": "?"}) == Asked()
    assert Asked().told() == {}
    assert Asked(bucket="y3", order="-saved").told() == {"bucket": "y3", "order": "-saved"}
