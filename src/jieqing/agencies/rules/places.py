"""Places as the directory uses them: the codes of `law.divisions`, and how people write them."""

import re
from functools import cache, lru_cache

from jieqing.agencies.rules.folding import folded
from jieqing.law.divisions import divisions
from jieqing.law.place_names import meanings

_CODED = re.compile(r"[0-9]{2,6}(?![0-9])")
_LONGEST = 16
COUNTRY = ("全国", "nationwide")


@cache
def provinces() -> tuple[str, ...]:
    """The two-digit codes of all provinces: a body that serves the country serves each of them."""
    return tuple(sorted(code for code in divisions() if len(code) == 2))


@lru_cache(maxsize=4096)
def resolved(text: str) -> tuple[str, ...]:
    """The codes of all places that the text can mean: a code ('320583'), '320583 昆山市', '昆山', '江苏省苏州市昆山市'.

    Empty where it means none; more than one where a name is shared ('鼓楼区').
    """
    level = folded(text)
    coded = _CODED.match(level)
    if coded:
        code = _shortest(coded[0])
        return (code,) if code in divisions() else ()
    return _called(level)


def ancestors(code: str) -> tuple[str, ...]:
    """The codes of the divisions that hold this one, the widest first, itself last."""
    return tuple(code[:length] for length in (2, 4, 6) if length <= len(code))


def full_name(code: str) -> str:
    """'苏州市昆山市', '江苏省', '上海市浦东新区'; the code itself where it is unknown."""
    place = divisions().get(code)
    if place is None:
        return code
    parts = [place.name] if place.district is None else [place.city or place.province, place.district]
    return "".join(dict.fromkeys(parts))


def _called(text: str) -> tuple[str, ...]:
    """Codes that the name means, else those of its tail within what its head means."""
    known = meanings(text)
    if known:
        return tuple(called.code for called in known)
    for cut in range(min(len(text) - 1, _LONGEST), 1, -1):
        heads = meanings(text[:cut])
        if heads:
            within = tuple(head.code for head in heads)
            tails = tuple(code for code in _called(text[cut:]) if code.startswith(within))
            if tails:
                return tails
    return ()


def _shortest(code: str) -> str:
    """'320500' → '3205', '320000' → '32', as `law.divisions` keeps them."""
    if code in divisions():
        return code
    while code.endswith("00"):
        code = code[:-2]
    return code[:2] if code not in divisions() and code[2:] == "01" and code[:2] in divisions() else code
