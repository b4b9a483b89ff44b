"""What holds for every interest and every payment: additive, monotone, under the cap, nothing lost."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jieqing.claims.rules.allocation import Debt, Owed, Payment, account, split, spread
from jieqing.claims.rules.interest.caps import caps
from jieqing.claims.rules.interest.default_interest import default_interest, late_rate
from jieqing.claims.rules.interest.judgment import standing
from jieqing.claims.rules.interest.private_lending import term_interest
from jieqing.claims.rules.interest.rollover import Stage, rolled_over
from jieqing.claims.rules.interest.sale_late import sale_late, sale_rates
from jieqing.claims.rules.interest.total_cap import LateCharges, under_total_cap
from jieqing.claims.rules.lpr import packed
from jieqing.claims.rules.working import Segment, half_up
from jieqing.kit.words import Words

LPR = packed()
FEN = st.integers(0, 10**13)
SOME_DAYS = st.integers(0, 3000)
FIRST = date(2017, 1, 1)
DAYS = st.dates(FIRST, date(2026, 12, 31))
FILED = st.dates(date(2019, 9, 1), date(2026, 12, 31))
RATES = st.decimals(0, 60, places=2)
NO_WORDS = Words("", "")
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no failure


@PATIENT
@given(FEN, DAYS, FILED, RATES, SOME_DAYS, SOME_DAYS)
def test_interest_of_two_stretches_is_the_interest_of_both_together(fen, start, filed, rate, first, second):
    held = caps(start, filed, LPR)
    middle = start + timedelta(days=first)
    end = middle + timedelta(days=second)
    whole = term_interest(fen, start, end, rate, held)
    parts = term_interest(fen, start, middle, rate, held).exact + term_interest(fen, middle, end, rate, held).exact
    assert parts == whole.exact
    assert sum(segment.days for segment in whole.segments) == first + second
    due = late_rate(start, rate, rate, LPR)
    late = [default_interest(fen, *days, due, held).exact for days in ((start, middle), (middle, end), (start, end))]
    assert late[0] + late[1] == late[2]


@PATIENT
@given(FEN, st.dates(date(2019, 8, 20), date(2026, 1, 1)), SOME_DAYS, SOME_DAYS)
def test_late_payment_of_a_price_is_additive_too(fen, due, first, second):
    rates = sale_rates(due, LPR)
    middle = due + timedelta(days=first)
    end = middle + timedelta(days=second)
    for index in (0, 1):
        parts = sale_late(fen, due, middle, rates)[index].exact + sale_late(fen, middle, end, rates)[index].exact
        assert parts == sale_late(fen, due, end, rates)[index].exact


@PATIENT
@given(FEN, DAYS, FILED, RATES, RATES, SOME_DAYS, SOME_DAYS)
def test_interest_grows_with_rate_and_days_and_never_passes_the_cap(fen, start, filed, one, other, days, more):
    held = caps(start, filed, LPR)
    end = start + timedelta(days=days)
    low, high = sorted((one, other))
    lesser = term_interest(fen, start, end, low, held)
    assert lesser.exact <= term_interest(fen, start, end, high, held).exact
    assert lesser.exact <= term_interest(fen, start, end + timedelta(days=more), low, held).exact
    boundless = term_interest(fen, start, end, Decimal(1_000_000), held).exact
    highest = max(cap.pct_year for cap in held)
    assert term_interest(fen, start, end, high, held).exact <= boundless
    assert boundless <= Fraction(fen) * Fraction(highest) * days / 36500
    for segment in term_interest(fen, start, end, high, held).segments:
        assert segment.rate_pct <= max(cap.pct_year for cap in held if cap.until is None or segment.since < cap.until)


@PATIENT
@given(FEN, DAYS, FILED, RATES, st.decimals(0, 1, places=3), FEN, FEN, SOME_DAYS)
def test_late_charges_together_never_pass_the_cap(fen, contract, filed, rate, a_day, penalty, fees, days):
    due, held = contract, caps(contract, filed, LPR)
    paid = due + timedelta(days=days)
    found = under_total_cap(fen, due, paid, LateCharges(rate, a_day, penalty, fees), held)
    assert found.allowed_fen <= found.cap.fen
    assert found.allowed_fen + found.excess_fen == found.claimed.fen
    assert found.excess_fen >= 0
    highest = max(cap.pct_year for cap in held)
    assert found.allowed_fen <= half_up(Fraction(fen) * Fraction(highest) * days / 36500)


@PATIENT
@given(FEN, st.dates(date(2020, 8, 20), date(2025, 6, 1)), st.lists(st.tuples(st.integers(1, 900), RATES), min_size=1))
def test_rolling_over_never_beats_the_simple_cap(fen, contract, told):
    stages, start = [], contract
    for days, rate in told:
        stages.append(Stage(start, start + timedelta(days=days), rate))
        start = stages[-1].end
    found = rolled_over(fen, stages, caps(contract, None, LPR))
    assert fen <= found.allowed_total_fen <= found.cap_total_fen
    assert found.allowed_total_fen <= found.claimed_total_fen


@PATIENT
@given(FEN, FEN, FEN, FEN)
def test_a_payment_is_split_without_loss_and_in_order(costs, interest, principal, paid):
    taken, left = split(Owed(costs, interest, principal), paid)
    assert taken.costs_fen + taken.interest_fen + taken.principal_fen + taken.over_fen == paid
    assert taken.costs_fen + left.costs_fen == costs
    assert taken.interest_fen + left.interest_fen == interest
    assert taken.principal_fen + left.principal_fen == principal
    assert not (taken.interest_fen and left.costs_fen)
    assert not (taken.principal_fen and (left.costs_fen or left.interest_fen))
    assert not (taken.over_fen and (left.costs_fen or left.interest_fen or left.principal_fen))


PAYMENTS = st.lists(st.builds(Payment, DAYS, FEN), max_size=6)


@PATIENT
@given(FEN, FEN, RATES, PAYMENTS)
def test_an_account_gives_out_what_was_paid_and_no_more(principal, costs, rate, paid):
    def accrue(base: int, since: date, until: date) -> tuple[Segment, ...]:
        return (Segment(since, until, base, rate, "year", "CN-ALLOC-02", NO_WORDS),)

    found = account(Owed(costs, 0, principal), paid, accrue, FIRST)
    in_order = sorted(paid, key=lambda each: each.on)
    for payment, taken in zip(in_order, found.splits, strict=True):
        assert taken.costs_fen + taken.interest_fen + taken.principal_fen + taken.over_fen == payment.fen
    assert sum(taken.principal_fen for taken in found.splits) + found.left.principal_fen == principal
    of_days = sum(taken.interest_fen for taken in found.splits) + found.left.interest_fen
    assert of_days == sum(segment.fen for segment in found.segments)


@PATIENT
@given(
    FEN,
    DAYS,
    st.lists(
        st.tuples(FEN, st.none() | DAYS, st.integers(0, 2), st.sampled_from(["0", "4", "15"])), min_size=1, max_size=8
    ),
    st.sets(st.integers(0, 7)),
)
def test_a_payment_among_debts_is_given_out_whole(paid, on, told, named):
    debts = [Debt(str(n), fen, due, rank, Decimal(burden)) for n, (fen, due, rank, burden) in enumerate(told)]
    applied, over = spread(paid, on, debts, [str(n) for n in named])
    assert sum(applied.values()) + over == paid
    assert list(applied) == [debt.id for debt in debts]
    assert all(0 <= applied[debt.id] <= debt.fen for debt in debts)
    open_ones = [debt for debt in debts if applied[debt.id] < debt.fen]
    assert not (over and open_ones)
    for debt in open_ones:  # nothing goes to a debt that is not due while one that is stays open
        is_due = debt.due_on is None or debt.due_on <= on
        for other in debts:
            other_is_later = other.due_on is not None and other.due_on > on
            if is_due and other_is_later and other.id not in {str(n) for n in named}:
                assert applied[other.id] == 0


@PATIENT
@given(FEN, st.dates(date(2014, 8, 1), date(2026, 1, 1)), PAYMENTS, st.lists(st.tuples(DAYS, SOME_DAYS), max_size=4))
def test_a_judgment_gives_out_what_was_paid_and_a_stay_only_lessens_it(money, perform_by, paid, told):
    stays = [(first, first + timedelta(days=days)) for first, days in told]
    found = standing(money, perform_by, paid, stays)
    for payment, taken in zip(sorted(paid, key=lambda each: each.on), found.splits, strict=True):
        assert taken.to_money_fen + taken.to_extra_fen + taken.over_fen == payment.fen
        assert not (taken.over_fen and found.money_left_fen)
    assert sum(taken.to_money_fen for taken in found.splits) + found.money_left_fen == money
    without = standing(money, perform_by, paid)
    out = {day for first, after in stays for day in _days(first, after)}
    counted = sum(segment.days for segment in found.segments)
    assert counted == sum(
        1 for segment in without.segments for day in _days(segment.since, segment.until)
        if day + timedelta(days=1) not in out
    )  # fmt: skip
    # each payment rounds what grew since the one before, so each can differ by a fen
    assert sum(segment.exact for segment in found.segments) <= sum(segment.exact for segment in without.segments)


def _days(first: date, after: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((after - first).days)]
