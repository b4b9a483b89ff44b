"""The questions that can turn everything: open while nobody knows, answered by what is known."""

import pytest

from jieqing.claims.rules.case import Case
from jieqing.claims.rules.roads.jurisdiction import courts, place_words
from jieqing.claims.rules.roads.ranking import turning_questions
from jieqing.claims.tests.rules.seen import ON, case, limits


def asked_of(says=None, status="open", **more):
    return {each.id: each for each in turning_questions(case(**says or {}), limits(status, **more), ON)}


def test_what_nobody_knows_is_asked_and_not_answered():
    found = turning_questions(Case(), limits("unknown", last_day=None), ON)
    assert [each.id for each in found] == [
        "forum", "court", "bankruptcy", "deregistered", "warning", "limitation", "lawsuit",
    ]  # fmt: skip
    assert all(each.answer is None for each in found)
    assert all((*each.question, *each.means, each.rule) for each in found)


@pytest.mark.parametrize(
    ("says", "question", "zh"),
    [
        ({"forum_clause": "arbitration"}, "forum", "去仲裁"),
        ({"forum_clause": "arbitration"}, "court", "仲裁委员会"),
        ({"forum_clause": "court"}, "court", "合同约定的法院"),
        ({"forum_clause": "none"}, "forum", "没有约定"),
        ({"creditor_place_code": None}, "court", "昆山市）的法院。"),
        ({"place_code": None}, "court", "东台市）的法院一般能管"),
        ({}, "court", "您收款所在地"),
        ({"creditor_place_code": "320583"}, "court", "对方所在地"),
        ({"kind": "construction"}, "court", "工程所在地"),
        ({"kind": "rent"}, "court", "房屋所在地"),
        ({"kind": "wages"}, "court", "劳动仲裁委"),
        ({"is_debtor_bankrupt": True}, "bankruptcy", "申报"),
        ({"is_debtor_bankrupt": False}, "bankruptcy", "没有破产"),
        ({"is_debtor_deregistered": True}, "deregistered", "已经注销"),
        ({"might_hide_assets": True}, "warning", "冻结"),
        ({"might_hide_assets": False}, "warning", "不会"),
        ({"is_frozen_before_suit": True}, "warning", "三十天内起诉"),
        ({"lawsuit": "judged"}, "lawsuit", "已有判决"),
        ({"lawsuit": "judged"}, "limitation", "申请执行的期限"),
        ({"kind": "wages", "debtor": "person"}, "elsewhere", "直接起诉"),
        ({"kind": "wages"}, "elsewhere", "先劳动仲裁"),
        ({"kind": "refund", "is_consumer_dispute": True}, "consumer", "12315"),
    ],
    ids=lambda value: None if isinstance(value, dict) else value,
)
def test_what_is_known_is_the_answer(says, question, zh):
    answer = asked_of(says)[question].answer
    assert zh in answer.zh
    assert answer.en


@pytest.mark.parametrize(
    ("says", "question"),
    [
        ({"place_code": None, "creditor_place_code": None}, "court"),
        ({"kind": "rent", "place_code": None}, "court"),
        ({"lawsuit": None}, "lawsuit"),
        ({"kind": "wages", "debtor": None}, "elsewhere"),
        ({"kind": "refund"}, "consumer"),
        ({"kind": "investment"}, "crime"),
        ({}, "warning"),
    ],
    ids=lambda value: None if isinstance(value, dict) else value,
)
def test_an_open_question_has_no_answer(says, question):
    assert asked_of(says)[question].answer is None


def test_the_debtors_own_court_is_not_named_twice():
    assert "您收款" not in asked_of({"creditor_place_code": "320583"})["court"].answer.zh


def test_questions_of_others_are_not_asked():
    assert {"elsewhere", "consumer", "crime"} & set(asked_of()) == set()
    person = asked_of({"debtor": "person"})
    assert "bankruptcy" not in person
    assert "deregistered" not in person
    assert "bankruptcy" in asked_of({"debtor": None})


def test_the_safe_day_is_named_with_the_days_to_it():
    assert "2028-05-30，还有 555 天" in asked_of()["limitation"].answer.zh
    passed = asked_of(status="expired", last_day=ON.replace(day=12))["limitation"].answer
    assert "2026-11-12，10 天前" in passed.zh
    assert "10 days ago" in passed.en
    assert asked_of(status="unknown", last_day=None)["limitation"].answer is None
    assert "停着" in asked_of(status="suspended", last_day=None)["limitation"].answer.zh
    assert "同意还" in asked_of(status="defence_waived", last_day=None)["limitation"].answer.zh


def test_the_creditors_own_court_is_for_contracts_about_money_alone():
    assert courts(case()).creditor == "320981"
    for says in ({"kind": "wages"}, {"kind": "rent"}, {"kind": None}, {"kind": "construction"}):
        assert courts(case(**says)).creditor is None
    assert courts(case(forum_clause="court")).provinces == ()
    assert courts(case(place_code="330102")).provinces == ("33", "32")


def test_a_place_is_named_with_its_city_once():
    assert place_words("320583").zh == "江苏省苏州市昆山市"
    assert place_words("310115").zh == "上海市浦东新区"
    assert place_words("32").zh == "江苏省"
    assert place_words("999999").zh == "999999"
