"""How personal data look on a list: enough to tell one's own cases apart, too little to reach anybody."""

import re
from collections.abc import Callable
from functools import cache

from jieqing.law.divisions import divisions
from jieqing.vault.rules.register import Mask

HIDDEN = "**"


def masked(kind: Mask, value: str) -> str:
    """The masked form; '' stays ''. `nothing` shows nothing at all."""
    return _FORMS[kind](value.strip()) if value.strip() else ""


def _name(value: str) -> str:
    """沈** – the length of the name is not shown."""
    return value[0] + HIDDEN


def _phone(value: str) -> str:
    """109****1234 of a mobile number, ****5678 of any other, nothing of what is too short."""
    digits = re.sub(r"\D", "", value)
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    if len(digits) == 11 and digits[0] == "1":
        return f"{digits[:3]}****{digits[-4:]}"
    return f"****{digits[-4:]}" if len(digits) >= 7 else HIDDEN


def _id_number(value: str) -> str:
    """The last four: place and date of birth, in the front, are nobody's business."""
    return "*" * 14 + value[-4:] if len(value) >= 15 else HIDDEN


def _address(value: str) -> str:
    """江苏省苏州市** – to the city, where it is written out."""
    at = 0
    for names in _provinces_and_cities():
        at += len(max((name for name in names if value.startswith(name, at)), key=len, default=""))
    return value[:at] + HIDDEN


@cache
def _provinces_and_cities() -> tuple[frozenset[str], frozenset[str]]:
    places = divisions().values()
    return frozenset(place.province for place in places), frozenset(place.city for place in places if place.city)


def _email(value: str) -> str:
    """d***@example.org"""
    box, at, host = value.rpartition("@")
    return f"{box[0]}***@{host}" if box and at else HIDDEN


def _file_name(value: str) -> str:
    """借**.pdf"""
    ending = re.search(r"\.[A-Za-z0-9]{1,5}$", value[1:])
    return value[0] + HIDDEN + (ending[0] if ending else "")


def _nothing(_value: str) -> str:
    return ""


_FORMS: dict[Mask, Callable[[str], str]] = {
    "name": _name,
    "phone": _phone,
    "id_number": _id_number,
    "address": _address,
    "email": _email,
    "file_name": _file_name,
    "nothing": _nothing,
}
