"""Commands on ledgers: `jieqing portfolio read FILE` says what a ledger holds and what is wrong with it."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from jieqing.claims.batch.cli import assess
from jieqing.claims.portfolio.reading.ledger import read_ledger
from jieqing.claims.portfolio.reading.result import CellError, LedgerRow, ReadLedger
from jieqing.claims.portfolio.reading.unreadable import MOST_BYTES
from jieqing.kit.clock import today
from jieqing.kit.money import yuan_text
from jieqing.kit.refusal import Refusal
from jieqing.kit.terminal import EXIT_REFUSED, say, say_refusal, terminal_language
from jieqing.kit.words import Words

portfolio = typer.Typer(no_args_is_help=True, help="Ledgers: read, import, export.", rich_markup_mode=None)

_SHOWN = 200


portfolio.command()(assess)


@portfolio.callback()
def ledgers() -> None:
    """Ledgers: read, import, export."""


@portfolio.command()
def read(
    file: Annotated[Path, typer.Argument(help="The ledger: .xlsx .xls .xlsb .ods .csv .txt .et")],
    as_json: Annotated[bool, typer.Option("--json", help="Everything as one JSON object.")] = False,
    sheet: Annotated[
        str | None, typer.Option(help="The sheet to read.", show_default="the one that looks most like a ledger")
    ] = None,
) -> None:
    """Read a ledger and keep nothing: its lines, what is wrong in which row, what would be dropped and why.

    A file that can't be read at all is named on standard error, exit code 2; with --json the answer then has
    "file_error": true.
    """
    try:
        ledger = read_ledger(_bytes_of(file), file.name, on=today(), sheet=sheet)
    except Refusal as no:
        say_refusal(no, where=file.name)
        if as_json:
            typer.echo(json.dumps(_refused(no), ensure_ascii=False))
        raise typer.Exit(EXIT_REFUSED) from None
    if as_json:
        typer.echo(json.dumps(as_object(ledger), ensure_ascii=False))
    else:
        _show(ledger)


def as_object(ledger: ReadLedger) -> dict[str, Any]:
    """The reading as plain values; amounts are decimal text in yuan with two places, days ISO text."""
    return {
        "rows": [_row(row) for row in ledger.rows],
        "errors": [_error(error) for error in ledger.errors],
        "dropped_columns": ledger.dropped_columns,
        "row_count": len(ledger.rows),
        "total_outstanding_yuan": _yuan(ledger.total_outstanding_fen),
    }


def _row(row: LedgerRow) -> dict[str, Any]:
    return {
        "row": row.row,
        "debtor_name": row.debtor_name,
        "uscc": row.uscc,
        "contract_no": row.contract_no,
        "receivable_yuan": _yuan(row.receivable_fen),
        "received_yuan": _yuan(row.received_fen),
        "outstanding_yuan": _yuan(row.outstanding_fen),
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "invoice_no": row.invoice_no,
        "phone": row.phone,
    }


def _error(error: CellError) -> dict[str, Any]:
    language = terminal_language()
    return {
        "row": error.row,
        "field": error.field,
        "reason": error.reason.to(language),
        "remedy": error.remedy.to(language),
    }


def _refused(no: Refusal) -> dict[str, Any]:
    language = terminal_language()
    told = {"code": no.code, "message": no.message.to(language), "remedy": no.remedy.to(language)}
    error = {"row": None, "field": "file", "reason": told["message"], "remedy": told["remedy"]}
    nothing: dict[str, Any] = {"rows": [], "errors": [error], "dropped_columns": [], "row_count": 0}
    return {"file_error": True, "error": told, **nothing, "total_outstanding_yuan": "0.00"}


def _yuan(fen: int | None) -> str | None:
    return None if fen is None else str(Decimal(fen) / 100 + Decimal("0.00"))


def _bytes_of(file: Path) -> bytes:
    """The file's bytes, not more than a reader takes; raises Refusal where there is none."""
    try:
        with file.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except OSError:
        raise Refusal(
            "file_missing",
            Words(f"打不开文件 {file.name}。", f"The file {file.name} can't be opened."),
            remedy=Words("检查路径和读取权限。", "Check its path and whether you may read it."),
            field="file",
        ) from None


def _show(ledger: ReadLedger) -> None:
    language = terminal_language()
    say(_HEAD.filled(sheet=ledger.sheet, row=ledger.header_row))
    for row in ledger.rows[:_SHOWN]:
        due = row.due_on.isoformat() if row.due_on else "—"
        yuan = yuan_text(row.outstanding_fen)
        typer.echo(f"{row.row:>6}  {yuan:>16}  {due:<10}  {row.debtor_name}  {row.contract_no or ''}")
    if len(ledger.rows) > _SHOWN:
        say(_MORE.filled(count=len(ledger.rows) - _SHOWN))
    say(_TOTAL.filled(count=len(ledger.rows), total=yuan_text(ledger.total_outstanding_fen)))
    for error in ledger.errors[:_SHOWN]:
        say(_WRONG.filled(row=error.row, reason=error.reason, remedy=error.remedy))
    if len(ledger.errors) > _SHOWN:
        say(_MORE.filled(count=len(ledger.errors) - _SHOWN))
    for column in ledger.dropped:
        say(_DROPPED.filled(column=column.header, why=column.why))
    for remark in ledger.warnings[:_SHOWN]:
        place = " ".join(filter(None, (str(remark.row or ""), remark.column, remark.basis)))
        typer.echo(f"! {place}{': ' if place else ''}{remark.words.to(language)}")


_HEAD = Words("工作表 {sheet}，表头在第 {row} 行", "Sheet {sheet}, header in row {row}")
_MORE = Words("……还有 {count} 条", "… and {count} more")
_TOTAL = Words("{count} 行，未收余额合计 {total} 元", "{count} rows, {total} yuan outstanding")
_WRONG = Words("✗ 第 {row} 行：{reason}。{remedy}", "✗ row {row}: {reason}. {remedy}")
_DROPPED = Words("– 不保存“{column}”：{why}", "– not kept “{column}”: {why}")
