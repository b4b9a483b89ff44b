"""What holds of every period, whatever happened: tried on many lives of a debt, and beside a second reckoning."""

from dataclasses import replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jieqing.claims.rules.case import Case, DaySpan, Event, Part
from jieqing.claims.rules.limitation.course import Base, course
from jieqing.claims.rules.limitation.interruption import proven
from jieqing.claims.rules.limitation.limits import limits_of
from jieqing.claims.rules.limitation.period import months_after, three_years
from jieqing.kit.words import Words

THREE, TWENTY = relativedelta(years=3), relativedelta(years=20)
# A busy machine is no failure.
PATIENT = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
# Days that meet and touch: three years are 1,096 days from the first of them, the last six months begin after 912.
NEAR = [date(2020, 1, 1) + timedelta(days=days) for days in (0, 1, 700, 911, 912, 913, 1095, 1096, 1097, 1280, 1461)]
DAYS = st.sampled_from(NEAR) | st.dates(date(2018, 1, 1), date(2029, 12, 31))
ON_ITS_DAY = ("demand", "debtor_agrees", "part_payment", "debtor_signs", "promise", "mediation_request", "set_off")
PROCEEDINGS = ("suit", "arbitration", "payment_order", "preservation", "enforcement", "bankruptcy_claim")
SAYS = ("last_day", "status", "days_left", "warn")
MAYBE = st.sampled_from(["held", None])


@st.composite
def happenings(draw, kinds=(*ON_ITS_DAY, *PROCEEDINGS, "suspension", "other"), proof=MAYBE):
    kind, on = draw(st.sampled_from(kinds)), draw(DAYS)
    lasts = draw(st.none() | st.integers(0, 1200)) if kind in (*PROCEEDINGS, "suspension") else None
    return Event(
        kind=kind,
        on=on,
        proof=draw(proof),
        reached=draw(st.sampled_from([True, False, None])),
        ended_on=None if lasts is None else on + timedelta(days=lasts),
    )


LIVES = st.lists(happenings(), max_size=7)
PLAIN_LIVES = st.lists(happenings((*ON_ITS_DAY, *PROCEEDINGS)), max_size=7)


def reckoned(base_on, events, on, harm_on=None):
    base = Base(base_on, Words("。", "."), "CN-LIM-01")
    return course(base, events, on, proven, term=three_years(with_old_law=False), harm_on=harm_on)


def counts(event, on):
    return bool(event.proof) and event.on <= on and (event.kind != "demand" or event.reached is True)


def restarts_on(event, on):
    if event.kind in ON_ITS_DAY:
        return event.on
    return event.ended_on if event.ended_on and event.ended_on <= on else None


def by_fixpoint(base_on, events, on, harm_on):
    """The same answer by another way: all events in time at once, again and again until nothing changes."""
    stop = harm_on + TWENTY
    start = base_on
    while True:
        in_time = [each for each in events if counts(each, on) and each.on <= min(start + THREE, stop)]
        if any(restarts_on(each, on) is None for each in in_time):
            return None, "suspended"
        anew = max([start, *(restarts_on(each, on) for each in in_time)])
        if anew == start:
            break
        start = anew
    last = min(start + THREE, stop)
    late = [each for each in events if counts(each, on) and last < each.on <= stop]
    if on <= stop and any(each.kind in ("debtor_agrees", "debtor_signs", "promise") for each in late):
        return None, "defence_waived"
    return last, "expired" if on > last else "open"


@PATIENT
@given(DAYS, PLAIN_LIVES, DAYS)
def test_a_second_reckoning_comes_to_the_same_day(base_on, events, on):
    harm_on = base_on - timedelta(days=5000)
    period = reckoned(base_on, events, on, harm_on)
    assert (period.last_day, period.status) == by_fixpoint(base_on, events, on, harm_on)


@PATIENT
@given(DAYS, LIVES, DAYS, st.integers(0, 7000))
def test_the_safe_day_is_never_before_the_last_counting_event_and_three_years_nor_after_twenty(
    base_on, events, on, days_before
):
    harm_on = base_on - timedelta(days=days_before)
    stop = months_after(harm_on, 240)
    period = reckoned(base_on, events, on, harm_on)
    if period.last_day is None:
        return
    restarts = [
        restarts_on(events[index], on) for index in period.counted if events[index].kind not in ("suspension", "other")
    ]
    in_time = [day for day in restarts if day is not None and day <= period.last_day]
    assert period.last_day >= min(max([base_on, *in_time]) + THREE, stop)
    assert period.last_day <= stop


@PATIENT
@given(DAYS, LIVES, DAYS, happenings(proof=st.none()))
def test_an_event_without_proof_never_changes_the_proven_day(base_on, events, on, unproven):
    case = Case(due=DaySpan.of(base_on))
    before = limits_of(case, events, on).proven
    after = limits_of(case, [*events, unproven], on).proven
    assert [getattr(after, name) for name in (*SAYS, "counted")] == [
        getattr(before, name) for name in (*SAYS, "counted")
    ]


@PATIENT
@given(DAYS, LIVES, DAYS, st.randoms(use_true_random=False))
def test_the_order_in_which_events_are_told_does_not_matter(base_on, events, on, chance):
    order = list(range(len(events)))
    chance.shuffle(order)
    told, shuffled = reckoned(base_on, events, on), reckoned(base_on, [events[index] for index in order], on)
    assert [getattr(told, name) for name in SAYS] == [getattr(shuffled, name) for name in SAYS]
    assert set(told.counted) == {order[index] for index in shuffled.counted}


@PATIENT
@given(DAYS, LIVES, DAYS)
def test_what_is_not_proven_can_only_lengthen(base_on, events, on):
    limits = limits_of(Case(due=DaySpan.of(base_on)), events, on)
    if limits.proven.last_day and limits.if_unproven.last_day:
        assert limits.if_unproven.last_day >= limits.proven.last_day


@PATIENT
@given(DAYS, LIVES, DAYS, happenings(kinds=(*ON_ITS_DAY, "suspension"), proof=st.just("held")))
def test_one_more_proven_event_never_shortens(base_on, events, on, more):
    before, after = reckoned(base_on, events, on), reckoned(base_on, [*events, more], on)
    if before.last_day and after.last_day:
        assert after.last_day >= before.last_day


@PATIENT
@given(DAYS, LIVES, DAYS, st.integers(1, 400))
def test_a_later_due_day_never_ends_sooner(base_on, events, on, later_days):
    demands = [event for event in events if event.kind not in ("suspension", *PROCEEDINGS)]
    one = reckoned(base_on, [], on).last_day
    other = reckoned(base_on + timedelta(days=later_days), [], on).last_day
    assert one <= other
    assert reckoned(base_on, demands, on).last_day is None or reckoned(base_on, demands, on).last_day >= one


@PATIENT
@given(DAYS, LIVES, DAYS)
def test_every_event_is_told_once_and_the_days_run_forward(base_on, events, on):
    period = reckoned(base_on, events, on)
    days = [step.on for step in period.steps]
    assert days == sorted(days)
    told = [step.event for step in period.steps if step.event is not None]
    assert sorted(told) == list(range(len(events)))
    assert set(period.counted) <= set(told)
    assert (period.days_left is None) == (period.last_day is None)


@PATIENT
@given(st.lists(DAYS, min_size=1, max_size=6), DAYS)
def test_of_debts_apart_the_first_open_one_decides(due_days, on):
    parts = tuple(
        Part(no=number, amount_fen=100, due=DaySpan.of(day), is_separate=True) for number, day in enumerate(due_days, 1)
    )
    alone = [limits_of(Case(due=DaySpan.of(day)), (), on).proven.last_day for day in due_days]
    period = limits_of(Case(parts=parts), (), on).proven
    still_open = [day for day in alone if day >= on]
    assert period.last_day == (min(still_open) if still_open else max(alone))
    assert set(period.expired_parts) == {number for number, day in enumerate(alone, 1) if day < on}


@PATIENT
@given(DAYS, st.integers(1, 400))
def test_months_are_added_as_a_calendar_adds_them(on, months):
    assert months_after(on, months) == on + relativedelta(months=months)
    assert months_after(on, -months) == on - relativedelta(months=months)
    assert months_after(date(9990, 1, 1), months + 120) == date.max


@PATIENT
@given(DAYS, LIVES, DAYS)
def test_a_proof_that_is_found_makes_the_two_readings_meet(base_on, events, on):
    found = [replace(event, proof="held", reached=True if event.reached is None else event.reached) for event in events]
    case = Case(due=DaySpan.of(base_on))
    assert limits_of(case, found, on).proven.last_day == limits_of(case, events, on).if_unproven.last_day
