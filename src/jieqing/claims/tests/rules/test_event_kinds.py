"""The catalogue of what can happen in a claim's life, and what is said of each event as its proof stands."""

import re
from typing import get_args

import pytest

from jieqing.claims.rules.case import EventKind
from jieqing.claims.rules.event_kinds import ARRIVAL_OPEN, NO_PROOF, NOT_REACHED, event_kinds, explain_event
from jieqing.law.pack import rules

KINDS = list(event_kinds().values())


def test_every_kind_of_event_is_in_the_catalogue_and_no_other():
    assert set(event_kinds()) == set(get_args(EventKind))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_a_kind_says_what_it_does_in_both_languages_and_by_which_rule(kind):
    for words in (kind.name, kind.limitation, kind.interest, kind.proof):
        assert re.search(r"[一-鿿]", words.zh)
        assert words.en and not re.search(r"[一-鿿]", words.en)
    assert kind.rule in rules()


def test_no_name_stands_for_two_kinds():
    names = [name for kind in KINDS for name in (kind.id, *kind.also)]
    assert len(names) == len(set(names))


def test_proceedings_and_obstacles_need_their_end():
    assert {kind.id for kind in KINDS if "ended_on" in kind.needs} == {
        kind.id for kind in KINDS if kind.restarts in ("end", "halts")
    }


@pytest.mark.parametrize(
    ("kind", "has_proof", "reached", "says"),
    [
        ("demand", True, True, None),
        ("demand", True, None, ARRIVAL_OPEN),
        ("demand", False, True, NO_PROOF),
        ("demand", True, False, NOT_REACHED),
        ("demand", False, False, NOT_REACHED),
        ("part_payment", False, None, NO_PROOF),
        ("part_payment", True, None, None),
        ("assignment_notice", True, False, NOT_REACHED),
        ("assignment_notice", True, None, None),
        ("other", False, None, None),
    ],
)
def test_it_is_said_whether_an_event_counts_as_its_proof_stands(kind, has_proof, reached, says):
    told = explain_event(kind, has_proof, reached)
    for one in (NO_PROOF, NOT_REACHED, ARRIVAL_OPEN):
        assert (one.zh in told.zh, one.en in told.en) == ((one == says), (one == says))
    assert event_kinds()[kind].interest.zh in told.zh


def test_what_did_not_arrive_is_not_said_to_start_anything_anew():
    assert "重新算" not in explain_event("demand", True, False).zh


def test_an_unknown_kind_is_an_error():
    with pytest.raises(KeyError):
        explain_event("prayer", True)
