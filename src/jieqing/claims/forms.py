"""What stands in the forms of a claim's page, read from what a browser sent."""

from django.http import QueryDict

from jieqing.claims.rules.details import details

NOT_KNOWN = "-"
PREFIX = "fact."


def typed_in(form: QueryDict) -> dict[str, str]:
    """Field → what was typed for it, empty fields left out: they leave a fact as it is."""
    given = {name.removeprefix(PREFIX): str(value) for name, value in form.items() if name.startswith(PREFIX)}
    return {field: text for field, raw in given.items() if (text := raw.replace("\r\n", "\n").strip())}


def changes_in(form: QueryDict) -> dict[str, str | None]:
    """The changes for `service.correct`: '-' says not known, the button `undo` takes a correction back."""
    changes: dict[str, str | None] = {
        field: "" if text == NOT_KNOWN else text for field, text in typed_in(form).items()
    }
    if undone := str(form.get("undo", "")):
        changes[undone] = "" if undone in details() else None
    return changes


def version_in(form: QueryDict) -> int:
    """The version that the page showed; 0, which no claim has, where the form carries none."""
    raw = str(form.get("version", ""))
    return int(raw) if raw.isdecimal() and len(raw) < 9 else 0
