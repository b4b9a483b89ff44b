"""What the fee rules look at, apart from the sum: who asks which fee for what kind of matter, on which day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from jieqing.agencies.rules.listing import FeeOffer
from jieqing.law import pack

VALID, TRANSITION = "valid", "transition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One offer by one body.

    `entity_type` and `matter` are plain strings, since a type or matter off our lists is an answer too, not an error.
    `dispute`: 'commercial', 'consumer', 'labour' …, None where nobody said. `certificate` of a commercial mediation
    organisation: 'valid', 'transition' (set up before 2026-05-01 and converting), anything else is none.
    """

    entity_type: str
    offer: FeeOffer
    on: date
    name: str = ""
    matter: str | None = None
    dispute: str | None = None
    certificate: str | None = VALID
    is_on_fi_white_list: bool = True


def value_on(rule_id: str, on: date) -> Any:
    """The rule's value on that day, or None where it was not in force."""
    try:
        return pack.at(rule_id, on)
    except pack.NotInForce:
        return None
