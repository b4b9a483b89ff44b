"""One click to be one of the cast; a time-stamping authority that is invented. Without the demo neither is there."""

from pathlib import Path
from typing import Any, cast

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from jieqing.evidence.anchors import demo_authority
from jieqing.evidence.anchors.tsa import QUERY, REPLY
from jieqing.kit import clock
from jieqing.kit.doors import anyone
from jieqing.site.demo.cast import personas

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
QUERY_BYTES = 16 * 1024


@anyone
@require_http_methods(["GET", "HEAD", "POST"])
def personas_page(request: HttpRequest) -> HttpResponse:
    """The cast; a POST with `persona` signs in as one of them."""
    if not settings.IS_DEMO:
        raise Http404
    persona = personas().get(request.POST.get("persona", ""))
    if request.method != "POST" or persona is None:
        return render(request, "site/personas.html", {"personas": personas().values()})
    user = get_object_or_404(User, username=persona.username, is_active=True)
    login(request, cast("Any", user), backend=BACKEND)
    record_authentication(request, user, "password")
    record_authentication(request, user, "mfa", type="totp")
    return redirect(persona.lands_on)


@csrf_exempt  # programs ask, without a cookie; nothing here is anybody's
@anyone
@require_POST
def time_stamp(request: HttpRequest) -> HttpResponse:
    """A time stamp that proves nothing: query and reply as RFC 3161 3.4 sends them."""
    if not settings.IS_DEMO:
        raise Http404
    if request.content_type != QUERY:
        return HttpResponse(status=415)
    query = request.read(QUERY_BYTES)
    answer = demo_authority.answer(query, Path(settings.DEMO_TSA), clock.now())
    return HttpResponse(answer, content_type=REPLY)
