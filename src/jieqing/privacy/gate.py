"""Nobody's data are handled before they were told how (CN-PI-04): the first page after signing up is the notice.

Who never confirmed a version is led to the notice before a page that needs an account, and on from there. Who confirmed
an earlier one goes on undisturbed; base.html tells them on every page what changed. Before a first version is
published nobody is held up. What belongs to leaving (one's account, requests, signing out) is never behind the gate.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jieqing.kit.doors import API_ROOT, actor_of
from jieqing.privacy.queries.notice import standing

FREE_ROOMS = {"privacy"}
FREE_PATHS = ("/account/", "/en/account/")
HOMES = ("/account/", "/en/account/")  # where signing in leads


class NoticeGate:
    """Stands below the middleware that says who asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_: Any) -> HttpResponse | None:
        actor = actor_of(request)
        if actor.user_id is None or not _is_held(request, view):
            return None
        found = standing(actor)
        if found.read or not found.current:
            return None
        return redirect(f"{reverse('privacy:notice')}?{urlencode({'next': request.get_full_path()})}")


def _is_held(request: HttpRequest, view: Callable[..., Any]) -> bool:
    match = request.resolver_match
    if request.method not in ("GET", "HEAD") or request.path.startswith(API_ROOT) or match is None:
        return False
    if getattr(view, "actor_rule", "anyone") == "anyone" or FREE_ROOMS & set(match.namespaces):
        return False
    return request.path in HOMES or not request.path.startswith(FREE_PATHS)
