"""Every sentence shown to people stands in both languages side by side, so neither can be forgotten."""

from typing import Literal, NamedTuple, Self

Language = Literal["zh", "en"]


class Words(NamedTuple):
    """One sentence in Chinese and in English, equal in worth."""

    zh: str
    en: str

    def to(self, language: Language) -> str:
        return self.en if language == "en" else self.zh

    def filled(self, **values: object) -> Self:
        """Fills `{name}` places in both languages; a value that is itself Words fills each with its own side."""
        zh = {k: v.zh if isinstance(v, Words) else v for k, v in values.items()}
        en = {k: v.en if isinstance(v, Words) else v for k, v in values.items()}
        return type(self)(self.zh.format(**zh), self.en.format(**en))
