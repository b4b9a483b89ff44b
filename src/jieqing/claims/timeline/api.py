"""REST: what can be asked of a claim, until when, by which road; and the events of its life."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema

from jieqing.claims import assessing, differences
from jieqing.claims.rules.assessment import Asked, Assessment, Limits, Missing, Period, Road
from jieqing.claims.rules.event_entry import Happened
from jieqing.claims.rules.working import Working
from jieqing.claims.timeline import queries, service
from jieqing.claims.timeline.queries import Lived
from jieqing.kit.clock import now, today
from jieqing.kit.doors import actor_of, language_of, only
from jieqing.kit.words import Language, Words

router = Router(tags=["claims"])


class EventIn(Schema):
    """An event. `proof`: '', 'held' or 'file' (then `proof_file_id`); of a promise `ended_on` is the promised day."""

    kind: str
    on: date
    ended_on: date | None = None
    channel: str = ""
    cause: str = ""
    reached: bool | None = None
    proof: str = ""
    proof_file_id: UUID | None = None
    amount_fen: int | None = None
    part: int | None = None
    note: str = Field("", description="Sealed; never given back here")


class EventOut(Schema):
    """An event and what it does. `counts`: with proven events alone; `counts_if_proven`: it would."""

    id: UUID
    kind: str
    name: str
    on: date
    ended_on: date | None
    reached: bool | None
    proof: str
    proof_file_id: UUID | None
    amount_fen: int | None
    part: int | None
    does: str
    counts: bool
    counts_if_proven: bool
    promise: str
    taken_back_at: datetime | None


class SegmentOut(Schema):
    """A stretch of days with one base and one rate; `since` counts as no day, `until` does."""

    since: date
    until: date
    days: int
    base_fen: int
    rate_pct: str
    per: str
    fen: int
    rule: str
    why: str


class WorkingOut(Schema):
    """How a figure came about: segments, what rounding them one by one would miss, what payments took off."""

    fen: int
    rounding_fen: int
    paid_fen: int
    is_provisional: bool
    rules: list[str]
    notes: list[str]
    segments: list[SegmentOut]


class AskedLineOut(Schema):
    """One thing that can be asked; low and high are the same where nothing is open."""

    kind: str
    name: str
    low: WorkingOut
    high: WorkingOut


class NotAskedOut(Schema):
    """What can't be asked, and why."""

    name: str
    fen: int | None
    why: str
    rule: str


class StepOut(Schema):
    """A day in the life of a period."""

    on: date
    what: str
    rule: str


class PeriodOut(Schema):
    """A period; `last_day` is 时效届满日（稳妥起诉日）."""

    last_day: date | None
    status: str
    days_left: int | None
    steps: list[StepOut]


class ShorterOut(Schema):
    """A period that may end first; `applies` null where a fact is missing."""

    rule: str
    name: str
    applies: bool | None
    last_day: date | None
    days_left: int | None
    what: str


class RoadOut(Schema):
    """A road; the net is a comparison on assumptions that the tenant may set, no forecast."""

    id: str
    name: str
    fits: bool | None
    why: list[str]
    months: tuple[int, int] | None
    expected_net_fen: tuple[int, int] | None
    rules: list[str]


class TurningOut(Schema):
    """A question that can turn everything."""

    id: str
    question: str
    answer: str | None
    means: str


class MissingOut(Schema):
    """A fact that nobody knows yet, and what it would change."""

    field: str
    question: str
    changes: str


class AssessmentOut(Schema):
    """On the papers at hand, as of a day; never the sum that a court will grant."""

    on: date
    low_fen: int | None
    high_fen: int | None
    is_provisional: bool
    lines: list[AskedLineOut]
    not_asked: list[NotAskedOut]
    proven: PeriodOut
    if_unproven: PeriodOut
    shorter: list[ShorterOut]
    enforcement: PeriodOut | None
    next_act: str | None
    turning: list[TurningOut]
    roads: list[RoadOut]
    missing: list[MissingOut]


class ChangeOut(Schema):
    """A figure that differs."""

    name: str
    was: str
    now: str


class DifferenceOut(Schema):
    """How figures came to change from one computation to the next."""

    at: datetime
    because: str
    was_as_of_on: date
    as_of_on: date
    changes: list[ChangeOut]


@router.get(
    "/{uuid:claim_id}/assessment",
    response=AssessmentOut,
    summary="What can be asked, until when, by which road",
    description="按现有材料可主张什么、到哪天、走哪条路",
)
@only("creditor", "agency")
def assessment(request: HttpRequest, claim_id: UUID, on: date | None = None) -> dict[str, Any]:
    found = assessing.assess_saved(actor_of(request), claim_id, on or today())
    return _assessment(found, language_of(request))


@router.get(
    "/{uuid:claim_id}/differences",
    response=list[DifferenceOut],
    summary="How its figures came to change",
    description="数字前后的差别和原因",
)
@only("creditor", "agency")
def differing(request: HttpRequest, claim_id: UUID) -> list[dict[str, Any]]:
    language = language_of(request)
    return [
        {
            "at": each.at,
            "because": each.because.to(language),
            "was_as_of_on": each.was_as_of_on,
            "as_of_on": each.as_of_on,
            "changes": [
                {"name": one.name.to(language), "was": one.was.to(language), "now": one.now.to(language)}
                for one in each.changes
            ],
        }
        for each in differences.differences(actor_of(request), claim_id)
    ]


@router.get("/{uuid:claim_id}/events", response=list[EventOut], summary="Its timeline", description="时间线")
@only("creditor", "agency")
def events(request: HttpRequest, claim_id: UUID) -> list[dict[str, Any]]:
    actor, language = actor_of(request), language_of(request)
    found = queries.timeline(actor, claim_id, assessing.assess_saved(actor, claim_id, today()))
    return [_event(each, language) for each in (*found.live, *found.taken_back)]


@router.post("/{uuid:claim_id}/events", response={201: dict[str, UUID]}, summary="Add an event", description="记一件事")
@only("creditor")
def add(request: HttpRequest, claim_id: UUID, told: EventIn) -> tuple[int, dict[str, UUID]]:
    event_id = service.add(actor_of(request), claim_id, Happened(**told.dict()), on=today(), now=now())
    return 201, {"id": event_id}


@router.put(
    "/{uuid:claim_id}/events/{uuid:event_id}",
    response=dict[str, UUID],
    summary="Put a corrected event in its place",
    description="改一件事",
)
@only("creditor")
def correct(request: HttpRequest, claim_id: UUID, event_id: UUID, told: EventIn) -> dict[str, UUID]:
    happened = Happened(**told.dict())
    return {"id": service.correct(actor_of(request), claim_id, event_id, happened, on=today(), now=now())}


@router.delete(
    "/{uuid:claim_id}/events/{uuid:event_id}",
    response={204: None},
    summary="Take an event back; it can be restored",
    description="撤下一件事",
)
@only("creditor")
def take_back(request: HttpRequest, claim_id: UUID, event_id: UUID) -> tuple[int, None]:
    service.take_back(actor_of(request), claim_id, event_id, on=today(), now=now())
    return 204, None


@router.post(
    "/{uuid:claim_id}/events/{uuid:event_id}/restore",
    response={204: None},
    summary="Let an event count again",
    description="恢复一件事",
)
@only("creditor")
def restore(request: HttpRequest, claim_id: UUID, event_id: UUID) -> tuple[int, None]:
    service.restore(actor_of(request), claim_id, event_id, on=today(), now=now())
    return 204, None


def _event(each: Lived, language: Language) -> dict[str, Any]:
    names = [name for name in EventOut.model_fields if hasattr(each, name)]
    return {
        **{name: getattr(each, name) for name in names},
        "kind": each.kind.id,
        "name": each.kind.name.to(language),
        "does": each.does.to(language),
        "counts_if_proven": each.if_proven,
    }


def _assessment(found: Assessment, language: Language) -> dict[str, Any]:
    asked, limits = found.asked, found.limits
    return {
        "on": found.on,
        "low_fen": asked.low_fen if asked.lines else None,
        "high_fen": asked.high_fen if asked.lines else None,
        "is_provisional": asked.is_provisional,
        **_sums(asked, language),
        **_days(limits, language),
        "turning": [
            {
                "id": each.id,
                "question": each.question.to(language),
                "answer": each.answer.to(language) if each.answer else None,
                "means": each.means.to(language),
            }
            for each in found.turning
        ],
        "roads": [_road(each, language) for each in found.roads],
        "missing": [_missing(each, language) for each in found.missing],
    }


def _sums(asked: Asked, language: Language) -> dict[str, Any]:
    return {
        "lines": [
            {
                "kind": line.kind,
                "name": line.name.to(language),
                "low": _working(line.low, language),
                "high": _working(line.high, language),
            }
            for line in asked.lines
        ],
        "not_asked": [
            {"name": each.name.to(language), "fen": each.fen, "why": each.why.to(language), "rule": each.rule}
            for each in asked.not_asked
        ],
    }


def _days(limits: Limits, language: Language) -> dict[str, Any]:
    return {
        "proven": _period(limits.proven, language),
        "if_unproven": _period(limits.if_unproven, language),
        "shorter": [
            {
                "rule": each.rule,
                "name": each.name.to(language),
                "applies": each.applies,
                "last_day": each.last_day,
                "days_left": each.days_left,
                "what": each.what.to(language),
            }
            for each in limits.shorter
        ],
        "enforcement": _period(limits.enforcement, language) if limits.enforcement else None,
        "next_act": limits.next_act.to(language) if limits.next_act else None,
    }


def _working(working: Working, language: Language) -> dict[str, Any]:
    return {
        "fen": working.fen,
        "rounding_fen": working.rounding_fen,
        "paid_fen": working.paid_fen,
        "is_provisional": working.is_provisional,
        "rules": list(working.rules),
        "notes": _said(working.notes, language),
        "segments": [
            {
                "since": each.since,
                "until": each.until,
                "days": each.days,
                "base_fen": each.base_fen,
                "rate_pct": str(each.rate_pct),
                "per": each.per,
                "fen": each.fen,
                "rule": each.rule,
                "why": each.why.to(language),
            }
            for each in working.segments
        ],
    }


def _period(period: Period, language: Language) -> dict[str, Any]:
    steps = [{"on": step.on, "what": step.what.to(language), "rule": step.rule} for step in period.steps]
    return {"last_day": period.last_day, "status": period.status, "days_left": period.days_left, "steps": steps}


def _road(road: Road, language: Language) -> dict[str, Any]:
    return {
        "id": road.id,
        "name": road.name.to(language),
        "fits": road.fits,
        "why": _said(road.why, language),
        "months": road.months,
        "expected_net_fen": road.expected_net_fen,
        "rules": list(road.rules),
    }


def _missing(missing: Missing, language: Language) -> dict[str, Any]:
    question, changes = missing.question.to(language), missing.changes.to(language)
    return {"field": missing.field, "question": question, "changes": changes}


def _said(each: tuple[Words, ...], language: Language) -> list[str]:
    return [words.to(language) for words in each]
