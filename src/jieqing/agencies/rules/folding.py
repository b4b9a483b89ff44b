"""One form for all ways of typing a word: width, case, Traditional characters, spaces and marks."""

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

_MARKS = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """The text in Simplified characters and lower case, half width, without spaces and punctuation."""
    return _MARKS.sub("", _simplified(unicodedata.normalize("NFKC", text)).casefold())


def _simplified(text: str) -> str:
    return text if text.isascii() else _converter().convert(text)


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")
