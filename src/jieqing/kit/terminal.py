"""Words for people at a terminal: in their language, refusals on standard error."""

import os

import typer

from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Language, Words

EXIT_REFUSED = 2


def terminal_language() -> Language:
    """'zh' or 'en': JIEQING_LANG (the option --lang sets it), else what LC_ALL, LC_MESSAGES or LANG ask for."""
    asked = (os.environ.get(name) for name in ("JIEQING_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next(filter(None, asked), "").startswith("zh") else "en"


def say(words: Words) -> None:
    """Prints the sentence at once, even into a pipe."""
    typer.echo(words.to(terminal_language()))


def say_refusal(refusal: Refusal, *, where: str = "") -> None:
    """Prints on standard error what was refused and what may be done, `where` (a line's number, say) before it."""
    language = terminal_language()
    place = f"{where}: " if where else ""
    typer.echo(f"{place}{refusal.message.to(language)}\n{refusal.remedy.to(language)}", err=True)


def say_aside(words: Words) -> None:
    """Prints a remark on standard error, so that it stays out of the answer."""
    typer.echo(words.to(terminal_language()), err=True)
