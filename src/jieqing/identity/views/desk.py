"""The operator's desk of members: an account by its exact address; disable, enable, reset the second step."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from jieqing.identity import queries, service
from jieqing.identity.rules.roles import named
from jieqing.identity.spoken import proofs
from jieqing.identity.views.answering import refused, say
from jieqing.kit.doors import actor_of, operator_only
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

TEMPLATE = "identity/desk.html"
ACTS = {
    "disable": Words("账号已停用，各处都已退出。", "The account is disabled and signed out everywhere."),
    "enable": Words("账号已恢复。", "The account is enabled again."),
    "reset": Words("第二步验证已重设，已写信告诉本人。", "The second step is reset; the owner has been told by mail."),
}


@operator_only
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """Looks an account up (by POST: no address stands in an address bar or log) and does what was asked with it."""
    page: dict[str, Any] = {"proofs": proofs(), "email": request.POST.get("email", "")}
    if request.method != "POST":
        return render(request, TEMPLATE, page)
    page["reason"] = request.POST.get("reason", "")
    try:
        _act(request)
        page |= _found(request, page["email"])
    except Refusal as no:
        return refused(request, TEMPLATE, page | _found_at_least(request, page["email"]), no)
    return render(request, TEMPLATE, page)


def _act(request: HttpRequest) -> None:
    actor, act, user = actor_of(request), request.POST.get("act", ""), request.POST.get("user", "")
    if act not in ACTS or not user.isdecimal() or len(user) > 9:
        return
    if act == "reset":
        service.reset_second_factor(actor, int(user), request.POST.get("proof", ""))
    else:
        change = service.disable_account if act == "disable" else service.enable_account
        change(actor, int(user), request.POST.get("reason", ""))
    say(request, ACTS[act])


def _found(request: HttpRequest, email: str) -> dict[str, Any]:
    account = queries.account_by_email(actor_of(request), email)
    if account is None:
        raise Refusal(
            "account_unknown",
            Words("没有用这个邮箱的账号。", "No account has this address."),
            remedy=Words("要写完整、完全一样的地址。", "Write the whole address, exactly as it is."),
            field="email",
            status=404,
        )
    seats = [(name, kind, named(roles), is_admin) for name, kind, roles, is_admin in account.seats]
    return {"account": account, "seats": seats, "is_self": account.user_id == actor_of(request).user_id}


def _found_at_least(request: HttpRequest, email: str) -> dict[str, Any]:
    try:
        return _found(request, email)
    except Refusal:
        return {}
