"""Pages of notices: the list, how to be told, and the operator's page of mail."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jieqing.kit.clock import now
from jieqing.kit.doors import actor_of, language_of, operator_only, signed_in
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.notices import queries, service
from jieqing.notices.forms import HOURS, wishes_sent
from jieqing.notices.providers.smtp import NotDelivered
from jieqing.notices.queries import Shown
from jieqing.notices.rules.catalogue import Kind, groups, kinds_for
from jieqing.notices.rules.quiet import Wishes

WAY_NAMES = (
    ("both", Words("网页和邮件", "Page and mail")),
    ("page", Words("只在网页", "Page only")),
    ("off", Words("不通知", "Not at all")),
)


@signed_in
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The member's notices, unread first; what is asked stands in the address."""
    group = request.GET.get("group", "")
    asked = {
        "group": group if group in groups() else "",
        "show": request.GET.get("show", "") if request.GET.get("show") == "unread" else "",
    }
    number = request.GET.get("page", "1")
    found = queries.notices(
        actor_of(request),
        group=asked["group"],
        is_unread_only=bool(asked["show"]),
        page=int(number) if number.isdecimal() else 1,
    )
    page: dict[str, Any] = {"found": found, "asked": asked, "groups": groups()}
    page["previous"] = urlencode({**asked, "page": found.page - 1}) if found.page > 1 else ""
    page["next"] = urlencode({**asked, "page": found.page + 1}) if found.page < found.pages else ""
    return render(request, "notices/list.html", page)


@signed_in
@require_safe
def opened(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Goes where the notice points, and notes that it was read."""
    return redirect(_target(service.mark_read(actor_of(request), notice_id, now=now())))


@signed_in
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Marks one notice, or all, as read, and goes back to the list."""
    if notice_id := request.POST.get("notice", ""):
        service.mark_read(actor_of(request), _uuid(notice_id), now=now())
    else:
        service.mark_all_read(actor_of(request), now=now())
    asked = {key: value for key in ("group", "show") if (value := request.POST.get(key, ""))}
    return redirect(f"{reverse('notices:list')}{'?' if asked else ''}{urlencode(asked)}")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """How the member wants to be told, and at what hours."""
    actor, refusal = actor_of(request), None
    if actor.tenant is None or actor.user_id is None:
        raise queries.no_tenant()
    wishes, offered = queries.wishes(actor, actor.user_id), kinds_for(actor.roles)
    if request.method == "POST":
        try:
            service.choose(actor, wishes_sent(request.POST, offered))
        except Refusal as no:
            refusal = no
        else:
            messages.success(request, Words("已保存。", "Saved.").to(language_of(request)))
            return redirect("notices:preferences")
    page: dict[str, Any] = {"wishes": wishes, "refusal": refusal, "hours": HOURS, "way_names": WAY_NAMES}
    page["parts"] = [(name, _choices(offered, group, wishes)) for group, name in groups().items()]
    page["mail"] = queries.mail_set_up()
    return render(request, "notices/preferences.html", page, status=refusal.status if refusal else 200)


@operator_only
@require_http_methods(["GET", "HEAD", "POST"])
def operator_mail(request: HttpRequest) -> HttpResponse:
    """Which server takes our mails, what went wrong lately, and a mail to try it with."""
    actor = actor_of(request)
    page: dict[str, Any] = {"address": str(getattr(request.user, "email", ""))}
    if request.method == "POST":
        try:
            service.try_mail(actor, page["address"], language_of(request))
            page["is_sent"] = True
        except NotDelivered as no:
            page["refusal"] = no
    page |= {"mail": queries.mail_set_up(), "troubles": queries.troubles(actor, task_prefix="notices.")}
    return render(request, "notices/operator_mail.html", page)


def _target(shown: Shown) -> str:
    return reverse(shown.kind.page, args=[shown.about] if shown.about else [])


def _choices(offered: list[Kind], group: str, wishes: Wishes) -> list[dict[str, Any]]:
    return [{"kind": kind, "way": wishes.ways.get(kind.id, "both")} for kind in offered if kind.group == group]


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise queries.notice_unknown() from None
