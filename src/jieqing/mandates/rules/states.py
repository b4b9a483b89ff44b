"""The life of a card: which step may be taken from which state, by whom.

    sent ⇄ asked ⇄ answered → accepted → opened → closed
      └──────┴────────┴→ declined, withdrawn (either can be taken back while the card is still open)

What time brings is worked out: a card nobody decided is `expired` from `expires_at` on, an opened case is `closed` from
`case_until` on, whether or not a row says so yet. The database holds the same steps (migrations/sql); a test compares.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Side = Literal["creditor", "agency"]
State = Literal["sent", "asked", "answered", "accepted", "declined", "withdrawn", "expired", "opened", "closed"]
Step = Literal[
    "ask", "answer", "accept", "decline", "take_back_decline", "withdraw", "take_back_withdrawal", "open_case",
    "close_case",
]  # fmt: skip
OPEN: frozenset[State] = frozenset({"sent", "asked", "answered"})  # the agency may still decide
LIVE: frozenset[State] = OPEN | {"accepted", "opened"}  # nothing else may be sent to the same agency


@dataclass(frozen=True, slots=True)
class Rule:
    """One step: whose it is, from which shown states, and to which; None: back to what was before."""

    by: Side
    start: frozenset[State]
    to: State | None


STEPS: Mapping[Step, Rule] = {
    "ask": Rule("agency", OPEN, "asked"),
    "answer": Rule("creditor", frozenset({"asked", "answered"}), "answered"),
    "accept": Rule("agency", OPEN, "accepted"),
    "decline": Rule("agency", OPEN, "declined"),
    "take_back_decline": Rule("agency", frozenset({"declined"}), None),
    "withdraw": Rule("creditor", OPEN | {"accepted"}, "withdrawn"),
    "take_back_withdrawal": Rule("creditor", frozenset({"withdrawn"}), None),
    "open_case": Rule("creditor", frozenset({"accepted", "closed"}), "opened"),
    "close_case": Rule("creditor", frozenset({"opened"}), "closed"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a card stands: the stored state, the one before it, and the two days that change it without anybody."""

    state: State
    before: State | None
    expires_at: datetime
    case_until: date | None

    def shown(self, now: datetime, today: date) -> State:
        """The state as it is now, with what time has brought. `case_until` is exclusive."""
        if self.state in OPEN and now >= self.expires_at:
            return "expired"
        if self.state == "opened" and self.case_until is not None and today >= self.case_until:
            return "closed"
        return self.state


def after(step: Step, by: Side, standing: Standing, now: datetime, today: date) -> State | None:
    """The state that the step leads to, or None where this side may not take it now."""
    rule = STEPS[step]
    if by != rule.by or standing.shown(now, today) not in rule.start:
        return None
    if rule.to is not None:
        return rule.to
    return standing.before if now < standing.expires_at else None


def steps_open_to(by: Side, standing: Standing, now: datetime, today: date) -> tuple[Step, ...]:
    """The steps that this side may take now."""
    return tuple(step for step in STEPS if after(step, by, standing, now, today) is not None)
