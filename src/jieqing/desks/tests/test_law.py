"""The page of rules: every rule once, and what is not law apart from what is."""

from jieqing.desks.law import NOT_LAW, subjects
from jieqing.law.pack import rules


def test_every_rule_stands_once() -> None:
    shown = [row.rule.id for subject in subjects() for row in (*subject.law, *subject.other)]
    assert sorted(shown) == sorted(rules())


def test_what_is_not_law_stands_apart_and_says_so() -> None:
    assert not [row for subject in subjects() for row in subject.law if row.rule.force in NOT_LAW]
    others = [row for subject in subjects() for row in subject.other]
    assert others
    assert all("不是法律" in row.force.zh and "not law" in row.force.en for row in others)


def test_every_pack_has_a_subject() -> None:
    assert "more" not in [subject.id for subject in subjects()]
