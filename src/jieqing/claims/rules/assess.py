"""What can be asked of a claim, until when, and by which road: all of it as of a day."""

from collections.abc import Sequence
from datetime import date

from jieqing.claims.rules.asked import asked_of
from jieqing.claims.rules.assessment import Assessment, Assumptions
from jieqing.claims.rules.case import Case, Event
from jieqing.claims.rules.limitation.limits import limits_of
from jieqing.claims.rules.lpr import LprTable
from jieqing.claims.rules.roads.ranking import roads_of, turning_questions


def assess(case: Case, events: Sequence[Event], on: date, lpr: LprTable, assumptions: Assumptions) -> Assessment:
    """The sums, the days and the roads of a case as of `on`; pure, never raises on facts that are missing."""
    asked = asked_of(case, events, on, lpr)
    limits = limits_of(case, events, on)
    turning = turning_questions(case, limits, on)
    return Assessment(on, asked, limits, turning, roads_of(case, asked, limits, on, assumptions))
