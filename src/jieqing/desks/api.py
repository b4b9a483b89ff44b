"""REST: a text in, the claim as understood and the agencies that fit out. Nothing is stored."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from jieqing.claims.intake.gaps import gaps
from jieqing.desks.answer_json import answer_json, claim_json
from jieqing.desks.directory import directory_index
from jieqing.desks.grounds import grounds
from jieqing.desks.queries import Question, answer, understood, why
from jieqing.kit.clock import today
from jieqing.kit.doors import actor_of, anyone, language_of
from jieqing.kit.words import Language

MATCH = """读出欠款，算出按现有材料可主张多少、时效届满日（稳妥起诉日）、走哪条路，找出符合条件的机构。

`asked` {on, low_yuan, high_yuan, is_provisional, lines, not_asked}: what the papers at hand let ask as of `on`, never
what a court will grant; null sums where no principal is known. A line is {kind, name, low_yuan, high_yuan,
grows_by_yuan_a_day [low, high], working {low, high}}; a working {segments, rounding_yuan, yuan, rules, notes,
is_provisional}; a segment {since, until, days, base_yuan, rate_pct, per, yuan, rule, why}; not asked is {name, yuan,
why, rule}.

`safe_day` {proven, if_unproven, status (open, suspended, expired, defence_waived, unknown), days_left, warn, steps,
shorter, enforcement {last_day, status, days_left} or null, next_act}; what is shorter is {rule, name, applies,
last_day, days_left, what}.

`roads` in order [{id, name, fits (null: a fact is missing), why, failed, rules, costs, months [low, high],
expected_net_yuan [low, high], missing}]; the net compares roads and is no forecast.

`turning` [{id, question, answer or null, means, rule}]; `missing` [{field, question, changes}].
"""
router = Router(tags=["matching"])


class AskIn(Schema):
    """A question. `weights`: part → 0 to 100."""

    text: str = Field(description="What happened, in Chinese")
    today: date | None = Field(None, description="The day to reckon from; today if left out")
    corrections: dict[str, str] = Field(
        default_factory=dict,
        description="Field → what a person would type; `case.<field>` answers a fact that no text is read for",
    )
    weights: dict[str, int] = Field(default_factory=dict)
    language: Language | None = Field(None, description="Language of the sentences: zh or en")


class WhyIn(AskIn):
    """A question about one agency."""

    agency_id: str


@router.post(
    "/match",
    response=dict[str, Any],
    summary="The claim, what can be asked, until when, by which road, and the agencies that fit",
    description=MATCH,
)
@anyone
def match(request: HttpRequest, asked: AskIn) -> dict[str, Any]:
    question = _question(asked)
    actor = actor_of(request)
    found = answer(actor, question, lambda: directory_index(question.today), grounds(actor))
    if found.refusals:
        raise found.refusals[0]
    return answer_json(found, asked.language or language_of(request))


@router.post(
    "/intake",
    response=dict[str, Any],
    summary="The claim as understood, and its gaps",
    description="读出欠款和还缺的几样",
)
@anyone
def intake(request: HttpRequest, asked: AskIn) -> dict[str, Any]:
    draft, refusals = understood(_question(asked))
    if refusals:
        raise refusals[0]
    language = asked.language or language_of(request)
    asking = [{"field": gap.field, "question": gap.question.to(language)} for gap in gaps(draft)]
    return {"claim": claim_json(draft), "gaps": asking}


@router.post(
    "/why-not",
    response=dict[str, Any],
    summary="Why an agency is not among those listed",
    description="某一家为什么没有列出",
)
@anyone
def why_not(request: HttpRequest, asked: WhyIn) -> dict[str, Any]:
    question, language = _question(asked), asked.language or language_of(request)
    found = why(actor_of(request), question, directory_index(question.today), asked.agency_id)
    return {
        "agency_id": found.listing.id,
        "rank": found.rank,
        "reasons": [{"words": reason.words.to(language), "basis": reason.basis} for reason in found.reasons],
    }


def _question(asked: AskIn) -> Question:
    return Question(text=asked.text, today=asked.today or today(), corrections=asked.corrections, weights=asked.weights)
