"""Who plays in the demo: accounts without a password, each in a tenant of its own, made once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import User

from jieqing.identity import service as identity
from jieqing.identity.queries import membership_in_force
from jieqing.identity.rules.roles import HOUSE
from jieqing.identity.service.seating import take_seat
from jieqing.kit.actor import Actor, Role
from jieqing.kit.catalogue import read_yaml
from jieqing.kit.clock import now
from jieqing.kit.rows import acting
from jieqing.kit.words import Words
from jieqing.law.registration import registration_code

STORY = Path(__file__).parents[1] / "data" / "demo_cast.yaml"


@dataclass(frozen=True, slots=True)
class Persona:
    """One of the cast: `mark` is the character that stands for them, `lands_on` the page where they begin."""

    id: str
    mark: str
    role: Role
    title: Words
    does: Words
    lands_on: str

    @property
    def username(self) -> str:
        """The account that plays them."""
        return f"demo-{self.id}"


@cache
def story() -> dict[str, Any]:
    """The catalogue as it stands."""
    found: dict[str, Any] = read_yaml(STORY)
    return found


@cache
def personas() -> Mapping[str, Persona]:
    """The cast by id, in the order in which they are offered."""
    return {
        row["id"]: Persona(
            row["id"], row["mark"], row["role"], Words(**row["title"]), Words(**row["does"]), row["lands_on"]
        )
        for row in story()["personas"]
    }


def enrolled(persona: Persona) -> Actor:
    """The persona's actor; account, second factor and tenant are made if they are not there."""
    user, is_new = User.objects.get_or_create(
        username=persona.username, defaults={"email": f"{persona.id}@demo.example"}
    )
    if is_new:
        user.set_unusable_password()
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        _second_factor(user)
    if membership_in_force(user.pk, None) is None:
        _seat(persona, user)
    seat = membership_in_force(user.pk, None)
    assert seat is not None
    return Actor(f"user:{user.pk}", seat.tenant_id, frozenset(cast("list[Role]", seat.roles)), user.pk, True)


def _seat(persona: Persona, user: User) -> None:
    row = next(row for row in story()["personas"] if row["id"] == persona.id)
    actor = Actor(f"user:{user.pk}", user_id=user.pk)
    if "organisation" in row:
        code = registration_code(*row["organisation"]["code"])
        identity.found_organisation(actor, row["organisation"]["name"], code, row["name"], role=persona.role)
    elif persona.role in ("compliance", "operator"):
        officer = Actor(actor.who, HOUSE, frozenset({persona.role}), user.pk)
        with acting(officer):
            take_seat(officer, row["name"], is_admin=False, now=now())
    else:
        identity.open_account(actor, row["name"], role=persona.role)


def _second_factor(user: User) -> None:
    """A secret that nobody keeps: the demo's own door marks the session, and no code is ever asked for."""
    TOTP.activate(user, generate_totp_secret())
