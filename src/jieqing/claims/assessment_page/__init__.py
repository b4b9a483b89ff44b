"""What can be asked, until when and by which road, as pages show it: nothing that a template would have to work out.

Wording: what the papers at hand let ask, never what a court will grant (CN-WORD-01). A rule that is not law says so.
"""

from dataclasses import dataclass

from jieqing.claims.assessment_page.sums import AskedView, asked_view
from jieqing.claims.assessment_page.until import LimitsView, limits_view
from jieqing.claims.assessment_page.ways import RoadsView, TurningRow, roads_view, turning_rows
from jieqing.claims.rules.assessment import Assessment


@dataclass(frozen=True, slots=True)
class AssessmentView:
    """An assessment as the partials `claims/_figures|_asked|_limits|_turning|_roads.html` show it, as `assessed`."""

    asked: AskedView
    limits: LimitsView
    turning: tuple[TurningRow, ...]
    roads: RoadsView

    @property
    def open_questions(self) -> int:
        """How many of the turning questions nobody has answered."""
        return sum(not row.answer.zh for row in self.turning)


def assessment_view(assessment: Assessment) -> AssessmentView:
    """The view of an assessment. Sums as text with thousands, dates as dates, words in both languages."""
    return AssessmentView(
        asked=asked_view(assessment.asked),
        limits=limits_view(assessment.limits),
        turning=turning_rows(assessment.turning),
        roads=roads_view(assessment.roads),
    )
