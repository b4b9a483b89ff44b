"""Who asks. `site` makes the actor of a request; all others only read it."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["anyone", "operator"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or program at a door. `who` is a pseudonymous id, never a name."""

    who: str
    role: Role = "anyone"


ANYONE = Actor(who="anyone")
