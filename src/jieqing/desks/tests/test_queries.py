"""One question to the whole house, on the invented directory and without a database."""

from collections.abc import Mapping
from datetime import date

import pytest

from jieqing.agencies.demo import demo_directory
from jieqing.desks.answer_json import answer_json
from jieqing.desks.queries import Answer, Question, answer, assessed, costs_of, packed_grounds, understood
from jieqing.kit.actor import ANYONE
from jieqing.kit.clock import ticks_ms
from jieqing.kit.refusal import Refusal
from jieqing.matching.index import DirectoryIndex

TODAY = date(2026, 11, 22)
INDEX = DirectoryIndex.build(demo_directory(), TODAY)
TRADE = "昆山花桥一家五金公司欠我货款八万元，有对账单"
LENT = "朋友2024年5月6日向我借了3万元，写了借条，说好2025年5月6日还，他住在苏州吴江区，到现在一分没还。"
BARE: Mapping[str, str] = {}


def ask(text: str, corrections: Mapping[str, str] = BARE, weights: Mapping[str, int] | None = None) -> Answer:
    question = Question(text=text, today=TODAY, corrections=corrections, weights=weights or {})
    return answer(ANYONE, question, lambda: INDEX)


def test_names_three_agencies_that_fit_each_with_reasons_and_a_lawful_cost() -> None:
    found = ask(TRADE)
    assert found.match is not None
    assert len(found.match.recommendations) == 3
    for each in found.match.recommendations:
        offered = costs_of(each.listing, found.need)
        assert each.reasons
        assert offered
        assert {cost.verdict for cost in offered} == {"ALLOW"}


def test_a_correction_moves_the_answer() -> None:
    found = ask(TRADE, {"amount_fen": "300万", "district": "盐城大丰"})
    assert found.need.amount_fen == 300_000_000
    assert found.need.place == "320904"
    assert found.match is not None
    assert all(each.listing.does_enforcement for each in found.match.recommendations if each.tier == 0)


def test_a_correction_that_cannot_be_read_is_named_and_the_rest_stands() -> None:
    found = ask(TRADE, {"amount_fen": "很多", "debtor_kind": "person"})
    assert [no.field for no in found.refusals] == ["amount_fen"]
    assert found.need.amount_fen == 8_000_000
    assert found.need.debtor_kind == "person"


def test_moved_weights_change_the_order() -> None:
    def order(**weights: int) -> list[str]:
        found = ask(
            TRADE, weights={"experience": 0, "speed": 0, "conduct": 0, "nearness": 0, "readiness": 0, **weights}
        )
        assert found.match is not None
        return [each.listing.id for each in found.match.recommendations]

    assert order(experience=10, cost=0) != order(experience=0, cost=10)


def test_a_debtor_is_offered_no_agency_and_the_directory_is_not_even_asked() -> None:
    def never() -> DirectoryIndex:
        raise AssertionError("the directory was asked for a debtor")

    question = Question(text="我欠朋友8万块钱，实在还不上了", today=TODAY, corrections={}, weights={})
    found = answer(ANYONE, question, never)
    assert (found.turn, found.match) == ("debtor", None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "text_empty"),
        ("😀😀", "text_no_words"),
        ("My customer owes me money", "text_not_chinese"),
        ("字" * 1_000_000, "text_too_long"),
        ("你们周六上班吗", "no_debt_read"),
    ],
)
def test_what_cannot_be_answered_names_the_field_and_the_remedy(text: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        ask(text)
    assert (refused.value.code, refused.value.field) == (code, "text")
    assert refused.value.remedy.zh
    assert refused.value.remedy.en


def test_a_user_who_says_that_it_is_a_debt_is_believed() -> None:
    assert ask("你们周六上班吗", {"is_debt": "true"}).turn == "creditor"


def test_json_has_the_keys_that_machines_rely_on() -> None:
    found = answer_json(ask(TRADE), "zh")
    assert {"claim", "gaps", "recommendations", "refused", "elapsed_ms"} <= set(found)
    assert found["claim"]["amount_yuan"] == 80000
    assert TRADE[slice(*found["claim"]["spans"]["amount_yuan"][0])].startswith("八万")
    for each in found["recommendations"]:
        assert set(each["agency"]) == {"id", "name", "phone", "entity_type"}
        assert {"nothing_fen", "half_fen", "all_fen", "cap_fen", "basis"} <= set(each["cost"])
    assert all({"agency", "why", "basis"} == set(row) for row in found["refused"])


def test_no_word_of_rates_or_rank_is_said_of_a_law_firm() -> None:
    found = answer_json(ask(TRADE), "zh")
    said = " ".join(
        reason
        for each in found["recommendations"]
        if each["agency"]["entity_type"] == "law_firm"
        for reason in each["reasons"]
    )
    assert said
    assert not [word for word in ("回款率", "胜诉", "最好", "最优", "第一", "免费", "优于") if word in said]


def test_telephones_in_the_text_are_masked_in_every_answer() -> None:
    phone = "10912345678"
    assert phone not in str(answer_json(ask(f"{TRADE}，他的电话{phone}"), "zh"))


def test_says_what_can_be_asked_until_when_and_by_which_road() -> None:
    found = answer_json(ask(LENT), "zh")
    asked, safe = found["asked"], found["safe_day"]
    assert asked["lines"][0]["kind"] == "principal"
    assert asked["lines"][0]["low_yuan"] == 30000
    assert asked["low_yuan"] == round(sum(line["low_yuan"] for line in asked["lines"]), 2)
    # 565 days at the one-year LPR of the first day late, 3.10 % (fixed): 30,000 × 0.031 × 565 / 365
    assert asked["lines"][1]["low_yuan"] == 1439.59
    assert (safe["proven"], safe["status"], safe["days_left"]) == ("2028-05-06", "open", 531)
    assert found["roads"][0]["fits"] is True
    assert {each["id"] for each in found["turning"]} >= {"forum", "court"}
    assert "forum_clause" in [each["field"] for each in found["missing"]]


def test_what_is_answered_beyond_the_text_moves_the_figures() -> None:
    before, after = ask(LENT), ask(LENT, {"case.deducted_upfront_fen": "3000"})
    assert before.assessment.asked.lines[0].low.fen == 3_000_000
    assert after.assessment.asked.lines[0].low.fen == 2_700_000
    assert after.said == {"deducted_upfront_fen": 300_000}


def test_an_answer_that_cannot_be_read_is_named_and_the_rest_stands() -> None:
    found = ask(LENT, {"case.knew_on": "不记得", "case.nonsense": "1", "case.is_disputed": "no"})
    assert [no.field for no in found.refusals] == ["case.knew_on", "case.nonsense"]
    assert found.said == {"is_disputed": False}
    assert found.assessment.asked.lines


def test_the_figures_are_worked_out_in_less_than_two_milliseconds() -> None:
    question = Question(text=LENT, today=TODAY, corrections={}, weights={})
    draft, _ = understood(question)
    assessed(draft, {}, TODAY, packed_grounds())
    best = []
    for _ in range(20):
        started = ticks_ms()
        assessed(draft, {}, TODAY, packed_grounds())
        best.append(ticks_ms() - started)
    assert min(best) < 2


def test_no_figure_is_promised() -> None:
    said = str(answer_json(ask(LENT), "zh")) + str(answer_json(ask(LENT), "en"))
    assert not [word for word in ("法院会判", "一定能", "保证收回", "will be granted", "guaranteed") if word in said]
