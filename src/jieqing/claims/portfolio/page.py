"""Imports as pages: what the templates need, and nothing that they would have to work out."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from jieqing.claims import page as claim_page
from jieqing.claims.intake.fields import fields
from jieqing.claims.portfolio.forms import moved_text
from jieqing.claims.portfolio.queries import Seen
from jieqing.claims.portfolio.reading.catalogue import catalogue
from jieqing.claims.portfolio.reading.result import ReadLedger
from jieqing.claims.portfolio.rules.grouping import Choices
from jieqing.claims.portfolio.rules.matching import HOW
from jieqing.claims.portfolio.rules.report import Report
from jieqing.claims.queries import SavedClaim
from jieqing.kit.money import yuan_text
from jieqing.kit.words import Words

PAGE_SIZE = 50
MOST_SHOWN = 100
STATES: Mapping[str, tuple[Words, str]] = {
    "read": (Words("等您确认", "Waits for you"), "look"),
    "queued": (Words("排队中", "Queued"), ""),
    "running": (Words("正在导入", "Being imported"), ""),
    "done": (Words("已导入", "Imported"), ""),
    "undoing": (Words("正在撤销", "Being undone"), ""),
    "undone": (Words("已撤销", "Undone"), ""),
    "failed": (Words("中断了", "Broke off"), "stop"),
    "dropped": (Words("没有导入", "Not imported"), ""),
}
BYS = (
    ("contract", Words("同一家、同一份合同算一笔（推荐）", "One claim for each contract (usual)")),
    ("debtor", Words("同一家算一笔", "One claim for each debtor")),
    ("invoice", Words("一行算一笔", "One claim for each line")),
)  # fmt: skip


def list_row(found: Seen) -> dict[str, Any]:
    """An import as a row of the list."""
    name, tone = STATES[found.state]
    return {"found": found, "state": name, "tone": tone, "total": yuan_text(found.total_fen)}


def percent(found: Seen) -> int:
    """How far an import, or its undoing, is; 0 to 100."""
    done = 100 * found.done // found.claims if found.claims else 0
    return min(100, 100 - done if found.state in ("undoing", "undone") else done)


def dry_run(found: Seen, number: int, typed: str | None) -> dict[str, Any]:
    """The wizard's page: columns with their samples, problems, groups (a page of them), and what may be chosen."""
    report = found.report
    assert report is not None
    of_payments = found.kind == "payments"
    rows = [_paid(each) for each in report.payments] if of_payments else [_group(each) for each in report.groups]
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    number = min(max(1, number), pages)
    choices = Choices() if of_payments else Choices.from_json(found.choices)
    return {
        **list_row(found),
        "report": report,
        "columns": _columns(found, report),
        "fields": [
            (field.id, field.words) for field in catalogue("payments" if of_payments else "claims").fields.values()
        ],
        "problems": report.problems[:MOST_SHOWN],
        "more_problems": max(0, found.errors - MOST_SHOWN),
        "rows": rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE],
        "count": len(rows),
        "number": number,
        "pages": pages,
        "choices": choices,
        "bys": BYS,
        "kinds": fields()["debt_kind"].choices.items(),
        "moved": moved_text(choices) if typed is None else typed,
        "unmatched": sum(1 for each in report.payments if not each.claim_id),
    }


def trial(report: Report, reading: ReadLedger, on: date) -> dict[str, Any]:
    """The dry run of somebody without an account: what was read, and nothing to come back to."""
    overdue = sum(line.outstanding_fen for line in reading.rows if line.due_on and line.due_on < on)
    total = sum(group.outstanding_fen for group in report.groups)
    return {
        "report": report,
        "rows": [_group(each) for each in report.groups[:PAGE_SIZE]],
        "count": len(report.groups),
        "total": yuan_text(total),
        "overdue": yuan_text(overdue),
        "lines": len(reading.rows),
        "problems": report.problems[:MOST_SHOWN],
        "errors": len(reading.errors),
    }


def left_row(claim: SavedClaim, on: date) -> dict[str, Any]:
    """A claim that an undo left, as a row."""
    return claim_page.list_row(claim, on)


def _columns(found: Seen, report: Report) -> list[dict[str, Any]]:
    """The columns that are kept, each with what it was taken for and a few masked cells."""
    gone = {each.header for each in report.not_kept}
    rows = zip(range(len(report.headers)), report.headers, report.samples, strict=False)
    return [
        {"no": no, "header": header, "samples": samples, "field": found.mapping.get(no, "")}
        for no, header, samples in rows
        if header not in gone and (header or samples)
    ]


def _group(group: Any) -> dict[str, Any]:
    rows = ", ".join(str(line.row) for line in group.lines)
    return {"group": group, "rows_text": rows, "sum": yuan_text(group.outstanding_fen)}


def _paid(paid: Any) -> dict[str, Any]:
    return {"paid": paid, "sum": yuan_text(paid.paid_fen), "how": Words(*HOW[paid.how])}
