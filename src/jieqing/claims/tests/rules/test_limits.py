"""Until when, of whole cases: both readings, debts apart, what is shorter, enforcement, the act that helps."""

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from jieqing.claims.rules.assessment import Asked, Assessment
from jieqing.claims.rules.case import Case, DaySpan, Event, Judgment, Part
from jieqing.claims.rules.case_facts import case_facts
from jieqing.claims.rules.figures import figures_of
from jieqing.claims.rules.limitation.limits import limits_of
from jieqing.claims.rules.limitation.phrases import missing, phrases
from jieqing.law.pack import rules

ON = date(2026, 11, 22)
ROWS = yaml.safe_load((Path(__file__).parent / "limits.yaml").read_text(encoding="utf-8"))
ALWAYS_ASKED = ("has_guarantor", "bill", "is_debtor_bankrupt")
LETTER = Event(kind="demand", on=date(2025, 10, 1), proof="held", reached=True, channel="ems")


def case_in(row):
    return Case.from_json(as_stored(row["case"]))


def as_stored(value):
    if isinstance(value, dict):
        return {key: as_stored(one) for key, one in value.items()}
    if isinstance(value, list):
        return [as_stored(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def events_in(row):
    return [
        Event(**{"on" if key == "day" else key: value for key, value in one.items()}) for one in row.get("events", ())
    ]


def said(period):
    return [period.last_day, period.status]


@pytest.mark.parametrize("row", ROWS, ids=[row["facts"] for row in ROWS])
def test_the_days_of_a_case_are_what_the_table_says(row):
    limits = limits_of(case_in(row), events_in(row), ON)
    assert said(limits.proven) == row["proven"]
    assert said(limits.if_unproven) == row.get("if_unproven", row["proven"])
    assert [fact.field for fact in limits.missing if fact.field not in ALWAYS_ASKED] == row["missing"]
    assert list(limits.proven.expired_parts) == row.get("expired_parts", [])
    assert (said(limits.enforcement) if limits.enforcement else None) == row.get("enforcement")
    found = {one.rule: [one.applies, one.last_day] for one in limits.shorter}
    for rule, expected in row.get("shorter", {}).items():
        assert found.get(rule, "none") == expected


def loan(due, **more):
    return Case(kind="private_loan", due=DaySpan.of(due), has_guarantor=False, is_debtor_bankrupt=False, **more)


@pytest.mark.parametrize(
    ("case", "events", "says"),
    [
        (loan("2025-01-05"), (), "registered post"),
        (loan("2023-12-10"), (), "Only 18 day(s) left"),
        (loan("2006-12-01", knew_on=date(2025, 6, 1)), (), "The twenty years end on 2026-12-01"),
        (loan("2023-01-05"), (), "it needs approval before it goes out"),
        (loan("2023-01-05"), (Event(kind="demand", on=date(2025, 10, 1), proof="held"),), "complete the proof of"),
        (loan("2023-01-05"), (Event(kind="debtor_agrees", on=date(2026, 10, 1), proof="held"),), "a written plan"),
        (loan("2026-12-31"), (), None),
        (loan("2025-01-05"), (Event(kind="suit", on=date(2025, 10, 1), proof="held"),), None),
        (loan("2025-01-05", lawsuit="filed"), (), "Record the day of the suit"),
        (Case(kind="private_loan"), (), "find out when it was due"),
        (Case(judgment=Judgment(perform_by=date(2025, 5, 5))), (), "for enforcement by 2027-05-05"),
        (Case(judgment=Judgment(perform_by=date(2024, 5, 5))), (), "do not say that it must be paid"),
        (Case(judgment=Judgment()), (), "Look up the day"),
    ],
    ids=[
        "a letter", "a letter that must hurry", "only a suit", "expired", "find the proof", "write it down", "not due",
        "under way", "record the filing", "no day known", "enforce", "enforce late", "look it up",
    ],
)  # fmt: skip
def test_the_next_act_is_the_cheap_one_that_helps(case, events, says):
    act = limits_of(case, events, ON).next_act
    assert (act is None) if says is None else says in act.en


def test_an_expired_debt_is_never_said_to_have_to_be_paid():
    act = limits_of(loan("2020-01-05"), (), ON).next_act
    assert "不能说必须还" in act.zh
    assert "可以不还" in act.zh
    assert "核准" in act.zh


def test_the_last_day_has_one_name():
    for step in limits_of(loan("2025-01-05"), (LETTER,), ON).proven.steps:
        assert not re.search(r"过期日|失效日|截止日", step.what.zh)
    last = limits_of(loan("2025-01-05"), (LETTER,), ON).proven.steps[-1]
    assert last.what.zh.startswith("时效届满日（稳妥起诉日）：2028-10-01")
    assert "法院不主动提" in last.what.zh
    assert last.rule == "CN-LIM-20"


def test_the_steps_are_the_working_that_a_judge_follows():
    events = (LETTER, Event(kind="part_payment", on=date(2026, 1, 3)))
    steps = limits_of(loan("2024-03-05"), events, ON).proven.steps
    assert [(step.on, step.rule, step.event) for step in steps] == [
        (date(2024, 3, 5), "CN-LIM-01", None),
        (date(2025, 10, 1), "CN-LIM-05", 0),
        (date(2026, 1, 3), "CN-LIM-09", 1),
        (date(2028, 10, 1), "CN-TIME-01", None),  # a Sunday: said, but not moved
        (date(2028, 10, 1), "CN-LIM-20", None),
    ]
    assert "2027-03-05" in steps[0].what.zh
    assert "2028-10-01" in steps[1].what.zh
    assert "没有证据" in steps[2].what.zh


def test_the_debts_that_have_run_out_are_named():
    parts = tuple(Part(no=n, amount_fen=1, due=DaySpan.of(f"{2020 + n}-06-01"), is_separate=True) for n in range(1, 6))
    period = limits_of(Case(parts=parts), (), ON).proven
    assert (period.part, period.expired_parts) == (4, (1, 2, 3))
    assert any("第1, 2, 3笔" in step.what.zh for step in period.steps)
    assert "第4笔" in period.steps[0].what.zh or "第4笔" in period.steps[1].what.zh


def test_a_payment_that_names_no_debt_is_told_as_open_where_it_may_have_gone_elsewhere():
    parts = tuple(Part(no=n, amount_fen=9, due=DaySpan.of(f"2024-0{n}-01"), is_separate=True) for n in (1, 2))
    payment = Event(kind="part_payment", on=date(2025, 1, 1), proof="held", amount_fen=1, booked_to=2)
    limits = limits_of(Case(parts=parts), (payment,), ON)
    assert "对方没说还哪一笔" in next(step for step in limits.proven.steps if step.event == 0).what.zh
    assert "证据还不全" in next(step for step in limits.if_unproven.steps if step.event == 0).what.zh


def test_every_rule_named_stands_in_a_pack_and_every_fact_asked_can_be_answered():
    for row in ROWS:
        limits = limits_of(case_in(row), events_in(row), ON)
        periods = [limits.proven, limits.if_unproven, *([limits.enforcement] if limits.enforcement else [])]
        assert {step.rule for period in periods for step in period.steps} <= set(rules())
        assert {one.rule for one in limits.shorter} <= set(rules())
        answerable = {*case_facts(), "due", "has_guarantor", "lawsuit"}  # the last three are read of a text
        assert {fact.field for fact in limits.missing} <= answerable


def test_once_judged_the_day_to_watch_is_the_last_one_to_enforce():
    limits = limits_of(Case(judgment=Judgment(perform_by=date(2025, 5, 5))), (), ON)
    figures = figures_of(Assessment(ON, Asked(ON, (), (), ()), limits, (), ()))
    assert (figures.last_day_on, figures.first_killer_on) == (None, date(2027, 5, 5))


def test_one_reading_is_kept_where_nothing_is_unproven():
    limits = limits_of(loan("2025-01-05"), (LETTER,), ON)
    assert limits.if_unproven is limits.proven


def test_a_case_of_absurd_days_is_answered():
    assert limits_of(loan("9999-01-01"), (), ON).proven.last_day == date.max
    assert limits_of(loan("0001-01-01"), (), ON).proven.status == "expired"


def test_every_sentence_stands_in_both_languages():
    for group in ("steps", "bases", "acts"):
        for words in phrases(group).values():
            assert set(re.findall(r"\{\w+\}", words.zh)) == set(re.findall(r"\{\w+\}", words.en))
            assert re.search(r"[一-鿿]", words.zh)
            assert not re.search(r"[一-鿿]", words.en)
    assert missing("due").question.zh
