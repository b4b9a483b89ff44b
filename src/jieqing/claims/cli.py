"""Commands of this room: `jieqing intake` reads debt texts, `jieqing law check …` answers questions of law."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any

import typer

from jieqing.claims.intake.gaps import gaps
from jieqing.claims.intake.read import read
from jieqing.claims.rules.inquiries import court_fees, interest, limitation, routes
from jieqing.kit.lines import answer_lines
from jieqing.kit.refusal import Refusal
from jieqing.kit.terminal import say_aside
from jieqing.kit.words import Words

Questions = Annotated[
    str, typer.Option("--jsonl", metavar="FILE|-", help='Lines of {"id", "inputs"}; - reads standard input.')
]


def intake(
    jsonl: Annotated[
        str, typer.Option(metavar="FILE|-", help='Lines of {"id", "text", "today"?}; - reads standard input.')
    ],
) -> None:
    """What each text says of a debt, and what it leaves open.

    Writes a line {"id", "labels", "gaps"} for each good line. Broken lines are named on standard error, exit code 2.
    """
    answer_lines(jsonl, "text", str, _labels)


def _labels(row: dict[str, Any]) -> dict[str, Any]:
    draft = read(row["text"], _day(row.get("today")))
    asked = [{"field": gap.field, "question": gap.question.zh} for gap in gaps(draft)]
    return {"id": row.get("id"), "labels": draft.labels(), "gaps": asked}


def _day(raw: object) -> date | None:
    try:
        return date.fromisoformat(raw) if isinstance(raw, str) else None
    except ValueError:
        raise Refusal(
            "today_unreadable",
            Words("today 不是日期。", "today is not a date."),
            remedy=Words("写成 2026-11-22 这样。", "Write it as 2026-11-22."),
            field="today",
        ) from None


def check_court_fees(jsonl: Questions) -> None:
    """What the court charges on a claim, by kind of case.

    Writes a line {"id", "result"} for each good line. Broken lines are named on standard error, exit code 2.
    """
    answer_lines(jsonl, "inputs", dict, _answering(court_fees.check, court_fees.unknown_fields))


def check_interest(jsonl: Questions) -> None:
    """What a debt bears: interest under its caps, late interest, what a payment goes to.

    Writes a line {"id", "result"} for each good line. Broken lines are named on standard error, exit code 2.
    """
    answer_lines(jsonl, "inputs", dict, _answering(interest.check, interest.unknown_fields))


def check_limitation(jsonl: Questions) -> None:
    """Until when it is safe to sue, by proven events alone: last day, status, days left, warning, what counts.

    Writes a line {"id", "result"} for each good line. Broken lines are named on standard error, exit code 2.
    """
    answer_lines(jsonl, "inputs", dict, _answering(limitation.check, limitation.unknown_fields))


def check_routes(jsonl: Questions) -> None:
    """Whether a payment order may be asked for, and whether an objection ends it.

    Writes a line {"id", "result"} for each good line. Broken lines are named on standard error, exit code 2.
    """
    answer_lines(jsonl, "inputs", dict, _answering(routes.check, routes.unknown_fields))


# What `jieqing law check` answers of this room: the kind and its command.
LAW_CHECKS: dict[str, Callable[..., None]] = {
    "interest": check_interest,
    "limitation": check_limitation,
    "court_fees": check_court_fees,
    "routes": check_routes,
}


def _answering(
    check: Callable[[Mapping[str, Any]], dict[str, Any]], unknown_fields: Callable[[Mapping[str, Any]], list[str]]
) -> Callable[[dict[str, Any]], dict[str, Any]]:
    def answered(row: dict[str, Any]) -> dict[str, Any]:
        found = {"id": row.get("id"), "result": check(row["inputs"])}
        if strange := unknown_fields(row["inputs"]):
            names = ", ".join(strange)
            say_aside(Words(f"没有规则用到 {names}，未计入。", f"No rule reads {names}; answered without."))
        return found

    return answered
