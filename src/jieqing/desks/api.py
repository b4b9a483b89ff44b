"""REST: a text in, the claim as understood and the agencies that fit out. Nothing is stored."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from jieqing.claims.intake.gaps import gaps
from jieqing.desks.answer_json import answer_json, claim_json
from jieqing.desks.directory import directory_index
from jieqing.desks.queries import Question, answer, understood, why
from jieqing.kit.clock import today
from jieqing.kit.doors import actor_of, anyone, language_of
from jieqing.kit.words import Language

router = Router(tags=["matching"])


class AskIn(Schema):
    """A question. `corrections`: field → what a person would type; `weights`: part → 0 to 100."""

    text: str = Field(description="What happened, in Chinese")
    today: date | None = Field(None, description="The day to reckon from; today if left out")
    corrections: dict[str, str] = Field(default_factory=dict)
    weights: dict[str, int] = Field(default_factory=dict)
    language: Language | None = Field(None, description="Language of the sentences: zh or en")


class WhyIn(AskIn):
    """A question about one agency."""

    agency_id: str


@router.post(
    "/match",
    response=dict[str, Any],
    summary="The claim as understood and the agencies that fit",
    description="读出欠款，找出符合条件的机构",
)
@anyone
def match(request: HttpRequest, asked: AskIn) -> dict[str, Any]:
    question = _question(asked)
    found = answer(actor_of(request), question, lambda: directory_index(question.today))
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
