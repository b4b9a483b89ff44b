"""The members of the organisation that one acts for: see, invite, change, remove."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from jieqing.identity import queries, service
from jieqing.identity.queries import Seat
from jieqing.identity.rules.roles import RoleKind, named, roles_open_to
from jieqing.identity.views.answering import chosen_id, refused, say
from jieqing.kit import clock
from jieqing.kit.actor import STAFF_ROLES
from jieqing.kit.doors import actor_of, language_of, signed_in
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words

LIST, ONE = "identity/members.html", "identity/member.html"


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def members(request: HttpRequest) -> HttpResponse:
    """Who belongs here, names masked; a manager invites, withdraws, and opens the names (which leaves an entry)."""
    seat = queries.seat(actor_of(request))
    if seat is None:
        return redirect("identity:hub")
    if request.method != "POST":
        return render(request, LIST, _list(request, seat))
    typed = {"email": request.POST.get("email", ""), "is_admin": bool(request.POST.get("is_admin"))}
    wanted = request.POST.getlist("roles")
    try:
        opened = _act(request)
    except Refusal as no:
        return refused(request, LIST, _list(request, seat) | {"typed": typed, "wanted": wanted}, no)
    if opened is not None:
        return render(request, LIST, _list(request, seat, opened))
    return redirect("identity:members")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def member(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """One member: roles, managing, removal. Of two browsers the second sees what stands beside what it chose."""
    actor = actor_of(request)
    seat, one = queries.seat(actor), queries.member(actor, membership_id)
    if seat is None or not seat.is_admin:
        return redirect("identity:members")
    page: dict[str, Any] = {"member": one, "roles": _roles(seat), "chosen": one.roles, "is_admin": one.is_admin}
    if request.method != "POST":
        return render(request, ONE, page)
    chosen, is_admin = request.POST.getlist("roles"), bool(request.POST.get("is_admin"))
    try:
        if "remove" in request.POST:
            _remove(request, one)
        else:
            service.change_roles(actor, one.id, _version(request), chosen, is_admin=is_admin)
            say(request, Words("改好了，马上生效。", "Changed; it counts at once."))
    except Refusal as no:
        theirs = {"stands": named(one.roles), "theirs": named(chosen)} if no.code == "changed_meanwhile" else {}
        return refused(request, ONE, page | {"chosen": chosen, "is_admin": is_admin} | theirs, no)
    return redirect("identity:members")


def _act(request: HttpRequest) -> dict[UUID, str] | None:
    """What the manager asked for; the opened names, if that was it."""
    actor, invitation = actor_of(request), chosen_id(request, "withdraw")
    if "open" in request.POST:
        return queries.names_opened(actor)
    if invitation:
        service.withdraw_invitation(actor, invitation)
        say(request, Words("邀请收回了，链接已失效。", "The invitation is withdrawn; its link leads nowhere now."))
        return None
    service.invite(
        actor,
        request.POST.get("email", ""),
        request.POST.getlist("roles"),
        is_admin=bool(request.POST.get("is_admin")),
        language=language_of(request),
    )
    say(request, Words("邀请已发出，七天内有效。", "The invitation is on its way; it lasts seven days."))
    return None


def _remove(request: HttpRequest, one: queries.Member) -> None:
    if not request.POST.get("sure"):
        raise Refusal(
            "not_confirmed",
            Words("还没有确认。", "This is not confirmed yet."),
            remedy=Words(
                "勾上确认再移出；移出后可以重新邀请。", "Tick the box first; you can invite the person again."
            ),
            field="sure",
        )
    service.remove_member(actor_of(request), one.id)
    say(request, Words("已移出。要让他回来，重新邀请就行。", "Removed. To have the person back, invite again."))


def _version(request: HttpRequest) -> int:
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() and len(version) < 10 else 0


def _list(request: HttpRequest, seat: Seat, opened: dict[UUID, str] | None = None) -> dict[str, Any]:
    actor = actor_of(request)
    is_staffed = not seat.is_admin or _may_manage(request)
    waiting = queries.invitations(actor, clock.now()) if seat.is_admin and is_staffed else []
    return {
        "seat": seat,
        "needs_factor": not is_staffed,
        "roles": _roles(seat),
        "wanted": [],
        "rows": [(one, (opened or {}).get(one.id), named(one.roles)) for one in queries.members(actor)],
        "is_opened": opened is not None,
        "invitations": [(one, named(one.roles)) for one in waiting],
    }


def _may_manage(request: HttpRequest) -> bool:
    actor = actor_of(request)
    return actor.has_second_factor or not actor.roles & STAFF_ROLES


def _roles(seat: Seat) -> list[RoleKind]:
    return roles_open_to(seat.kind, is_agency=seat.is_agency)
