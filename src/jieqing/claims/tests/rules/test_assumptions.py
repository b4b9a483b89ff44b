"""The user's own assumptions take the place of the product's, one by one; what makes no sense is named."""

import pytest

from jieqing.claims.rules.assessment import RoadAssumption
from jieqing.claims.rules.roads.assumptions import assumptions_from, default_assumptions
from jieqing.claims.rules.roads.catalogue import catalogue
from jieqing.kit.refusal import Refusal


def test_nothing_of_ones_own_is_the_products_own():
    assert assumptions_from({}) == default_assumptions()
    assert set(default_assumptions().roads) == set(catalogue().roads)


def test_ones_own_figures_stand_beside_the_products():
    own = assumptions_from({"discount_pct_year": 0, "roads": {"suit": {"months": [3, 4]}, "demand": {"lawyer_pct": 5}}})
    known = default_assumptions().roads
    assert own.discount_pct_year == 0
    assert own.roads["suit"] == RoadAssumption(known["suit"].recovered_pct, (3, 4), known["suit"].lawyer_pct)
    assert own.roads["demand"].lawyer_pct == 5
    assert own.roads["arbitration"] == known["arbitration"]


def test_the_products_own_are_whole_and_in_order():
    for road in default_assumptions().roads.values():
        assert 0 <= road.recovered_pct[0] <= road.recovered_pct[1] <= 100
        assert 0 <= road.months[0] <= road.months[1]
        assert 0 <= road.lawyer_pct <= 18


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"discount": 3}, "discount"),
        ({"discount_pct_year": -1}, "discount_pct_year"),
        ({"discount_pct_year": 37}, "discount_pct_year"),
        ({"discount_pct_year": True}, "discount_pct_year"),
        ({"roads": []}, "roads"),
        ({"roads": {"walk": {}}}, "roads.walk"),
        ({"roads": {"suit": 5}}, "roads.suit"),
        ({"roads": {"suit": {"luck": 5}}}, "roads.suit.luck"),
        ({"roads": {"suit": {"recovered_pct": [50]}}}, "roads.suit.recovered_pct"),
        ({"roads": {"suit": {"recovered_pct": [60, 50]}}}, "roads.suit.recovered_pct"),
        ({"roads": {"suit": {"recovered_pct": [0, 101]}}}, "roads.suit.recovered_pct"),
        ({"roads": {"suit": {"months": ["1", 2]}}}, "roads.suit.months"),
        ({"roads": {"suit": {"months": [1, 241]}}}, "roads.suit.months"),
        ({"roads": {"suit": {"lawyer_pct": 19}}}, "roads.suit.lawyer_pct"),
        ({"roads": {"suit": {"lawyer_pct": 1.5}}}, "roads.suit.lawyer_pct"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_figure_that_makes_no_sense_is_named(values, field):
    with pytest.raises(Refusal) as no:
        assumptions_from(values)
    assert no.value.field == field
    assert all(no.value.remedy)
