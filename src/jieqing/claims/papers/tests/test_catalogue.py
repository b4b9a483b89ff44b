"""The catalogue holds together: every place in a text has a field, every check a function, every rule a source."""

import pytest

from jieqing.claims.papers.catalogue import fields, groups, paper_kind, papers, text, threats
from jieqing.claims.papers.checks import _CHECKS
from jieqing.claims.papers.filling import fields_of
from jieqing.claims.papers.tables import _TABLES
from jieqing.claims.papers.tests.cases import material
from jieqing.claims.papers.values import values
from jieqing.kit.refusal import Refusal
from jieqing.law.pack import rule

IDS = ("D1", "D2-soft", "D2-firm", "D7", "D9", "D10", "D11", "D12", "D13", "D15", "D20")


def test_these_papers_can_be_made():
    assert tuple(papers()) == IDS


@pytest.mark.parametrize("paper_id", IDS)
def test_every_place_in_a_text_has_a_value_or_a_field(paper_id):
    known = values(material())
    assert [name for name in fields_of(paper_kind(paper_id).text_id) if name not in known] == []


@pytest.mark.parametrize("paper_id", IDS)
def test_every_table_and_check_is_there(paper_id):
    kind = paper_kind(paper_id)
    assert set(kind.checks) <= set(_CHECKS)
    assert {block["table"] for block in text(kind.text_id)["blocks"] if "table" in block} <= set(_TABLES)


@pytest.mark.parametrize("paper_id", IDS)
def test_every_rule_of_a_paper_stands_in_a_pack(paper_id):
    assert all(rule(rule_id) for rule_id in paper_kind(paper_id).rules)


def test_every_typed_field_stands_under_a_heading():
    typed = [field for field in fields().values() if field.kind]
    assert {field.group for field in typed} == set(groups())
    assert all(field.choices for field in typed if field.kind == "choice")
    assert all(fields()[field.typed].kind for field in fields().values() if field.typed)


def test_no_text_of_ours_holds_a_threat_or_a_promise():
    said = "".join(str(text(kind.text_id)) for kind in papers().values() if kind.side == "creditor")
    assert [words for words, _ in threats() if words in said] == []


def test_an_unknown_paper_is_named():
    with pytest.raises(Refusal, match="D99") as no:
        paper_kind("D99")
    assert no.value.field == "paper"
    assert "D10" in no.value.remedy.zh
