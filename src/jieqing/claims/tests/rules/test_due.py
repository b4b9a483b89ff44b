"""Whether a claim is due: by its day, by receipt, by a demand; nobody knows stays nobody knows."""

from datetime import date

import pytest

from jieqing.claims.rules.case import Case, DaySpan, Part
from jieqing.claims.rules.roads.look import is_due, is_in_mainland

ON = date(2026, 11, 22)
YESTERDAY, TOMORROW = date(2026, 11, 21), date(2026, 11, 23)


def parts(*days):
    return tuple(Part(no=no, amount_fen=1, due=DaySpan.of(day)) for no, day in enumerate(days, 1))


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        ({}, None),
        ({"due": DaySpan.of(YESTERDAY)}, True),
        ({"due": DaySpan.of(ON)}, False),
        ({"due": DaySpan.of("2026-11")}, None),
        ({"due": DaySpan.of("2026-10")}, True),
        ({"due": DaySpan.of("2026-12")}, False),
        ({"parts": parts(YESTERDAY, TOMORROW)}, True),
        ({"parts": parts(TOMORROW, TOMORROW)}, False),
        ({"parts": parts("2026-11", TOMORROW)}, None),
        ({"parts": parts(YESTERDAY), "due": DaySpan.of(TOMORROW)}, True),
        ({"aged_from": YESTERDAY}, True),
        ({"aged_from": TOMORROW}, None),
        ({"grace_ends_on": YESTERDAY}, True),
        ({"grace_ends_on": ON}, False),
        ({"grace_ends_on": TOMORROW, "first_demand_on": date(2026, 1, 1)}, False),
        ({"first_demand_on": YESTERDAY}, True),
        ({"first_demand_on": TOMORROW}, None),
        ({"kind": "trade_receivable", "delivered": DaySpan.of(YESTERDAY)}, True),
        ({"kind": "trade_receivable", "delivered": DaySpan.of("2026-11")}, None),
        ({"kind": "private_loan", "delivered": DaySpan.of(YESTERDAY)}, None),
        ({"lawsuit": "filed", "due": DaySpan.of(TOMORROW)}, True),
        ({"lawsuit": "judged"}, True),
    ],
    ids=str,
)
def test_a_claim_is_due_by_what_is_known(facts, wanted):
    assert is_due(Case(**facts), ON) is wanted


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        ({}, None),
        ({"place_code": "320583"}, True),
        ({"place_code": "710000"}, False),
        ({"place_code": "820000"}, False),
        ({"place_code": "320583", "is_debtor_in_mainland": False}, False),
        ({"place_code": "810000", "is_debtor_in_mainland": True}, True),
    ],
    ids=str,
)
def test_the_place_tells_the_mainland_unless_it_was_said(facts, wanted):
    assert is_in_mainland(Case(**facts)) is wanted
