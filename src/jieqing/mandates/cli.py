"""Commands of this room: `jieqing law check fees` judges fee offers from a file of JSON lines."""

from typing import Annotated, Any

import typer

from jieqing.kit.lines import answer_lines
from jieqing.kit.terminal import say_aside
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
    answer_lines(jsonl, "inputs", dict, _judged)


def _judged(row: dict[str, Any]) -> dict[str, Any]:
    found = {"id": row.get("id"), "result": check(row["inputs"])}
    if strange := unknown_fields(row["inputs"]):
        names = ", ".join(strange)
        say_aside(Words(f"没有规则用到 {names}，未计入。", f"No rule reads {names}; answered without."))
    return found
