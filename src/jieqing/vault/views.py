"""The operator's page of keys: how old they are, and a button to rotate them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from jieqing.kit.clock import now
from jieqing.kit.doors import actor_of, language_of, operator_only
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.vault import queries, service

MADE = Words(
    "已生成第 {n} 版密钥；数据密钥正在后台改由它保护，期间一切照常。",
    "Version {n} was made; the data keys are being wrapped to it in the background, and all goes on as usual.",
)
RESUMED = Words("已重新排入后台任务。", "The background job was queued again.")


@operator_only
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """Key versions of all tenants by their ids; POST rotates one, or has a rotation go on."""
    actor, refusal, status = actor_of(request), None, 200
    if request.method == "POST":
        try:
            messages.success(request, _act(request).to(language_of(request)))
            return redirect(request.get_full_path())
        except Refusal as no:
            refusal, status = no, no.status
    number = request.GET.get("page", "1")
    shown = queries.keys(actor, now(), int(number) if number.isdecimal() and len(number) < 6 else 1)
    return render(request, "vault/keys.html", {"keys": shown, "refusal": refusal}, status=status)


def _act(request: HttpRequest) -> Words:
    for act in ("rotate", "resume"):
        if named := request.POST.get(act):
            tenant = _tenant(named)
            if act == "resume":
                service.resume(actor_of(request), tenant)
                return RESUMED
            return MADE.filled(n=service.rotate(actor_of(request), tenant))
    raise _tenant_unknown()


def _tenant(named: str) -> UUID:
    try:
        return UUID(named)
    except ValueError:
        raise _tenant_unknown() from None


def _tenant_unknown() -> Refusal:
    return Refusal(
        "tenant_unknown",
        Words("没有说是哪个租户的密钥。", "It was not said whose key."),
        remedy=Words("在表里按那一行的按钮。", "Use the button in the tenant's row."),
        field="rotate",
    )
