"""Commands that answer a file of JSON lines: good lines are answered, broken ones named, nothing stops half-way."""

import json
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import typer

from jieqing.kit.refusal import Refusal
from jieqing.kit.terminal import EXIT_REFUSED, say_refusal
from jieqing.kit.words import Words

T = TypeVar("T")


def answer_lines(source: str, needs: str, kind: type, answer: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Writes `answer(row)` as JSON for each line of `source` (a file's path, or '-' for standard input).

    A row must be an object whose key `needs` holds a `kind`. What is refused goes to standard error under its line's
    number; then the exit code is 2.
    """
    broken: list[int] = []
    for found in good_lines(source, needs, kind, answer, broken):
        typer.echo(json.dumps(found, ensure_ascii=False))
    if broken:
        raise typer.Exit(EXIT_REFUSED)


def good_lines(
    source: str, needs: str, kind: type, read: Callable[[dict[str, Any]], T], broken: list[int]
) -> Iterator[T]:
    """`read(row)` of each line as in `answer_lines`; the numbers of lines that were refused are added to `broken`."""
    for number, raw in _lines(source):
        try:
            found = read(_row(raw, needs, kind))
        except Refusal as no:
            broken.append(number)
            say_refusal(no, where=f"line {number}")
        else:
            yield found


def _lines(source: str) -> Iterator[tuple[int, bytes]]:
    if source != "-" and not Path(source).is_file():
        words = Words(f"没有文件 {source}。", f"There is no file {source}.")
        remedy = Words("给一个 JSON 行文件，或用 - 读标准输入。", "Name a file of JSON lines, or - for standard input.")
        say_refusal(Refusal("file_missing", words, remedy=remedy, field="jsonl"))
        raise typer.Exit(EXIT_REFUSED)
    with sys.stdin.buffer if source == "-" else Path(source).open("rb") as stream:
        for number, raw in enumerate(stream, 1):
            if raw.strip():
                yield number, raw


def _row(raw: bytes, needs: str, kind: type) -> dict[str, Any]:
    try:
        row = json.loads(raw.decode("utf-8-sig"), parse_float=Decimal)
    except (ValueError, RecursionError):  # not UTF-8, not JSON, or nested without end
        row = None
    if not isinstance(row, dict) or not isinstance(row.get(needs), kind):
        raise Refusal(
            "line_broken",
            Words(f"这一行不是带 {needs} 的 JSON 对象。", f"This line is no JSON object with {needs}."),
            remedy=Words(
                f'每行写一个 {{"id", "{needs}"}}，用 UTF-8。', f'Write one {{"id", "{needs}"}} a line, in UTF-8.'
            ),
            field=needs,
        )
    return row
