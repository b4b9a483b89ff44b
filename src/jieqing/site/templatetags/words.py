"""Both languages side by side in templates: `{% say "中文" "English" %}`, and filters for words, money and dates."""

from datetime import date

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from jieqing.kit.money import yuan_text
from jieqing.kit.words import Language, Words

register = template.Library()


def language() -> Language:
    """The language of the page that is being made."""
    return "en" if (get_language() or "").startswith("en") else "zh"


@register.simple_tag
def say(zh: str, en: str, **values: object) -> SafeString:
    """The sentence in the page's language; `{name}` places are filled with escaped values."""
    sentence = Words(zh, en).to(language())
    return mark_safe(sentence.format(**{key: conditional_escape(str(said(value))) for key, value in values.items()}))


@register.filter
def said(words: object) -> object:
    """Words in the page's language; anything else as it is."""
    return words.to(language()) if isinstance(words, Words) else words


@register.filter
def yuan(fen: int | None) -> str:
    """'1,234.50 元' or '¥1,234.50'; a dash for no amount."""
    if fen is None:
        return "—"
    return f"¥{yuan_text(fen)}" if language() == "en" else f"{yuan_text(fen)} 元"


@register.filter
def day(value: date | None) -> str:
    """'2026年11月22日' or '22 November 2026'."""
    if value is None:
        return "—"
    return value.strftime("%-d %B %Y") if language() == "en" else f"{value.year}年{value.month}月{value.day}日"


@register.filter
def get(mapping: dict[str, object], key: str) -> object:
    """`mapping[key]`, None where it is absent."""
    return mapping.get(key)
