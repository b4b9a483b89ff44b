"""The notice's sections and differences, bounds of keeping, the clock of a request: without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.law.pack import rules as law
from jieqing.privacy.rules import retention
from jieqing.privacy.rules.difference import changes, merged, pieces
from jieqing.privacy.rules.notice import MOST_CHARACTERS, blocks, cleaned, first_wording, problems, sections
from jieqing.privacy.rules.requests import KINDS, Clock, due_on, is_kind
from jieqing.privacy.rules.retention import Setting, allow, bound_days, catalogue, days_on, last_day_kept, starts_on
from jieqing.privacy.tests.wording import filled
from jieqing.vault.rules.register import fields

TODAY = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 3, tzinfo=UTC)


def test_the_first_text_says_what_the_law_wants_in_both_languages():
    """PIPL 17; Network Data Security Regulation 21."""
    assert {"host", "purposes", "manner", "retention", "rights", "complaints"} <= set(sections())
    assert all(section.is_required for section in sections().values())
    assert all(len(section.first.zh) > 20 and len(section.first.en) > 40 for section in sections().values())


def test_every_rule_that_a_section_rests_on_stands_in_a_pack():
    assert {basis for section in sections().values() for basis in section.basis} <= set(law())


def test_the_first_text_wants_only_the_operators_facts():
    assert {problem.section for problem in problems(first_wording())} == {"host", "sharing", "place", "complaints"}
    assert problems(filled()) == ()


@pytest.mark.parametrize(("section", "language"), [("host", "zh"), ("host", "en"), ("complaints", "en")])
def test_a_silent_section_keeps_it_from_being_published(section, language):
    wording = filled()
    wording[section] = wording[section]._replace(**{language: ""})
    (problem,) = problems(wording)
    assert (problem.section, problem.language, problem.field) == (section, language, f"{section}-{language}")


def test_a_section_longer_than_anybody_reads_is_named():
    wording = filled() | {"manner": Words("长" * (MOST_CHARACTERS + 1), "Long.")}
    assert [problem.field for problem in problems(wording)] == ["manner-zh"]


def test_cleaning_takes_away_control_characters_and_unknown_sections():
    wording = cleaned({"host": Words("甲\r\n乙\u202e丙\0  \n", "a"), "made_up": Words("x", "x")})
    assert wording["host"].zh == "甲\n乙丙"
    assert list(wording) == list(sections())


def test_paragraphs_and_lists_are_told_apart():
    found = blocks("一段\n\n- 甲\n- 乙\n\n又一段\n第二行")
    assert [(block.is_list, block.lines) for block in found] == [
        (False, ("一段",)), (True, ("甲", "乙")), (False, ("又一段", "第二行")),
    ]  # fmt: skip


@given(st.text("甲乙丙 ab\n", max_size=40), st.text("甲乙丙 ab\n", max_size=40))
def test_a_difference_holds_both_texts_whole(old, new):
    found = pieces(old, new)
    assert "".join(piece.text for piece in found if piece.kind != "new") == old
    assert "".join(piece.text for piece in found if piece.kind != "gone") == new


def test_only_what_differs_is_named():
    new = filled()
    new["manner"] = Words(new["manner"].zh + "补一句。", new["manner"].en)
    assert [(change.section, change.language) for change in changes(filled(), new)] == [("manner", "zh")]


def test_two_editors_of_different_sections_both_keep_their_words():
    start = filled()
    mine, theirs = dict(start), dict(start)
    mine["host"] = Words("我改的", start["host"].en)
    theirs["place"] = Words(start["place"].zh, "They changed this.")
    both = merged(start, mine, theirs)
    assert (both.wording["host"].zh, both.wording["place"].en) == ("我改的", "They changed this.")
    assert both.clashes == ()
    assert [(change.section, change.language) for change in both.taken] == [("place", "en")]


def test_two_editors_of_one_section_see_both_wordings():
    start = filled()
    mine, theirs = start | {"host": Words("我", "me")}, start | {"host": Words("他", "me")}
    both = merged(start, mine, theirs)
    (clash,) = both.clashes
    assert (clash.field, clash.theirs, both.wording["host"].zh) == ("host-zh", "他", "我")


texts = st.sampled_from(["甲", "乙", "丙", ""])


@given(st.tuples(texts, texts, texts))
def test_nothing_of_either_editor_is_lost(sides):
    start, mine, theirs = ({"host": Words(side, "x")} for side in sides)
    both = merged(start, mine, theirs)
    kept = {both.wording["host"].zh} | {clash.theirs for clash in both.clashes}
    for side in (mine, theirs):
        assert side["host"].zh in kept | {start["host"].zh}


@pytest.mark.parametrize("kept", catalogue().values(), ids=lambda kept: kept.id)
def test_a_kind_starts_within_its_bounds_and_names_rules_that_stand_in_a_pack(kept):
    for rule_id in filter(None, (kept.least, kept.most)):
        assert rule_id in law()
    if kept.is_changeable:
        allow(kept, kept.days, TODAY)
    assert (kept.instead is not None) == (kept.removed_by == "never")


def test_every_field_of_the_vault_has_its_period():
    assert {field.kept for field in fields().values()} <= set(catalogue())


@pytest.mark.parametrize(("kind", "days", "code", "basis"), [
    ("system_log", 183, "period_too_short", "CN-PI-20"),
    ("entrusting_record", 1095, "period_too_short", "CN-PI-05"),
    ("claim_closed", 1097, "period_too_long", "JQ-PI-02"),
    ("claim_draft", 0, "period_too_short", "CN-PI-14"),
    ("evidence", 10, "period_fixed", "CN-PI-14"),
])  # fmt: skip
def test_a_period_out_of_bounds_is_refused_by_the_rule(kind, days, code, basis):
    with pytest.raises(Refusal) as refused:
        allow(catalogue()[kind], days, TODAY)
    assert (refused.value.code, refused.value.basis, refused.value.field) == (code, basis, kind)
    assert basis in refused.value.message.zh or code == "period_fixed"


@pytest.mark.parametrize(("kind", "days"), [("system_log", 184), ("entrusting_record", 1096), ("claim_closed", 1096)])
def test_the_bound_itself_is_allowed(kind, days):
    allow(catalogue()[kind], days, TODAY)


def test_six_months_and_three_years_are_never_counted_short():
    for month in range(1, 13):
        begin = date(2027, month, 1)
        end = date(2027 + (month > 6), (month + 5) % 12 + 1, 1)
        assert bound_days("CN-PI-20", TODAY) >= (end - begin).days
    assert bound_days("CN-PI-05", TODAY) >= (date(2030, 3, 1) - date(2027, 3, 1)).days


def test_a_shorter_period_waits_a_week_and_a_longer_one_does_not():
    assert starts_on(90, 30, TODAY) == TODAY + timedelta(days=7)
    assert starts_on(90, 120, TODAY) == TODAY


def test_the_latest_decision_that_has_begun_holds():
    kept = replace(catalogue()["claim_draft"], days=90)
    shorter = Setting(30, TODAY + timedelta(days=7), AT)
    longer = Setting(120, TODAY + timedelta(days=3), AT + timedelta(days=3))
    assert days_on(kept, [], TODAY) == 90
    assert days_on(kept, [shorter], TODAY) == 90
    assert days_on(kept, [shorter], TODAY + timedelta(days=7)) == 30
    assert days_on(kept, [shorter, longer], TODAY + timedelta(days=8)) == 120


def test_what_ended_thirty_days_ago_is_still_kept():
    assert last_day_kept(30, TODAY) == date(2026, 10, 23)


@pytest.mark.parametrize(("asked", "due"), [
    (date(2026, 11, 20), date(2026, 12, 11)),  # a Friday: three full weeks
    (date(2026, 11, 21), date(2026, 12, 11)),  # a Saturday: counting begins on Monday
    (date(2026, 11, 23), date(2026, 12, 14)),
])  # fmt: skip
def test_fifteen_working_days_are_counted_without_the_day_of_asking(asked, due):
    assert due_on(asked) == due


def test_a_clock_says_when_it_is_late_or_soon():
    assert Clock(-1).is_late
    assert Clock(0).is_soon
    assert not Clock(0).is_late
    assert not Clock(6).is_soon


def test_every_kind_of_request_has_words_in_both_languages():
    assert all(words.zh and words.en for words in KINDS.values())
    assert is_kind("access")
    assert not is_kind("everything")


def test_the_bounds_know_every_unit_that_the_packs_use():
    for kept in retention.catalogue().values():
        for rule_id in filter(None, (kept.least, kept.most)):
            assert bound_days(rule_id, TODAY) > 0
