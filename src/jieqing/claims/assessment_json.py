"""An assessment for machines: sums in yuan, days in ISO, rates as text, every figure with its working and its rules."""

from datetime import date
from typing import Any

from jieqing.claims.rules.assessment import Asked, Assessment, Limits, Line, Missing, Period, Road
from jieqing.claims.rules.working import Working
from jieqing.kit.words import Language


def assessment_json(assessment: Assessment, language: Language) -> dict[str, Any]:
    """JSON-ready: asked, safe_day, turning, roads (in order), missing. What is not known is null."""
    return {
        "asked": _asked(assessment.asked, language),
        "safe_day": _safe_day(assessment.limits, language),
        "turning": [
            {
                "id": each.id,
                "question": each.question.to(language),
                "answer": each.answer.to(language) if each.answer else None,
                "means": each.means.to(language),
                "rule": each.rule,
            }
            for each in assessment.turning
        ],
        "roads": [_road(road, language) for road in assessment.roads],
        "missing": [_missing(each, language) for each in assessment.missing],
    }


def _asked(asked: Asked, language: Language) -> dict[str, Any]:
    """Null sums where no line stands: nothing is known to be owed yet."""
    return {
        "on": asked.on.isoformat(),
        "low_yuan": yuan(asked.low_fen) if asked.lines else None,
        "high_yuan": yuan(asked.high_fen) if asked.lines else None,
        "is_provisional": asked.is_provisional,
        "lines": [_line(line, language) for line in asked.lines],
        "not_asked": [
            {
                "name": each.name.to(language),
                "yuan": yuan(each.fen) if each.fen is not None else None,
                "why": each.why.to(language),
                "rule": each.rule,
            }
            for each in asked.not_asked
        ],
    }


def _line(line: Line, language: Language) -> dict[str, Any]:
    return {
        "kind": line.kind,
        "name": line.name.to(language),
        "low_yuan": yuan(line.low.fen),
        "high_yuan": yuan(line.high.fen),
        "grows_by_yuan_a_day": [yuan(fen) for fen in line.grows_by_fen],
        "working": {"low": _working(line.low, language), "high": _working(line.high, language)},
    }


def _working(working: Working, language: Language) -> dict[str, Any]:
    return {
        "segments": [
            {
                "since": each.since.isoformat(),
                "until": each.until.isoformat(),
                "days": each.days,
                "base_yuan": yuan(each.base_fen),
                "rate_pct": str(each.rate_pct),
                "per": each.per,
                "yuan": yuan(each.fen),
                "rule": each.rule,
                "why": each.why.to(language),
            }
            for each in working.segments
        ],
        "rounding_yuan": yuan(working.rounding_fen),
        "yuan": yuan(working.fen),
        "rules": list(working.rules),
        "notes": [note.to(language) for note in working.notes],
        "is_provisional": working.is_provisional,
    }


def _safe_day(limits: Limits, language: Language) -> dict[str, Any]:
    """The day with proven events alone, and if the unproven ones hold; what ends sooner; enforcement of a judgment."""
    return {
        "proven": _iso(limits.proven.last_day),
        "if_unproven": _iso(limits.if_unproven.last_day),
        "status": limits.proven.status,
        "days_left": limits.proven.days_left,
        "warn": limits.proven.warn,
        "steps": [
            {"on": step.on.isoformat(), "what": step.what.to(language), "rule": step.rule}
            for step in limits.proven.steps
        ],
        "shorter": [
            {
                "rule": each.rule,
                "name": each.name.to(language),
                "applies": each.applies,
                "last_day": _iso(each.last_day),
                "days_left": each.days_left,
                "what": each.what.to(language),
            }
            for each in limits.shorter
        ],
        "enforcement": _period(limits.enforcement),
        "next_act": limits.next_act.to(language) if limits.next_act else None,
    }


def _period(period: Period | None) -> dict[str, Any] | None:
    if period is None:
        return None
    return {"last_day": _iso(period.last_day), "status": period.status, "days_left": period.days_left}


def _road(road: Road, language: Language) -> dict[str, Any]:
    net = road.expected_net_fen
    return {
        "id": road.id,
        "name": road.name.to(language),
        "fits": road.fits,
        "why": [words.to(language) for words in road.why],
        "failed": list(road.failed),
        "rules": list(road.rules),
        "costs": [
            {
                "name": cost.name.to(language),
                "low_yuan": yuan(cost.low_fen),
                "high_yuan": yuan(cost.high_fen),
                "is_advanced": cost.is_advanced,
                "borne_by": cost.borne_by,
                "rule": cost.rule,
            }
            for cost in road.costs
        ],
        "months": list(road.months) if road.months else None,
        "expected_net_yuan": [yuan(fen) for fen in net] if net else None,
        "missing": [one.field for one in road.missing],
    }


def _missing(one: Missing, language: Language) -> dict[str, str]:
    return {"field": one.field, "question": one.question.to(language), "changes": one.changes.to(language)}


def yuan(fen: int) -> int | float:
    """Yuan, an integer where the fen are none: 96000, 103214.5."""
    return fen // 100 if fen % 100 == 0 else fen / 100


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
