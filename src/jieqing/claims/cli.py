"""Commands of this room: `jieqing intake` reads debt texts from a file of JSON lines."""

from datetime import date
from typing import Annotated, Any

import typer

from jieqing.claims.intake.gaps import gaps
from jieqing.claims.intake.read import read
from jieqing.kit.lines import answer_lines
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words


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
