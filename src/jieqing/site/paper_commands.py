"""`jieqing claim`: the court packet of a claim, and one paper for many claims, from the house's own database.

Who runs these holds the keys of the house: they act for the tenant whose claim it is, and the log says so.
"""

import sys
from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID

import typer

from jieqing.kit.actor import Actor, system
from jieqing.kit.refusal import Refusal
from jieqing.kit.terminal import EXIT_REFUSED, say, say_aside
from jieqing.kit.words import Words

claim = typer.Typer(
    no_args_is_help=True, help="A claim's papers: the packet; one paper for many.", rich_markup_mode=None
)
Id = Annotated[str, typer.Argument(metavar="ID", help="The claim's id, as its page's address shows it.")]
# What a packet holds where no paper is named: the first of these that fits.
FIRST = ("D15", "D10", "D11", "D9", "D2-firm", "D2-soft", "D1")


@claim.callback()
def papers_of_claims() -> None:
    """A claim's papers: the packet; one paper for many."""


@claim.command()
def packet(
    claim_id: Id,
    output: Annotated[Path, typer.Option("--output", "-o", help="The PDF to write.")] = Path("packet.pdf"),
    paper: Annotated[
        list[str] | None,
        typer.Option(help="A paper to put in, such as D11; may be said again.", show_default="the complaint that fits"),
    ] = None,
) -> None:
    """The court packet of a claim: papers, list of evidence, exhibits with page numbers, one PDF with bookmarks.

    Exhibits are those chosen on the claim's page. What cannot be bound in, and what is still to be filled in, is named
    on standard error.
    """
    from jieqing.site import house

    asked = _ids([claim_id])[0]
    _writable(output)
    with house.database_reached():
        house.set_up()
        from jieqing.claims.papers import service
        from jieqing.kit.clock import today

        actor = _owner(asked)
        chosen = paper or [next(kind for kind in FIRST if kind in _fitting(actor, asked))]
        made = service.packet(actor, asked, chosen, today())
    output.write_bytes(made.content)
    for name, why in made.problems:
        say_aside(Words(f"没有并入：{name}。{why.zh}", f"Not bound in: {name}. {why.en}"))
    if made.gaps:
        say_aside(Words(f"还有 {len(made.gaps)} 处待填：{'、'.join(made.gaps)}", f"Gaps left: {', '.join(made.gaps)}"))
    say(Words(f"已写入 {output}（{'、'.join(chosen)}）。", f"Written to {output} ({', '.join(chosen)})."))


@claim.command()
def papers(
    paper: Annotated[str, typer.Option(help="Which paper: D1, D2-soft, D2-firm, D7, D9, D10, D11, D15, D20.")],
    claim_ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Claims of one tenant.")] = None,
    ids: Annotated[str, typer.Option(metavar="FILE|-", help="A file with an id a line; - reads standard input.")] = "",
    form: Annotated[Literal["pdf", "docx"], typer.Option(help="The format.")] = "pdf",
    output: Annotated[Path, typer.Option("--output", "-o", help="The ZIP to write.")] = Path("papers.zip"),
) -> None:
    """One paper for each of many claims, in one ZIP; progress and what was held back on standard error.

    Exit code 2 where some were held back; the others are written all the same.
    """
    from jieqing.site import house

    wanted = _ids([*(claim_ids or []), *_lines(ids)])
    _writable(output)
    with house.database_reached():
        house.set_up()
        from jieqing.claims.papers import batches
        from jieqing.kit.clock import today

        made = batches.archived(_owner(wanted[0]), paper, form, wanted, today(), _tell)
    if made.made:
        output.write_bytes(made.content)
    for held, code in made.held_back.items():
        say_aside(Words(f"没有做：{held}（{code}）", f"Not made: {held} ({code})"))
    say(Words(f"{made.made} 份，写入 {output}。", f"{made.made} papers, written to {output}."))
    if made.held_back:
        raise typer.Exit(EXIT_REFUSED)


def _tell(done: int, of: int) -> None:
    typer.echo(f"\r{done}/{of}", nl=done == of, err=True)


def _ids(typed: list[str]) -> list[UUID]:
    found = []
    for each in typed:
        try:
            found.append(UUID(each.strip()))
        except ValueError:
            raise Refusal(
                "claim_id_unreadable",
                Words(f"“{each[:40]}”不是欠款编号。", f"“{each[:40]}” is no claim's id."),
                remedy=Words("编号在欠款页的网址里。", "The id stands in the address of the claim's page."),
                field="ID",
            ) from None
    if not found:
        raise Refusal(
            "claims_missing",
            Words("没有说给哪些欠款做。", "No claim was named."),
            remedy=Words("写上编号，或用 --ids 给一个文件。", "Name ids, or give a file with --ids."),
            field="ID",
        )
    return list(dict.fromkeys(found))


def _lines(source: str) -> list[str]:
    if not source:
        return []
    if source != "-" and not Path(source).is_file():
        words = Words(f"没有文件 {source}。", f"There is no file {source}.")
        remedy = Words("给一个文件，每行一个编号。", "Name a file with an id a line.")
        raise Refusal("file_missing", words, remedy=remedy, field="ids")
    text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8-sig", errors="replace")
    return [line for line in text.splitlines() if line.strip()]


def _writable(output: Path) -> None:
    if not output.absolute().parent.is_dir():
        raise Refusal(
            "output_unwritable",
            Words(f"没有目录 {output.parent}。", f"There is no directory {output.parent}."),
            remedy=Words("换一个 -o。", "Choose another -o."),
            field="output",
        )


def _owner(claim_id: UUID) -> Actor:
    """The house at work for the tenant whose claim it is; raises Refusal where there is no such claim."""
    from jieqing.claims.papers.opening import own_claim
    from jieqing.identity import queries as identity
    from jieqing.identity.rules.roles import HOUSE
    from jieqing.kit.rows import acting

    for tenant in identity.all_tenants(system("terminal", HOUSE, roles=("operator",))):
        actor, absent = system("terminal", tenant, roles=("creditor",)), None
        try:
            with acting(actor):
                own_claim(actor, claim_id)
        except Refusal as no:
            absent = no
        if absent is None:
            return actor
    raise Refusal(
        "claim_not_found",
        Words(f"没有编号 {claim_id} 的欠款。", f"There is no claim {claim_id}."),
        remedy=Words("核对编号；它可能已经删除。", "Check the id; it may have been deleted."),
        field="ID",
        status=404,
    )


def _fitting(actor: Actor, claim_id: UUID) -> list[str]:
    from jieqing.claims.papers import service
    from jieqing.kit.clock import today

    return [each.kind.id for each in service.offers(actor, claim_id, today()) if each.fits] or ["D1"]
