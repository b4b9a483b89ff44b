"""The life of a card: who may take which step when. A machine of chance tries to skip one."""

from datetime import UTC, date, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from jieqing.mandates.rules.catalogue import states
from jieqing.mandates.rules.states import LIVE, OPEN, STEPS, Side, Standing, State, Step, after, steps_open_to

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
TODAY = NOW.date()
LATER = NOW + timedelta(days=14)


def standing(state="sent", before=None, expires_at=LATER, case_until=None) -> Standing:
    return Standing(state, before, expires_at, case_until)


@pytest.mark.parametrize(
    ("step", "by", "state", "to"),
    [
        ("ask", "agency", "sent", "asked"),
        ("answer", "creditor", "asked", "answered"),
        ("accept", "agency", "answered", "accepted"),
        ("decline", "agency", "asked", "declined"),
        ("withdraw", "creditor", "accepted", "withdrawn"),
        ("open_case", "creditor", "accepted", "opened"),
        ("open_case", "creditor", "closed", "opened"),
        ("close_case", "creditor", "opened", "closed"),
        # another's step, or one too far
        ("accept", "creditor", "sent", None),
        ("answer", "agency", "asked", None),
        ("answer", "creditor", "sent", None),
        ("open_case", "creditor", "sent", None),
        ("open_case", "agency", "accepted", None),
        ("open_case", "creditor", "withdrawn", None),
        ("accept", "agency", "declined", None),
        ("accept", "agency", "withdrawn", None),
        ("decline", "agency", "accepted", None),
        ("withdraw", "creditor", "opened", None),
        ("close_case", "agency", "opened", None),
    ],
)
def test_a_step_leads_where_it_should(step: Step, by: Side, state, to) -> None:
    assert after(step, by, standing(state), NOW, TODAY) == to


@pytest.mark.parametrize("before", sorted(OPEN))
def test_a_decline_is_taken_back_to_where_it_was_while_the_card_is_open(before) -> None:
    declined = standing("declined", before)
    assert after("take_back_decline", "agency", declined, NOW, TODAY) == before
    assert after("take_back_decline", "agency", declined, LATER, TODAY) is None
    assert after("take_back_withdrawal", "creditor", declined, NOW, TODAY) is None


@pytest.mark.parametrize("state", sorted(OPEN))
def test_time_ends_a_card_that_nobody_decided(state) -> None:
    card = standing(state)
    assert card.shown(LATER - timedelta(seconds=1), TODAY) == state
    assert card.shown(LATER, TODAY) == "expired"
    assert steps_open_to("agency", card, LATER, TODAY) == ()
    assert steps_open_to("creditor", card, LATER, TODAY) == ()


def test_an_accepted_card_does_not_expire() -> None:
    assert standing("accepted").shown(LATER + timedelta(days=99), TODAY) == "accepted"


def test_an_opened_case_ends_by_itself_on_its_day() -> None:
    case = standing("opened", case_until=date(2027, 1, 1))
    assert case.shown(LATER, date(2026, 12, 31)) == "opened"
    assert case.shown(LATER, date(2027, 1, 1)) == "closed"
    assert steps_open_to("creditor", case, LATER, date(2027, 1, 1)) == ("open_case",)


def test_every_state_has_words_for_both_sides() -> None:
    assert set(states()) == set(get_args(State))
    assert all(set(sides) == set(get_args(Side)) for sides in states().values())
    assert set(STEPS) == set(get_args(Step))


class LifeOfACard(RuleBasedStateMachine):
    """Anybody tries any step at any time; `allowed` ones are taken. What the law asks must have happened first."""

    def __init__(self) -> None:
        super().__init__()
        self.card, self.now = standing(), NOW
        self.done: list[Step] = []

    @rule(step=st.sampled_from(get_args(Step)), by=st.sampled_from(get_args(Side)))
    def try_step(self, step: Step, by: Side) -> None:
        shown = self.card.shown(self.now, self.now.date())
        to = after(step, by, self.card, self.now, self.now.date())
        assert (to is not None) == (step in steps_open_to(by, self.card, self.now, self.now.date()))
        if to is None:
            return
        assert by == STEPS[step].by
        assert shown != "expired"
        until = self.now.date() + timedelta(days=30) if step == "open_case" else self.card.case_until
        self.card = Standing(to, self.card.state, self.card.expires_at, until)
        self.done.append(step)

    @rule(hours=st.integers(1, 24 * 20))
    @precondition(lambda self: self.now < NOW + timedelta(days=400))
    def time_goes_by(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @invariant()
    def a_case_is_open_only_after_an_acceptance_that_stands(self) -> None:
        if self.card.state in ("opened", "closed"):
            assert "accept" in self.done
            assert self.done.index("accept") < self.done.index("open_case")

    @invariant()
    def an_answer_follows_a_question(self) -> None:
        if "answer" in self.done:
            assert "ask" in self.done[: self.done.index("answer")]

    @invariant()
    def a_dead_card_moves_for_nobody_but_who_takes_it_back(self) -> None:
        if self.card.shown(self.now, self.now.date()) not in LIVE | {"declined", "withdrawn", "closed"}:
            for by in get_args(Side):
                assert steps_open_to(by, self.card, self.now, self.now.date()) == ()


LifeOfACard.TestCase.settings = settings(max_examples=200, stateful_step_count=30, deadline=None)
test_no_step_can_be_skipped = LifeOfACard.TestCase
