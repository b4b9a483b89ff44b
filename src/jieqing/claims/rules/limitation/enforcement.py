"""The two years to apply for enforcement of a judgment, award or court settlement (CN-RT-09)."""

from collections.abc import Sequence
from datetime import date
from functools import cache

from jieqing.claims.rules.assessment import Missing, Period, Step
from jieqing.claims.rules.case import Case, Event
from jieqing.claims.rules.limitation.course import Base, course
from jieqing.claims.rules.limitation.interruption import Verdict, proven
from jieqing.claims.rules.limitation.period import Term
from jieqing.claims.rules.limitation.phrases import filled, missing, phrases, rule_of
from jieqing.law.pack import rule

# What led to the judgment no longer bears on the time to enforce it.
_LED_TO_IT = ("suit", "arbitration", "payment_order", "preservation", "mediation_request")


def is_judged(case: Case) -> bool:
    """Whether there is something to enforce."""
    return case.lawsuit == "judged" or case.judgment is not None


def enforcement_of(case: Case, events: Sequence[Event], on: date) -> tuple[Period | None, tuple[Missing, ...]]:
    """The two years with proven events, and what is missing; None where nothing was judged.

    They run from the last day set for payment, else from the day on which the judgment took effect, and are suspended
    and interrupted as limitation is.
    """
    if not is_judged(case):
        return None, ()
    base = _base(case)
    if base is None:
        step = Step(on, phrases("steps")["judgment_day_unknown"], "CN-RT-09")
        return Period(None, "unknown", None, None, (), (step,)), (missing("judgment.perform_by"),)
    return course(base, events, on, _reading, term=_two_years(), ends="ends_for_enforcement"), ()


@cache
def _two_years() -> Term:
    return Term(int(rule("CN-RT-09").values[-1].value))


def _reading(index: int, event: Event) -> Verdict:
    return "elsewhere" if event.kind in _LED_TO_IT else proven(index, event)


def _base(case: Case) -> Base | None:
    judgment = case.judgment
    if judgment is None:
        return None
    name, day = ("judgment", judgment.perform_by) if judgment.perform_by else ("effective", judgment.effective_on)
    return Base(day, filled("bases", name, on=day), rule_of(name)) if day else None
