"""Take a copy of one's data along; delete one's account, after typing one's address and signing in afresh."""

import json
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jieqing.identity import queries, service
from jieqing.identity.views.answering import refused
from jieqing.kit import clock
from jieqing.kit.doors import actor_of, anyone, signed_in
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

TEMPLATE = "identity/delete.html"


@signed_in
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """All that is kept of the user, as a JSON file."""
    copy = service.export_account(actor_of(request))
    answer = HttpResponse(json.dumps(copy, ensure_ascii=False, indent=2), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="jieqing-{clock.today().isoformat()}.json"'
    answer["Cache-Control"] = "no-store"
    return answer


@signed_in
@reauthentication_required  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    """Says what goes and what stays, and deletes when the address is typed."""
    actor = actor_of(request)
    page: dict[str, Any] = {"confirm": _own_mark(request), "seats": queries.tenants_of(actor)}
    if request.method != "POST":
        return render(request, TEMPLATE, page)
    try:
        _confirmed(request)
        service.delete_account(actor)
    except Refusal as no:
        return refused(request, TEMPLATE, page | {"typed": request.POST.get("typed", "")}, no)
    logout(request)
    return redirect("identity:gone")


@anyone
@require_safe
def gone(request: HttpRequest) -> HttpResponse:
    """After the deletion: what went, what stays."""
    return render(request, "identity/gone.html")


def _confirmed(request: HttpRequest) -> None:
    if request.POST.get("typed", "").strip().lower() != _own_mark(request):
        raise Refusal(
            "confirmation_wrong",
            Words("写的和您的邮箱不一样，没有注销。", "That is not your address; nothing was deleted."),
            remedy=Words("照上面的样子再写一遍。", "Write it once more, as it stands above."),
            field="typed",
        )


def _own_mark(request: HttpRequest) -> str:
    """What is typed to confirm: the own address, or the account's name where there is none."""
    user = request.user
    return str(getattr(user, "email", "") or user.get_username()).lower()
