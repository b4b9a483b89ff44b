"""One's own account: who I am, for whom I act, and what I can take along or leave."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jieqing.identity import queries, service
from jieqing.identity.middleware import INVITATION, choose_tenant
from jieqing.identity.rules.roles import as_roles, named, roles_open_to
from jieqing.identity.sign_in import SECOND_FACTORS
from jieqing.identity.views.answering import chosen_id, refused, say
from jieqing.kit import clock
from jieqing.kit.actor import Actor, Role
from jieqing.kit.doors import actor_of, signed_in
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

CHIEF_ROLE: Role = "creditor"


@signed_in
@require_safe
def hub(request: HttpRequest) -> HttpResponse:
    """Address, second step, devices; the tenants I act for; an invitation that waits; my data."""
    return render(request, "identity/hub.html", _hub(request))


@signed_in
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Acts for another of one's tenants from now on, in this session."""
    wanted = chosen_id(request, "tenant")
    if wanted and any(seat.tenant_id == wanted for seat in queries.tenants_of(actor_of(request))):
        choose_tenant(request, wanted)
    return redirect("identity:hub")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def found(request: HttpRequest) -> HttpResponse:
    """Founds an organisation, or begins to act as a person."""
    actor, kind = actor_of(request), "person" if request.GET.get("as") == "person" else "organisation"
    typed = {key: request.POST.get(key, "") for key in ("name", "registration_code", "own_name", "role")}
    page: dict[str, Any] = {"kind": kind, "typed": typed, "roles": roles_open_to(kind, is_agency=False)}
    if request.method != "POST":
        return render(request, "identity/found.html", page)
    try:
        tenant = _found(actor, kind, typed)
    except Refusal as no:
        return refused(request, "identity/found.html", page, no)
    choose_tenant(request, tenant)
    say(request, Words("登记好了，现在就以它的名义使用。", "Set up. From now on you act in its name."))
    return redirect("identity:hub")


@signed_in
@require_POST
def rename(request: HttpRequest) -> HttpResponse:
    """Changes the name by which colleagues know me."""
    try:
        service.change_name(actor_of(request), request.POST.get("own_name", ""))
    except Refusal as no:
        return refused(request, "identity/hub.html", _hub(request) | {"own_name": request.POST.get("own_name", "")}, no)
    say(request, Words("姓名改好了。", "Your name is changed."))
    return redirect("identity:hub")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Leaves the organisation that one acts for, after asking once."""
    actor = actor_of(request)
    page = {"seat": queries.seat(actor)}
    if page["seat"] is None:
        return redirect("identity:hub")
    if request.method != "POST":
        return render(request, "identity/leave.html", page)
    try:
        service.leave(actor)
    except Refusal as no:
        return refused(request, "identity/leave.html", page, no)
    say(request, Words("您已退出这个单位。", "You have left this organisation."))
    return redirect("identity:hub")


def _found(actor: Actor, kind: str, typed: dict[str, str]) -> Any:
    role = next(iter(as_roles([typed["role"]])), CHIEF_ROLE)
    if kind == "person":
        return service.open_account(actor, typed["own_name"], role=role)
    return service.found_organisation(actor, typed["name"], typed["registration_code"], typed["own_name"], role=role)


def _hub(request: HttpRequest) -> dict[str, Any]:
    actor, user = actor_of(request), request.user
    factors = set(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))
    seats = queries.tenants_of(actor)
    own = next((seat for seat in seats if seat.tenant_id == actor.tenant), None)
    me = next((member for member in queries.members(actor) if member.is_self), None) if own else None
    return {
        "has_factor": bool(factors & set(SECOND_FACTORS)),
        "seats": [(seat, named(seat.roles)) for seat in seats],
        "own": own,
        "me": me,
        "has_person": any(seat.kind == "person" for seat in seats),
        "invitation": _waiting(request),
    }


def _waiting(request: HttpRequest) -> queries.Seen | None:
    """The invitation whose link was opened in this session before signing in, while it is open."""
    token_hash = request.session.get(INVITATION)
    if not token_hash:
        return None
    try:
        seen = queries.invitation_seen(token_hash, clock.now())
    except Refusal:
        return None
    return seen if seen.standing == "open" else None
