"""What of a claim's page is computed: sums, days, roads, the timeline, open questions, how figures came to change."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from jieqing.claims import assessing, circumstances, differences
from jieqing.claims.assessment_page import assessment_view
from jieqing.claims.models import Claim
from jieqing.claims.queries import SavedClaim
from jieqing.claims.service import OWN
from jieqing.claims.timeline import queries as timelines
from jieqing.kit.actor import Actor
from jieqing.kit.rows import acting


def part(actor: Actor, claim: SavedClaim, on: date, *, opens_notes: bool, more: Mapping[str, Any]) -> dict[str, Any]:
    """For `claims/claim.html`. `more` may hold `case_typed` and `case_refused`: an answer that can't be read.

    With `opens_notes` the creditor's notes in the timeline are opened, which leaves an entry.
    """
    typed, refused = more.get("case_typed", {}), more.get("case_refused", {})
    with acting(actor):
        row = Claim.objects.get(id=claim.id)
        assessment = assessing.assess_claim(actor, row, on)
        lived = timelines.timeline(actor, claim.id, assessment, opens_notes=opens_notes, purpose=OWN)
        questions = circumstances.questions(assessment, typed, refused) if claim.is_own else []
        answers = circumstances.answers(assessing.case_in(row), row.case_said, questions, typed, refused)
    return {
        "assessed": assessment_view(assessment),
        "timeline": lived,
        "questions": questions,
        "answers": answers if claim.is_own else [],
        "can_answer": any(each.fact for each in questions),
        "said_count": sum(each.is_said for each in answers),
        "refused_answers": refused,
        "differences": differences.differences(actor, claim.id),
    }
