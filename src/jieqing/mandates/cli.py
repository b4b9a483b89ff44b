"""Commands of this room: `jieqing law check fees` judges fee offers from a file of JSON lines."""

import json
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.mandates.rules.inquiry import check, unknown_fields

law_app = typer.Typer(help="What the law says about a case.", no_args_is_help=True)
check_app = typer.Typer(help="Judge cases from a file of JSON lines.", no_args_is_help=True)
law_app.add_typer(check_app, name="check")


@law_app.callback()
def law() -> None:
    """What the law says about a case."""


@check_app.callback()
def check_cases() -> None:
    """Judge cases from a file of JSON lines."""


@check_app.command()
def fees(
    jsonl: Annotated[str, typer.Option(metavar="FILE|-", help='Lines of {"id", "inputs"}; - reads standard input.')],
) -> None:
    """Whether a fee may be asked: its amount, the cap, the verdict and the rules that fired.

    Writes a line {"id", "result"} for each good line. Broken lines are named on standard error, exit code 2.
    """
    has_broken = False
    for number, raw in _lines(jsonl):
        try:
            row = _row(raw)
            result = check(row["inputs"])
        except Refusal as no:
            has_broken = True
            typer.echo(f"line {number}: {no.message.en} {no.remedy.en}", err=True)
            continue
        if strange := unknown_fields(row["inputs"]):
            typer.echo(f"line {number}: no rule reads {', '.join(strange)}; answered without.", err=True)
        typer.echo(json.dumps({"id": row.get("id"), "result": result}, ensure_ascii=False))
    if has_broken:
        raise typer.Exit(2)


def _lines(source: str) -> Iterator[tuple[int, bytes]]:
    """(line number, bytes) of each line that is not blank."""
    if source != "-" and not Path(source).is_file():
        typer.echo(f"{source} is not a file. Name a file of JSON lines, or - for standard input.", err=True)
        raise typer.Exit(2)
    with sys.stdin.buffer if source == "-" else Path(source).open("rb") as stream:
        for number, raw in enumerate(stream, 1):
            if raw.strip():
                yield number, raw


def _row(raw: bytes) -> dict[str, Any]:
    try:
        row = json.loads(raw.decode("utf-8-sig"), parse_float=Decimal)
    except (ValueError, RecursionError):  # not UTF-8, not JSON, or nested without end
        row = None
    if not isinstance(row, dict) or not isinstance(row.get("inputs"), dict):
        raise Refusal(
            "line_broken",
            Words("这一行不是带 inputs 的 JSON 对象。", "This line is no JSON object with inputs."),
            remedy=Words('每行写一个 {"id", "inputs"}，用 UTF-8。', 'Write one {"id", "inputs"} a line, in UTF-8.'),
            field="inputs",
        )
    return row
