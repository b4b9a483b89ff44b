"""One question to the whole house, on the invented directory and without a database."""

from collections.abc import Mapping
from datetime import date

import pytest

from jieqing.agencies.demo import demo_directory
from jieqing.desks.answer_json import answer_json
from jieqing.desks.queries import Answer, Question, answer, costs_of
from jieqing.kit.actor import ANYONE
from jieqing.kit.refusal import Refusal
from jieqing.matching.index import DirectoryIndex

TODAY = date(2026, 11, 22)
INDEX = DirectoryIndex.build(demo_directory(), TODAY)
TRADE = "昆山花桥一家五金公司欠我货款八万元，有对账单"
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
