"""Every value of law says where it stands, how binding it is, and when somebody looked."""

import re
from datetime import date, timedelta

import pytest

from jieqing.law.pack import Rule, rules
from tests.house.rooms import place, source_files

# A: the article was read; B: a secondary text; M: from memory; inference: drawn from other rules
CONFIDENCES = {"A", "B", "M", "inference"}
RULES = list(rules().values())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_has_its_source(rule: Rule) -> None:
    assert all(len(reference) > 4 for reference in rule.reference)
    assert set(re.split(r"[/,]\s*", rule.confidence)) <= CONFIDENCES
    assert date(2025, 1, 1) < rule.checked_on
    assert rule.unit
    assert rule.values, "a rule without a value decides nothing"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_values_of_a_rule_follow_one_another(rule: Rule) -> None:
    for earlier, later in zip(rule.values, rule.values[1:], strict=False):
        assert earlier.valid_until is not None
        assert earlier.valid_from + timedelta(days=1) <= earlier.valid_until <= later.valid_from


def test_every_rule_that_code_or_catalogue_cites_is_in_a_pack() -> None:
    known = set(rules())
    for path in source_files():
        for cited in re.findall(r"\"(CN-[A-Z]+-\d+[a-z]?)\"", path.read_text(encoding="utf-8")):
            assert cited in known, f"{place(path)} cites {cited}"
