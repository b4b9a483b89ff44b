"""Sums, days and roads together: one answer, whatever is not known."""

from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from jieqing.claims.rules.assess import assess
from jieqing.claims.rules.case import Case, DaySpan, Event, Judgment, Part
from jieqing.claims.rules.lpr import packed
from jieqing.claims.rules.roads.ranking import default_assumptions
from jieqing.claims.tests.rules.seen import ON, case

DAYS = st.dates(date(2016, 1, 1), date(2028, 12, 31))
SPANS = st.builds(lambda day, days: DaySpan(day, day + timedelta(days)), DAYS, st.sampled_from([0, 0, 30, 364]))
FEN = st.integers(min_value=0, max_value=10**11)
PCT = st.sampled_from([Decimal(0), Decimal("0.05"), Decimal(6), Decimal(24), Decimal(60)])
MAYBE = st.sampled_from([True, False, None])
PARTS = st.lists(
    st.builds(
        Part,
        no=st.integers(1, 9),
        amount_fen=FEN,
        received_fen=st.just(0),
        due=SPANS | st.none(),
        is_separate=st.booleans(),
    ),
    max_size=3,
    unique_by=lambda part: part.no,
).map(tuple)
OF_TYPE = {
    bool: st.booleans(),
    bool | None: MAYBE,
    int | None: FEN | st.none(),
    date | None: DAYS | st.none(),
    Decimal | None: PCT | st.none(),
    DaySpan | None: SPANS | st.none(),
}
CHOICES = {
    "kind": st.sampled_from(
        [None, "private_loan", "trade_receivable", "wages", "construction", "rent", "refund", "other"]
    ),
    "creditor": st.sampled_from([None, "person", "company", "financial_institution"]),
    "debtor": st.sampled_from([None, "person", "company", "government"]),
    "debtor_size": st.sampled_from([None, "small", "large", "public"]),
    "creditor_size": st.sampled_from([None, "small", "large"]),
    "forum_clause": st.sampled_from([None, "arbitration", "court", "none"]),
    "lawsuit": st.sampled_from([None, "none", "filed", "judged"]),
    "place_code": st.sampled_from([None, "320583", "3205", "32", "810000"]),
    "parts": PARTS,
    "evidence": st.sampled_from([(), ("iou",), ("contract", "invoice")]),
    "judgment": st.builds(
        Judgment, money_fen=FEN | st.none(), perform_by=DAYS | st.none(), effective_on=DAYS | st.none()
    )
    | st.none(),
}
FACTS = {
    each.name: CHOICES[each.name] if each.name in CHOICES else OF_TYPE[each.type]
    for each in fields(Case)
    if each.name in CHOICES or each.type in OF_TYPE
}
CASES = st.fixed_dictionaries({}, optional=FACTS).map(lambda facts: Case(**facts))
KINDS = ["demand", "part_payment", "debtor_agrees", "suit", "suspension", "set_off", "enforcement"]
EVENTS = st.lists(
    st.builds(
        Event,
        kind=st.sampled_from(KINDS),
        on=DAYS,
        proof=st.sampled_from([None, "held"]),
        reached=MAYBE,
        ended_on=DAYS | st.none(),
        amount_fen=FEN | st.none(),
    ),
    max_size=4,
)


def assessed(of: Case, events=(), on=ON):
    return assess(of, events, on, packed(), default_assumptions())


@settings(max_examples=150, deadline=None)
@given(CASES, EVENTS, st.dates(date(2020, 1, 1), date(2027, 12, 31)))
def test_every_case_gets_an_answer(of, events, on):
    found = assessed(of, events, on)
    assert found.on == on
    assert found.asked.low_fen <= found.asked.high_fen
    assert len(found.roads) == len(default_assumptions().roads)
    assert len({one.field for one in found.missing}) == len(found.missing)


def test_goods_not_paid_for_are_asked_in_court_by_a_known_day():
    found = assessed(case(creditor_size="small", debtor_size="small"))
    assert found.asked.low_fen > 4_000_000
    assert found.limits.proven.last_day == date(2028, 5, 30)
    assert found.roads[0].fits is True
    assert {road.id for road in found.roads if road.fits} >= {"suit", "small_claims", "demand"}
    assert any(one.field == "owes_counter_performance" for one in found.missing)


def test_a_claim_that_expired_says_so_on_every_open_road():
    found = assessed(case(due="2020-05-30", delivered="2020-04-30"))
    assert found.limits.proven.status == "expired"
    assert all(any("时效" in words.zh for words in road.why) for road in found.roads if road.fits)


def test_a_judgment_leads_to_enforcement():
    decided = Judgment(money_fen=10_000_000, perform_by=date(2026, 1, 31), effective_on=date(2026, 1, 10))
    judged = Case(kind="private_loan", creditor="person", debtor="person", lawsuit="judged", judgment=decided)
    found = assessed(judged)
    assert found.roads[0].id == "enforcement"
    assert found.roads[0].expected_net_fen is not None
    assert found.asked.low_fen > 10_000_000
