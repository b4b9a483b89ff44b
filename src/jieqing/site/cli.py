"""The `jieqing` command: runs the house, and mounts the commands of its rooms."""

import os
import sys
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

import typer
from typer.core import TyperGroup

from jieqing.claims.cli import LAW_CHECKS, intake
from jieqing.claims.portfolio.cli import portfolio
from jieqing.desks.cli import match
from jieqing.kit.refusal import Refusal
from jieqing.kit.terminal import EXIT_REFUSED, say, say_refusal
from jieqing.kit.words import Words
from jieqing.mandates.cli import check_app, law_app
from jieqing.proof.cli import evidence
from jieqing.site import evidence_commands  # noqa: F401 - adds its commands to the room's
from jieqing.site.paper_commands import claim
from jieqing.site.secret_files import take_secret_files


class Refusing(TyperGroup):
    """Answers a Refusal of any command with its words and exit code 2, never with a traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            say_refusal(refusal)
            raise typer.Exit(EXIT_REFUSED) from None


app = typer.Typer(
    cls=Refusing, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
)
app.command()(match)
app.command()(intake)
for kind, answer in LAW_CHECKS.items():
    check_app.command(kind)(answer)
app.add_typer(law_app, name="law")
app.add_typer(portfolio, name="portfolio")
app.add_typer(claim, name="claim")
app.add_typer(evidence, name="evidence")

PASSED_ON = {"ignore_unknown_options": True, "allow_extra_args": True}  # --help, too

Port = Annotated[int | None, typer.Option(help="Port to listen on.", show_default="8000, or the next free one")]
Workers = Annotated[int, typer.Option(min=1, help="Web server processes.")]


@app.callback()
def jieqing(
    lang: Annotated[
        Literal["zh", "en"] | None, typer.Option(help="Language of messages.", show_default="that of the terminal")
    ] = None,
) -> None:
    """Jieqing (结清): from a creditor's own words to three agencies that fit."""
    if lang:
        os.environ["JIEQING_LANG"] = lang
    take_secret_files()


@app.command()
def demo(port: Port = None, workers: Workers = 2) -> None:
    """Serve everything on this machine with an invented directory of agencies.

    Starts PostgreSQL as a child process (or uses DATABASE_URL), loads 214 invented agencies, makes an operator account
    and prints the address. Data stay in the state directory; JIEQING_STATE moves it.
    """
    from jieqing.site.house import open_house

    open_house(host="127.0.0.1", port=port, workers=workers, is_demo=True)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Port = None,
    workers: Workers = 2,
    with_worker: Annotated[
        bool, typer.Option("--worker/--no-worker", help="Do the jobs here, too, or leave them to `jieqing worker`.")
    ] = True,
) -> None:
    """Serve the site without invented data.

    DATABASE_URL                database, e.g. postgres://user:password@host/name; without it, the embedded one

    JIEQING_HOSTS               host names to answer to, separated by commas

    JIEQING_HTTPS=1             behind a proxy that speaks TLS and sets X-Forwarded-Proto: secure cookies, HSTS

    JIEQING_SECRET_KEY          signs sessions; without it, one is kept in the state directory

    JIEQING_OPERATOR_PASSWORD   sets the operator's password; without it, one is made up at the first start

    JIEQING_STATE               the state directory

    JIEQING_SMTP_URL            the mail server: smtp://user:password@host:587, or smtps:// with port 465

    JIEQING_URL                 this site's public address; links in mails begin with it

    JIEQING_METRICS_TOKEN       opens /metrics to who shows it as a bearer token

    NAME_FILE                   names a file that holds the secret NAME (any address or password above)
    """
    from jieqing.site.house import open_house

    open_house(host=host, port=port, workers=workers, is_demo=False, has_worker=with_worker)


@app.command()
def worker() -> None:
    """Do the jobs that wait: notices, mails, upkeep (`demo` and `serve` run one, too).

    DATABASE_URL names the database. On SIGTERM the job in hand is finished first.
    """
    from jieqing.site import house

    house.set_up()
    from jieqing.site.role import refuse_a_mighty_one
    from jieqing.site.worker import work

    refuse_a_mighty_one()
    work()


def _instead(module: str, ctx: typer.Context) -> None:
    """Goes on as that program in this very process: small, and started in a moment."""
    os.execv(sys.executable, [sys.executable, "-m", module, *ctx.args])


@app.command(context_settings=PASSED_ON, add_help_option=False)
def sequencer(ctx: typer.Context) -> None:
    """Keep the evidence log: order, sign and publish it, ask its witnesses (`demo` and `serve` do it, too)."""
    _instead("jieqing.site.sequencing", ctx)


@app.command(context_settings=PASSED_ON, add_help_option=False)
def witness(ctx: typer.Context) -> None:
    """Witness a transparency log, ours or another's, on a machine that is not the log's."""
    _instead("jieqing.evidence.witness", ctx)


@app.command()
def backup(
    to: Annotated[Path, typer.Option(help="A new directory for tables and attachments.")],
    keys_to: Annotated[Path, typer.Option(help="Another new one for the keys; keep it apart.")],
) -> None:
    """Save everything: tables and attachments in one directory, keys in another. The site may stay open meanwhile.

    DATABASE_BACKUP_URL names the role jieqing_backup of an own database; the embedded one needs nothing.
    """
    from jieqing.site import house

    with house.database_reached():
        house.set_up()
        from jieqing.site.backup import make_backup

        make_backup(to, keys_to)


@app.command()
def restore(
    source: Annotated[Path, typer.Option("--from", help="The directory that `backup --to` made.")],
    keys_from: Annotated[Path, typer.Option(help="The directory that `backup --keys-to` made.")],
) -> None:
    """Bring a backup back into a fresh database, check that nothing is missing and that what is sealed opens.

    Into the embedded database of an empty JIEQING_STATE, or the one of DATABASE_URL, DATABASE_OWNER_URL and
    DATABASE_BACKUP_URL.
    """
    from jieqing.site import house, manifest
    from jieqing.site.state import take_secrets

    manifest.read_manifest(source)  # before a database is started for it
    with house.database_up():
        take_secrets(keys_from)
        house.set_up()
        from jieqing.site.restore import restore_backup

        restore_backup(source, keys_from)


@app.command("reset-second-factor")
def reset_second_factor(
    login: Annotated[str, typer.Argument(help="The account: its e-mail address, or an operator's name.")],
    proof: Annotated[str, typer.Option(help="How its owner was made sure of: seen_in_person or called_back.")],
) -> None:
    """Take a lost second factor from an account, where no operator can sign in to do it on the page.

    Every session of the account ends; its owner signs in by password and sets up a second factor anew.
    """
    from jieqing.site import house

    with house.database_reached():
        house.set_up()
        from jieqing.site.rescue import take_second_factor

        take_second_factor(login, proof)
    say(Words("已取消；本人下次用密码登录后重新设置。", "Done; its owner signs in by password and sets one up anew."))


Member = Annotated[
    str, typer.Option("--as", metavar="EMAIL", help="Act for the tenant of the creditor with this e-mail.")
]
Tenant = Annotated[UUID | None, typer.Option(help="Which tenant, where that member has several.")]


@portfolio.command("import")
def import_ledger(
    file: Annotated[Path, typer.Argument(help="The ledger: .xlsx .xls .csv …", exists=True, dir_okay=False)],
    email: Member,
    tenant: Tenant = None,
    payments: Annotated[bool, typer.Option("--payments", help="It is a list of payments.")] = False,
    trial: Annotated[bool, typer.Option("--trial", help="Say what would be imported, and keep nothing.")] = False,
) -> None:
    """Import a ledger into the house's database (DATABASE_URL, else the embedded one), or a list of payments.

    Columns are taken as remembered for files with these headers, else by their names. Who runs this holds the keys of
    the house: it acts for that member's tenant without asking, and the log says so.
    """
    from jieqing.site import house

    with house.database_reached():
        house.set_up()
        from jieqing.site.ledgers import bring_in

        bring_in(file.read_bytes(), file.name, email, tenant, "payments" if payments else "claims", is_trial=trial)


@portfolio.command("export")
def export_ledger(
    to: Annotated[Path, typer.Argument(help="A .csv or .xlsx file that is not there yet.")],
    email: Member,
    tenant: Tenant = None,
    import_id: Annotated[UUID | None, typer.Option("--import", help="One import alone; else every ledger.")] = None,
) -> None:
    """Export the ledgers of a tenant: the user's own columns in their order, then what was computed."""
    from jieqing.site import house

    with house.database_reached():
        house.set_up()
        from jieqing.site.ledgers import take_out

        take_out(to, email, tenant, import_id)


@app.command()
def migrate() -> None:
    """Bring the tables of the database up to date (`demo` and `serve` do it, too)."""
    from jieqing.site import house

    with house.database_up():
        house.migrate()
    say(Words("数据表已是最新。", "The tables are up to date."))
