"""Word lists of `data/`: each row has an id and either words or a pattern; a row becomes one compiled pattern."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jieqing.kit.catalogue import read_yaml

DATA = Path(__file__).parent / "data"
LONG_LIST = 20
# The lists are written with the punctuation people type; the folded text that they meet has it in half width.
_FOLDED = str.maketrans(
    {
        "，": ",",
        "；": ";",
        "：": ":",
        "！": "!",
        "？": r"\?",
        "（": r"\(",
        "）": r"\)",
        "＋": r"\+",
        "％": "%",
        "．": r"\.",
    }
)


def read_rows(file: str) -> list[dict[str, Any]]:
    """The rows of a word list, in the order of the file; raises ValueError where an id stands twice."""
    rows: list[dict[str, Any]] = read_yaml(DATA / file)
    ids = [row["id"] for row in rows]
    if len(ids) != len(set(ids)):
        raise ValueError(f"{file}: an id stands twice")
    return rows


@cache
def lexicon(file: str) -> Mapping[str, re.Pattern[str]]:
    """The rows of a word list as compiled patterns by id.

    `words` is a string of words between blanks, `pattern` a regular expression or a list of them; `{id}` inside a
    pattern stands for the words or pattern of an earlier row, `{id+}` for its words of two characters and more.
    """
    sources: dict[str, str] = {}
    for row in read_rows(file):
        sources[row["id"]] = _source(row, sources)
    return {name: re.compile(_by_first(source)) for name, source in sources.items()}


def _source(row: dict[str, Any], earlier: Mapping[str, str]) -> str:
    patterns = row.get("pattern", [])
    parts = [part.translate(_FOLDED) for part in ([patterns] if isinstance(patterns, str) else patterns)]
    parts = [re.sub(r"\{([a-z_]+)(\+?)\}", lambda found: _earlier(earlier[found[1]], found[2]), part) for part in parts]
    # The longest word first: an alternation takes the first branch that fits.
    parts += [re.escape(word) for word in sorted(row.get("words", "").split(), key=len, reverse=True)]
    return "|".join(parts)


def _earlier(source: str, long_only: str) -> str:
    chosen = "|".join(word for word in source.split("|") if len(word) > 1) if long_only else source
    return f"(?:{_by_first(chosen)})"


def _by_first(source: str) -> str:
    """The same words grouped by their first character, so that most places in a text are passed over at once.

    A pattern that is no long list of plain words stays as it is.
    """
    words = source.split("|")
    if len(words) < LONG_LIST or not re.fullmatch(r"[\w|]+", source):
        return source
    rests: dict[str, list[str]] = {}
    for word in words:
        rests.setdefault(word[0], []).append(word[1:])
    groups = "|".join(f"{first}(?:{'|'.join(found)})" for first, found in rests.items())
    return f"(?=[{''.join(rests)}])(?:{groups})"
