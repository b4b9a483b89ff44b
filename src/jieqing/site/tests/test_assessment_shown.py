"""The partials of an assessment as they stand on a page, in both languages and for both sides."""

from dataclasses import replace

import pytest
from django.template.loader import render_to_string

from jieqing.claims.assessment_page import assessment_view
from jieqing.claims.rules.working import stated
from jieqing.claims.tests import assessed as by_hand
from jieqing.law.pack import rules
from jieqing.site.templatetags.words import speak

PARTIALS = ("_figures", "_asked", "_limits", "_turning", "_roads")


def page(found: object, language: str = "zh", **more: object) -> str:
    speak(language)  # type: ignore[arg-type]
    try:
        return "".join(render_to_string(f"claims/{name}.html", {"assessed": found, **more}) for name in PARTIALS)
    finally:
        speak("zh")


def test_a_rule_that_is_not_law_says_so() -> None:
    policy = next(rule.id for rule in rules().values() if rule.force == "policy")
    shown = page(assessment_view(by_hand.assessment(lines=(replace(by_hand.PRINCIPAL, low=stated(1, policy)),))))
    assert "本系统的做法，不是法律" in shown


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_partials_show_figures_days_and_roads_in_both_languages(language: str) -> None:
    shown = page(assessment_view(by_hand.assessment()), language)
    for said in ("31,408.03", "526", "CN-INT-19", f'href="/{"en/" if language == "en" else ""}law/#CN-INT-02"'):
        assert said in shown, said
    for promise in ("会判给", "一定", "保证赢", "will be granted", "guarantee that"):
        assert promise not in shown


def test_with_no_sum_and_no_day_the_page_says_what_would_be_here() -> None:
    empty = by_hand.assessment(by_hand.limits(by_hand.UNKNOWN, by_hand.UNKNOWN, shorter=(), next_act=None), lines=())
    shown = page(assessment_view(empty))
    assert shown.count("还算不出") == 2
    assert "写上还欠多少" in shown


def test_a_debtor_sees_the_same_figures_from_the_other_side() -> None:
    shown = page(assessment_view(by_hand.assessment()), seen_by="debtor")
    assert "对方最多能要您" in shown
    assert "不能要您的" in shown
    assert "寄一封挂号信" not in shown
    assert "31,408.03" in shown
