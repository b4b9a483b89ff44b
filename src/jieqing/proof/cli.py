"""`jieqing evidence verify`: what jieqing-verify says of a pack. The commands that need the house join it there."""

import os

import typer

evidence = typer.Typer(
    no_args_is_help=True,
    help="Packs of proof: export and verify them; check and publish the log.",
    rich_markup_mode=None,
)
PASSED_ON = {"ignore_unknown_options": True, "allow_extra_args": True}  # --help, too


@evidence.callback()
def packs_and_the_log() -> None:
    """Packs of proof: export and verify them; check and publish the log."""


@evidence.command(context_settings=PASSED_ON, add_help_option=False)
def verify(ctx: typer.Context) -> None:
    """Check a pack: the same words and exit codes as jieqing-verify (0 proved, 1 not, 2 could not look)."""
    from jieqing_verify import cli as verifier  # noqa: PLC0415 - loads more than most commands need

    language = os.environ.get("JIEQING_LANG")
    chosen = [] if language is None or "--lang" in ctx.args else ["--lang", language]
    raise typer.Exit(verifier.main([*ctx.args, *chosen]))
