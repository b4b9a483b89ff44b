"""The link of an invitation: who invites, to what, and the one act of joining."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from jieqing.identity import queries, service
from jieqing.identity.middleware import INVITATION, choose_tenant
from jieqing.identity.rules.invitation import why_closed
from jieqing.identity.rules.roles import named
from jieqing.identity.views.answering import refused, say
from jieqing.kit import clock
from jieqing.kit.doors import actor_of, anyone, signed_in
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

TEMPLATE = "identity/invitation.html"


@anyone
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the holder of the link is invited to. Its digest stays in the session, to be found after signing up."""
    token_hash = queries.digest(token)
    page = _page(token_hash)
    if request.session.get(INVITATION) != token_hash:
        request.session[INVITATION] = token_hash
    if request.method != "POST" or actor_of(request).user_id is None:
        return render(request, TEMPLATE, page)
    return _accepted(request, token_hash, page)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def waiting(request: HttpRequest) -> HttpResponse:
    """The same for who opened the link before signing in."""
    token_hash = request.session.get(INVITATION, "")
    page = _page(token_hash)
    return _accepted(request, token_hash, page) if request.method == "POST" else render(request, TEMPLATE, page)


def _accepted(request: HttpRequest, token_hash: str, page: dict[str, Any]) -> HttpResponse:
    page["own_name"] = request.POST.get("own_name", "")
    try:
        tenant = service.accept_invitation(actor_of(request), token_hash, page["own_name"])
    except Refusal as no:
        return refused(request, TEMPLATE, page, no)
    request.session.pop(INVITATION, None)
    choose_tenant(request, tenant)
    say(request, Words("您已加入，现在就以它的名义使用。", "You have joined. From now on you act in its name."))
    return redirect("identity:hub")


def _page(token_hash: str) -> dict[str, Any]:
    seen = queries.invitation_seen(token_hash, clock.now())
    if seen.standing != "open":
        raise why_closed(seen.standing)
    return {"seen": seen, "roles": named(seen.roles)}
