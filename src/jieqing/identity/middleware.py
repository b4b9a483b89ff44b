"""Who asks: the actor of a request, worked out anew for each from the session, the membership and the second factor.

Nothing of a role is kept in the session: a membership that ended, or an account that was disabled, counts at once.
"""

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

from jieqing.identity.queries.seats import membership_in_force
from jieqing.identity.rules.roles import as_roles
from jieqing.kit.actor import ANYONE, Actor

ACTIVE_TENANT = "tenant"  # in the session: the id of the tenant that the user acts for
INVITATION = "invitation"  # in the session: the digest of the link that was opened in it


class ActorMiddleware:
    """Sets `request.actor`. A visitor without a session costs no query. Stands below AuthenticationMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = actor_of_session(request)  # type: ignore[attr-defined]
        return self.get_response(request)


def actor_of_session(request: HttpRequest) -> Actor:
    """The user acting for the tenant chosen in this session, else for the one joined first; ANYONE if not signed in."""
    if SESSION_KEY not in request.session or not request.user.is_authenticated:
        return ANYONE
    from jieqing.identity import sign_in  # noqa: PLC0415 - allauth loads its models first

    user_id = request.user.pk
    membership = membership_in_force(user_id, _chosen(request))
    return Actor(
        who=f"user:{user_id}",
        tenant=membership.tenant_id if membership else None,
        roles=as_roles(membership.roles if membership else ()),
        user_id=user_id,
        has_second_factor=sign_in.has_second_factor(request),
    )


def choose_tenant(request: HttpRequest, tenant_id: UUID) -> None:
    """From now on this session acts for that tenant, as far as the user is a member there."""
    request.session[ACTIVE_TENANT] = str(tenant_id)


def _chosen(request: HttpRequest) -> UUID | None:
    chosen = request.session.get(ACTIVE_TENANT)
    return UUID(chosen) if chosen else None
