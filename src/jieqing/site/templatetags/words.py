"""Both languages side by side in templates: `{% say "中文" "English" %}`, and filters for words, money and dates."""

from contextvars import ContextVar
from datetime import date
from functools import cache
from typing import Any

from django import template
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.urls import reverse
from django.utils import translation
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from jieqing.kit.money import yuan_text
from jieqing.kit.words import Language, Words

register = template.Library()
# Asked for some four hundred times a page, where Django's get_language() would take a millisecond of it.
_spoken: ContextVar[Language] = ContextVar("spoken", default="zh")


def speak(language: Language) -> None:
    """Sets the language of the page that is about to be made; `site/context.py` does it for each."""
    _spoken.set(language)


class Say(template.Node):
    """A sentence in the page's language; `{name}` places are filled with escaped values."""

    def __init__(self, words: Words, values: dict[str, FilterExpression]) -> None:
        self.words, self.values = words, values

    def render(self, context: template.Context) -> str:
        sentence = self.words.to(_spoken.get())
        if not self.values:
            return sentence
        values = {name: said(value.resolve(context)) for name, value in self.values.items()}
        return sentence.format(**{name: conditional_escape(str(value)) for name, value in values.items()})


@register.tag
def say(parser: Parser, token: Token) -> Say:
    """`{% say "欠 {sum} 元" "{sum} yuan owed" sum=page.sum %}`: both sides are written out, never variables."""
    zh, en, *named = token.split_contents()[1:]
    sides = [parser.compile_filter(side).resolve(template.Context()) for side in (zh, en)]
    return Say(Words(*sides), token_kwargs(named, parser))


@register.filter
def said(words: Any) -> Any:
    """Words in the page's language; anything else as it is."""
    return words.to(_spoken.get()) if isinstance(words, Words) else words


@register.filter
def options(choices: tuple[tuple[str, Words], ...]) -> SafeString:
    """Choices (key, words) as the options of a select."""
    return _options(choices, _spoken.get())


@cache  # the catalogues' few; made anew they were two fifths of a page's time
def _options(choices: tuple[tuple[str, Words], ...], language: Language) -> SafeString:
    return format_html_join("", '<option value="{}">{}</option>', ((key, words.to(language)) for key, words in choices))


@register.filter
def basis(rules: tuple[Any, ...]) -> SafeString:
    """The ids of rules (`id`, `note`) as links to them; what is not law says so."""
    return _basis(rules, _spoken.get())


@cache  # the packs' few; a template of its own would take a millisecond of the page
def _basis(rules: tuple[Any, ...], language: Language) -> SafeString:
    with translation.override("en" if language == "en" else "zh-hans"):
        address = reverse("desks:law")
    links = ((address, rule.id, rule.id, _aside(rule.note.to(language))) for rule in rules)
    return format_html_join("", ' <a class="basis" href="{}#{}">{}</a>{}', links)


def _aside(note: str) -> str:
    return format_html(' <span class="basis">({})</span>', note) if note else ""


@register.filter
def yuan(fen: int | None) -> str:
    """'1,234.50 元' or '¥1,234.50'; a dash for no amount."""
    if fen is None:
        return "—"
    return f"¥{yuan_text(fen)}" if _spoken.get() == "en" else f"{yuan_text(fen)} 元"


@register.filter
def day(value: date | None) -> str:
    """'2026年11月22日' or '22 November 2026'."""
    if value is None:
        return "—"
    if _spoken.get() == "en":
        return value.strftime("%-d %B %Y")
    return f"{value.year}年{value.month}月{value.day}日"
