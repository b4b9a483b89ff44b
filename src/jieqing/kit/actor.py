"""Who asks. `identity` makes the actor of a request from its session; all others only read it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, get_args
from uuid import UUID

Role = Literal["creditor", "agency", "compliance", "debtor", "verifier", "operator"]
ROLES: frozenset[Role] = frozenset(get_args(Role))
# They see other people's affairs, so they sign in with a second factor.
STAFF_ROLES: frozenset[Role] = frozenset({"agency", "compliance", "operator"})


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or program at a door, acting for one tenant with the roles it has there.

    `who` is a pseudonymous id ("user:17", "system:rotation", "anyone"), never a name. `tenant` None: for nobody's
    rows. `roles` are those of the membership; staff roles count at a door only with `has_second_factor`.
    """

    who: str
    tenant: UUID | None = None
    roles: frozenset[Role] = field(default_factory=frozenset)
    user_id: int | None = None
    has_second_factor: bool = False


ANYONE = Actor(who="anyone")


def system(job: str, tenant: UUID | None = None, roles: Iterable[Role] = ()) -> Actor:
    """The house itself at work: a job, a command, the demo."""
    return Actor(who=f"system:{job}", tenant=tenant, roles=frozenset(roles), has_second_factor=True)
