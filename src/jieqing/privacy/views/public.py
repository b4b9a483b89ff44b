"""What everybody reads: the notice and its versions, how long things are kept, the register."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from jieqing.kit import clock
from jieqing.kit.actor import Actor
from jieqing.kit.doors import actor_of, anyone, language_of
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.privacy.queries import notice as notices
from jieqing.privacy.queries import register as registers
from jieqing.privacy.queries import retention as periods
from jieqing.privacy.service import notice as service
from jieqing.privacy.views.sections import read

THANKS = Words("已记下：您读过这一版。", "Noted: you have read this version.")


@anyone
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest) -> HttpResponse:
    """The version in force; who is signed in confirms having read it, and then goes on to where they were going."""
    actor, refusal = actor_of(request), None
    if request.method == "POST" and actor.user_id is not None:
        try:
            service.confirm_read(actor, number=_number(request.POST.get("number", "")), now=clock.now())
            messages.success(request, THANKS.to(language_of(request)))
            return redirect(_next(request))
        except Refusal as no:
            refusal = no
    page = _notice_page(request, actor, notices.current(actor))
    page |= {"refusal": refusal, "next": _next(request)}
    return render(request, "privacy/notice.html", page, status=refusal.status if refusal else 200)


@anyone
@require_safe
def version(request: HttpRequest, number: int) -> HttpResponse:
    """One version, as it was."""
    actor = actor_of(request)
    page = _notice_page(request, actor, notices.version(actor, number))
    return render(request, "privacy/notice.html", page | {"is_old": page["standing"].current != number})


@anyone
@require_safe
def changes(request: HttpRequest, number: int) -> HttpResponse:
    """What the version in force says differently from that one."""
    actor = actor_of(request)
    found = [change for change in notices.changes_since(actor, number) if change.language == language_of(request)]
    page = {"number": number, "current": notices.current(actor), "changes": found}
    return render(request, "privacy/changes.html", page)


@anyone
@require_safe
def retention(request: HttpRequest) -> HttpResponse:
    """How long each kind is kept, who decided so, and what the last night removed."""
    return render(request, "privacy/retention.html", {"periods": periods.periods(actor_of(request), clock.today())})


@anyone
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The register of processing."""
    return render(request, "privacy/register.html", {"entries": registers.register(actor_of(request), clock.today())})


@anyone
@require_safe
def register_file(request: HttpRequest) -> HttpResponse:
    """The register as a CSV file."""
    data = registers.register_csv(actor_of(request), clock.today(), language_of(request))
    headers = {"Content-Disposition": 'attachment; filename="register.csv"'}
    return HttpResponse(data, content_type="text/csv; charset=utf-8", headers=headers)


def _notice_page(request: HttpRequest, actor: Actor, shown: notices.Published | None) -> dict[str, Any]:
    standing = notices.standing(actor)
    return {
        "shown": shown,
        "sections": read(shown.wording, language_of(request)) if shown else [],
        "standing": standing,
        "may_confirm": actor.user_id is not None and standing.is_unread,
        "versions": notices.versions(actor),
    }


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _next(request: HttpRequest) -> str:
    """Where the reader was going: a path of this site, else this page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None, require_https=request.is_secure())
    return wanted if is_ours else reverse("privacy:notice")
