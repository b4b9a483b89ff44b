"""What the sign-in pages say where a library asks for a text: fields, messages, browsers (data/sign_in.yaml)."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.functional import lazystr
from django.utils.translation import get_language

from jieqing.kit.catalogue import read_yaml
from jieqing.kit.words import Language, Words

CATALOGUE = Path(__file__).parent / "data" / "sign_in.yaml"


@dataclass(frozen=True, slots=True)
class FieldWords:
    """A field's name, and a hint below it (may be empty on both sides)."""

    name: Words
    hint: Words


@dataclass(frozen=True, slots=True)
class _InPageLanguage:
    words: Words

    def __str__(self) -> str:
        return self.words.to(page_language())


def spoken(words: Words) -> Any:
    """The words as a lazy text, which a library may keep and print: each time in the language of that page."""
    return lazystr(_InPageLanguage(words))


def page_language() -> Language:
    """The language that the page's address chose."""
    return "en" if (get_language() or "").startswith("en") else "zh"


@cache
def field_words() -> dict[str, FieldWords]:
    """Names and hints of the forms' fields, by the field's name."""
    rows: dict[str, dict[str, dict[str, str]]] = _catalogue()["fields"]
    return {
        key: FieldWords(Words(**row["name"]), Words(**row["hint"]) if "hint" in row else Words("", ""))
        for key, row in rows.items()
    }


@cache
def messages() -> dict[str, Words]:
    """What is wrong with an input, by the library's code for it."""
    return _words("messages")


@cache
def proofs() -> dict[str, Words]:
    """How somebody who lost a second factor was made sure of, by the code that the log keeps."""
    return _words("proofs")


def browser_words(user_agent: str) -> Words:
    """What a person would call that browser; "another browser" where the header says nothing that we know."""
    found = {
        part: next((Words(**row["words"]) for row in _catalogue()[part] if row["sign"] in user_agent), None)
        for part in ("browsers", "systems")
    }
    browser, system = found["browsers"], found["systems"]
    if browser and system:
        return Words("{system} 上的 {browser}", "{browser} on {system}").filled(browser=browser, system=system)
    return browser or system or Words("其他浏览器", "Another browser")


def _words(part: str) -> dict[str, Words]:
    return {key: Words(**row) for key, row in _catalogue()[part].items()}


@cache
def _catalogue() -> dict[str, Any]:
    found: dict[str, Any] = read_yaml(CATALOGUE)
    return found
