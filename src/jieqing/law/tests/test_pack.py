"""Every value of the packs has a source, stands in both languages, and is the one in force on its day."""

import re
from datetime import date
from pathlib import Path

import pytest

import jieqing
from jieqing.law import pack

SOURCE = Path(jieqing.__file__).parent
RULES = list(pack.rules().values())
CITED = re.compile(r"\b(?:CN|JQ)-(?:[A-Z]+-\d+[a-z]?|LPR)\b")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_stands_in_both_languages_and_names_its_source(rule):
    assert all((rule.title.zh, rule.title.en, rule.says.zh, rule.says.en, rule.unit))
    assert re.search(r"[一-鿿]", rule.title.zh + rule.says.zh)
    assert not re.search(r"[一-鿿]", rule.says.en)
    assert all(len(reference) > 4 for reference in rule.reference)
    assert re.fullmatch(r"(A|B|M|inference)([/,] ?(A|B|M|inference))*", rule.confidence)
    assert rule.checked_on <= date(2100, 1, 1)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_values_of_a_rule_follow_each_other_without_overlap(rule):
    assert rule.values
    for earlier, later in zip(rule.values, rule.values[1:], strict=False):
        assert earlier.valid_until is not None
        assert earlier.valid_from < earlier.valid_until <= later.valid_from


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rules_of_our_own_are_never_shown_as_law(rule):
    if rule.id.startswith("JQ-"):
        assert rule.force == "policy"
    if "GB/T" in rule.reference.en:
        assert rule.force == "standard"


def test_every_rule_cited_in_the_source_stands_in_a_pack():
    known = set(pack.rules())
    missing = {
        (cited, str(path.relative_to(SOURCE)))
        for path in SOURCE.rglob("*")
        if path.suffix in {".py", ".html", ".yaml"}
        for cited in CITED.findall(path.read_text(encoding="utf-8"))
        if cited not in known and path != Path(__file__)
    }
    assert not missing


@pytest.mark.parametrize(
    ("day", "first_pct"), [(date(2021, 12, 29), "30"), (date(2021, 12, 30), "18"), (date(2026, 6, 1), "18")]
)
def test_an_event_is_judged_by_the_rule_of_its_day(day, first_pct):
    assert pack.at("CN-AG-09", day)["bands"][0][1] == first_pct


def test_says_that_a_rule_was_not_in_force_or_is_unknown():
    with pytest.raises(pack.NotInForce):
        pack.at("CN-AG-03", date(2026, 4, 30))
    with pytest.raises(pack.UnknownRule):
        pack.at("CN-NONE-99", date(2026, 4, 30))
