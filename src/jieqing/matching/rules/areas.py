"""Where an agency serves, and how near that is to a place. Areas are codes of `law.divisions`; '' is the country."""

from collections.abc import Iterable
from typing import Literal

from jieqing.agencies.rules.places import provinces
from jieqing.law.divisions import is_within

Level = Literal["district", "city", "province", "country", "part"]
LEVELS: dict[int, Level] = {6: "district", 4: "city", 2: "province", 0: "country"}
COUNTRY = ""


def areas_of(seat: str, districts: Iterable[str]) -> frozenset[str]:
    """The areas in which an agency counts as near: those it serves, and within them its own district, city, province.

    Who lists every province serves the country, which is less near than a province named for itself.
    """
    served = set(districts)
    if served.issuperset(provinces()):
        served = {code for code in served if len(code) > 2} | {COUNTRY}
    own = {seat[:digits] for digits in (6, 4, 2)}
    return frozenset(served | {code for code in own if any(is_within(code, area) for area in served)})


def level_of(areas: Iterable[str], place: str) -> Level | None:
    """How near: by the smallest area that holds the place; 'part' where only a part of the place is served; or None."""
    holding = [len(area) for area in areas if is_within(place, area)]
    if holding:
        return LEVELS[max(holding)]
    return "part" if any(is_within(area, place) for area in areas) else None
