"""Registration codes and telephone numbers: what they are is kept, what they can't be is said."""

import re
from typing import Final

from jieqing.claims.portfolio.reading.amounts import Bad
from jieqing.claims.portfolio.reading.catalogue import words_of
from jieqing.claims.portfolio.reading.folding import folded, half_width, text_of
from jieqing.law.registration import is_registration_code

_PUNCTUATION: Final = re.compile(r"[\s\-–—_()+.·]+")
_SEVERAL: Final = re.compile(r"[/,;、|\n]|或者?|和")
_EXTENSION: Final = re.compile(r"(?:转|分机|ext\.?|x)\s*\d{1,6}$", re.IGNORECASE)
# Mobiles, landlines with and without the trunk zero, local numbers, 400 and 800.
_WHOLE: Final = re.compile(r"1\d{10}|0\d{9,12}|[2-9]\d{9,10}|[2-9]\d{6,7}|0\d{6,7}")
_SCIENTIFIC: Final = re.compile(r"\d(?:\.\d+)?[eE]\+\d{2}")
_EXACT: Final = 1e15
_NOTHING: Final = words_of("nothing")
_LONGEST_NOTHING: Final = 8
_CODE_MARKS: Final = re.compile(r"[\s\-–—_.·'`]+")


def uscc_of(cell: object) -> str | None | Bad:
    """A registration code in upper case with a right check character (GB 32100); None where the cell is empty."""
    text = text_of(cell)
    if not text or folded(text) in words_of("nothing"):
        return None
    code = _CODE_MARKS.sub("", half_width(text)).upper()
    return code if is_registration_code(code) else Bad("code_wrong", text)


def phone_of(cell: object) -> str | None | Bad:
    """The digits of the first whole number in the cell, without the country code 86; None where the cell is empty.

    Whether it can be dialled is not asked.
    """
    text = half_width(text_of(cell))
    if not text or folded(text) in words_of("nothing"):
        return None
    for part in _SEVERAL.split(text):
        if digits := _digits(part):
            return digits
    return Bad("phone_wrong", text)


def number_of(cell: object) -> str | None | Bad:
    """A contract or invoice number as text in half width, whole floats without '.0'; None where there is none.

    A number of more than 15 digits has lost its last ones in Excel: Bad('number_lost').
    """
    text = half_width(text_of(cell))
    if (isinstance(cell, float) and abs(cell) >= _EXACT) or ("+" in text and _SCIENTIFIC.fullmatch(text)):
        return Bad("number_lost", text)
    if not text or (len(text) < _LONGEST_NOTHING and folded(text) in _NOTHING):
        return None
    return " ".join(text.split())


def _digits(part: str) -> str:
    bare = _PUNCTUATION.sub("", _EXTENSION.sub("", part.strip()))
    bare = re.sub(r"^[^\d]*[:：]?", "", bare)
    if not bare.isascii() or not bare.isdigit():
        return ""
    for prefix in ("0086", "86"):
        if bare.startswith(prefix) and _WHOLE.fullmatch(bare[len(prefix) :]) and len(bare) > 11:
            return bare[len(prefix) :]
    return bare if _WHOLE.fullmatch(bare) else ""
