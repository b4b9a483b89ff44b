"""A claim's life as a machine: whatever 甲 jia does in whatever order, no step is skipped and nothing is lost.

The model knows state, version, sum and papers; after each step the claim must be as the model says, the log must have
one entry more for each change, and 丁 ding must see nothing.
"""

from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from jieqing.claims import queries, service
from jieqing.claims.rules.asking import Asked
from jieqing.claims.tests.told import LENT, TODAY, VAGUE
from jieqing.evidence import log
from jieqing.identity.tests.factories import ding, jia
from jieqing.kit.refusal import Refusal

PDF = b"%PDF-1.4\n%%EOF"
SUMS = {"2万": 2_000_000, "500元": 50_000, "": None}


class Life(RuleBasedStateMachine):
    """One claim of 甲 jia's."""

    @initialize(text=st.sampled_from([LENT, VAGUE]))
    def save(self, text: str) -> None:
        self.read_fen = 3_000_000 if text == LENT else None
        self.amount_fen = self.read_fen
        self.state, self.version, self.papers, self.changes = self._living(), 1, [], 1
        self.id = service.save(jia(), text, {}, TODAY).id

    def _living(self) -> str:
        return "open" if self.amount_fen else "draft"

    def _tried(self, is_allowed: bool, act: Any, *args: object) -> bool:
        """Whether it was done; it must be exactly where the model allows it."""
        try:
            act(jia(), self.id, *args)
        except Refusal as no:
            assert not is_allowed, no.code
            assert no.status in (404, 409)
            return False
        assert is_allowed
        self.changes += 1
        return True

    @rule(typed=st.sampled_from(list(SUMS)), lag=st.sampled_from([0, 0, 0, 1]))
    def correct(self, typed: str, lag: int) -> None:
        is_allowed = self.state in ("draft", "open") and lag == 0
        if self._tried(is_allowed, service.correct, self.version - lag, {"amount_fen": typed}):
            self.amount_fen = SUMS[typed]
            self.state, self.version = self._living(), self.version + 1

    @rule()
    def take_back(self) -> None:
        is_allowed = self.state in ("draft", "open")
        if self._tried(is_allowed, service.correct, self.version, {"amount_fen": None}):
            self.amount_fen = self.read_fen
            self.state, self.version = self._living(), self.version + 1

    @rule()
    def withdraw(self) -> None:
        if self._tried(self.state in ("draft", "open"), service.withdraw):
            self.state, self.version = "withdrawn", self.version + 1

    @rule()
    def close(self) -> None:
        if self._tried(self.state in ("draft", "open"), service.close, "paid"):
            self.state, self.version = "closed", self.version + 1

    @rule()
    def reopen(self) -> None:
        if self._tried(self.state in ("withdrawn", "closed"), service.reopen):
            self.state, self.version = self._living(), self.version + 1

    @rule()
    def attach(self) -> None:
        if self._tried(self.state in ("draft", "open", "closed"), service.attach, PDF, "合同.pdf"):
            self.papers = [paper.id for paper in queries.papers(jia(), self.id)]

    @precondition(lambda self: getattr(self, "papers", None))
    @rule()
    def detach(self) -> None:
        if self._tried(self.state in ("draft", "open", "closed"), service.detach, self.papers[0]):
            self.papers = self.papers[1:]

    @precondition(lambda self: getattr(self, "state", "gone") in ("withdrawn", "closed"))
    @rule()
    def delete(self) -> None:
        if self._tried(True, service.delete):
            self.state, self.papers = "gone", []

    @invariant()
    def stands_as_the_model_says(self) -> None:
        if self.state == "gone":
            with pytest.raises(Refusal):
                queries.claim(jia(), self.id)
            assert log.entries(jia(), self.id)[0].event == "claims.claim_deleted"
            return
        found = queries.claim(jia(), self.id)
        assert (found.state, found.version, found.amount_fen) == (self.state, self.version, self.amount_fen)
        assert (found.ended_at is None) == (self.state in ("draft", "open"))
        assert [paper.id for paper in queries.papers(jia(), self.id)] == self.papers
        told = [entry for entry in log.entries(jia(), self.id) if entry.event.startswith(("claims.", "files."))]
        assert len(told) == self.changes

    @invariant()
    def ding_sees_nothing(self) -> None:
        assert not queries.claims(ding(), Asked(state="all"), TODAY).has_any


@pytest.mark.django_db
def test_no_order_of_acts_skips_a_step():
    few = settings(
        max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(Life, settings=few)
