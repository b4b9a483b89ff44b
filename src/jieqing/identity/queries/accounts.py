"""An account as an operator sees it: found by its exact address, never by browsing."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model

from jieqing.identity.models import Membership
from jieqing.identity.rules.given import email_given
from jieqing.kit.actor import Actor
from jieqing.kit.refusal import Refusal
from jieqing.kit.rows import acting
from jieqing.kit.words import Words


@dataclass(frozen=True, slots=True)
class Account:
    """A user: where he belongs as (tenant's name, kind, roles, manages), and whether a second factor is set up."""

    user_id: int
    email: str
    is_active: bool
    joined_at: datetime
    last_seen_at: datetime | None
    has_second_factor: bool
    seats: tuple[tuple[str, str, tuple[str, ...], bool], ...]


def account_by_email(actor: Actor, email: str) -> Account | None:
    """The account of exactly that address, for an operator; None where there is none."""
    operators_only(actor)
    address = email_given(email)
    with acting(actor):
        user = get_user_model().objects.filter(email__iexact=address).first()
        return _account(user.pk) if user else None


def account(actor: Actor, user_id: int) -> Account:
    """The account of that id, for an operator; raises Refusal (404)."""
    operators_only(actor)
    with acting(actor):
        if not get_user_model().objects.filter(pk=user_id).exists():
            raise Refusal(
                "account_unknown",
                Words("没有这个账号。", "There is no such account."),
                remedy=Words("按邮箱重新查找。", "Search again by e-mail address."),
                status=404,
            )
        return _account(user_id)


def operators_only(actor: Actor) -> None:
    """Raises Refusal for anyone but an operator."""
    if "operator" not in actor.roles:
        raise Refusal(
            "operators_only",
            Words("这项操作只对运营人员开放。", "This is open to operators only."),
            remedy=Words("请用运营账号登录。", "Sign in with an operator's account."),
            status=403,
        )


def _account(user_id: int) -> Account:
    user = get_user_model().objects.get(pk=user_id)
    rows = Membership.objects.filter(user_id=user_id, ended_at=None).select_related("tenant").order_by("joined_at")
    return Account(
        user_id=user_id,
        email=user.email,
        is_active=user.is_active,
        joined_at=user.date_joined,
        last_seen_at=user.last_login,
        has_second_factor=Authenticator.objects.filter(user_id=user_id).exists(),
        seats=tuple((row.tenant.name, row.tenant.kind, tuple(row.roles), row.is_admin) for row in rows),
    )
