"""`jieqing portfolio assess`: many cases from a file of JSON lines, on several cores or over Ray."""

import json
import os
from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any

import typer

from jieqing.claims.batch.assess import Basis, Item, assess_many
from jieqing.claims.batch.lines import figures_line, item_of
from jieqing.claims.batch.over_ray import assess_over_ray
from jieqing.claims.rules.lpr import packed
from jieqing.claims.rules.roads.ranking import default_assumptions
from jieqing.kit.clock import today
from jieqing.kit.lines import good_lines
from jieqing.kit.refusal import Refusal
from jieqing.kit.terminal import EXIT_REFUSED, say_refusal


def assess(
    jsonl: Annotated[
        str, typer.Option(metavar="FILE|-", help='Lines of {"id", "case", "events"}; - reads standard input.')
    ],
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="As of this day.", show_default="today")
    ] = None,
    processes: Annotated[int, typer.Option(min=1, help="Cores to use.")] = os.cpu_count() or 1,
    ray: Annotated[bool, typer.Option("--ray", help="Over a Ray cluster (pip install 'jieqing[ray]').")] = False,
    ray_address: Annotated[str | None, typer.Option(help="The cluster.", show_default="one on this machine")] = None,
) -> None:
    """What can be asked of many cases, until when, by which road; needs no database.

    Writes a line {"id", "figures"} for each good line, in order. Broken lines are named on standard error, exit code 2.
    """
    names: list[Any] = []
    broken: list[int] = []
    day: date = on.date() if on else today()
    basis = Basis(day, packed(), default_assumptions())
    items = _items(jsonl, names, broken)
    figures = (
        assess_over_ray(items, basis, address=ray_address) if ray else assess_many(items, basis, processes=processes)
    )
    try:
        for number, each in enumerate(figures):
            typer.echo(json.dumps(figures_line(names[number], each), ensure_ascii=False))
            names[number] = None
    except Refusal as no:
        say_refusal(no)
        raise typer.Exit(EXIT_REFUSED) from None
    if broken:
        raise typer.Exit(EXIT_REFUSED)


def _items(jsonl: str, names: list[Any], broken: list[int]) -> Iterator[Item]:
    """The cases; their ids are noted in `names`, in the same order."""

    def read(row: dict[str, Any]) -> tuple[Any, Item]:
        return row.get("id"), item_of(row)

    for name, item in good_lines(jsonl, "case", dict, read, broken):
        names.append(name)
        yield item
