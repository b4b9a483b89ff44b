"""What a line typed into the search box asks for: a telephone, a place, a kind of body, a name."""

import re
from dataclasses import dataclass
from functools import cache

from jieqing.agencies.rules.catalogue import entity_kinds, room_yaml
from jieqing.agencies.rules.folding import folded
from jieqing.agencies.rules.keys import PHONE_RUN, phone_digits
from jieqing.agencies.rules.listing import EntityType
from jieqing.agencies.rules.places import resolved

_PHONE_LIKE = re.compile(r"[\d\s()（）+＋\-－—–.·]+")
_LONGEST_PLACE = 24


@dataclass(frozen=True, slots=True)
class Asked:
    """`text` is the whole line, folded; `core` what remains of it without the places and kinds that it names."""

    text: str
    core: str
    digits: str
    places: tuple[str, ...]
    kinds: tuple[EntityType, ...]


def asked(line: str) -> Asked:
    """Reads a line such as '昆山 律所', '苏州澄砺律师事务所', '0000-1234' or '澄砺'."""
    digits = phone_digits(line)
    if len(digits) >= PHONE_RUN and _PHONE_LIKE.fullmatch(line.strip()):
        return Asked(folded(line), "", digits, (), ())
    places: dict[str, None] = {}
    kinds: dict[EntityType, None] = {}
    core = ""
    for word in _with_joined_kinds(line).split():
        rest, named = _without_kind(folded(word))
        rest, codes = _without_places(rest)
        kinds |= dict.fromkeys(named)
        places |= dict.fromkeys(codes)
        core += rest
    return Asked(folded(line), core, "", tuple(places), tuple(kinds))


def kinds_named(text: str) -> tuple[EntityType, ...]:
    """The kinds of body that a text names wholly, by id or by any of their names ('律所', 'law firm')."""
    return _kind_words().get(folded(text), ())


@cache
def _kind_words() -> dict[str, tuple[EntityType, ...]]:
    found: dict[str, tuple[EntityType, ...]] = {}
    for kind in entity_kinds().values():
        for word in {folded(word) for word in (kind.id, *kind.name, *kind.also)}:
            found[word] = (*found.get(word, ()), kind.id)
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def _with_joined_kinds(line: str) -> str:
    """'law firm' is one word here."""
    for kind in entity_kinds().values():
        for name in (kind.name.en, *kind.also):
            if " " in name:
                line = re.sub(re.escape(name), name.replace(" ", ""), line, flags=re.IGNORECASE)
    return line


def _without_kind(word: str) -> tuple[str, tuple[EntityType, ...]]:
    for ending, kinds in _kind_words().items():
        if word.endswith(ending):
            return word.removesuffix(ending), kinds
    for ending in _weak_endings():
        if word.endswith(ending):
            return _without_kind(word.removesuffix(ending))
    return word, ()


@cache
def _weak_endings() -> tuple[str, ...]:
    return tuple(folded(ending) for ending in room_yaml("name_endings.yaml"))


def _without_places(word: str) -> tuple[str, tuple[str, ...]]:
    """Takes the name of a place off the front, the longest that means one ('江苏昆山澄砺' → '澄砺')."""
    for end in range(min(len(word), _LONGEST_PLACE), 1, -1):
        codes = () if word[0].isdigit() else resolved(word[:end])
        if codes:
            return word[end:], codes
    return word, ()
