"""Pages of a claim's life: tell an event, correct it, take it back; what comes near; the calendar."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jieqing.claims import keeping, page, queries
from jieqing.claims.rules.event_entry import NotKept, choices
from jieqing.claims.rules.event_kinds import event_kinds
from jieqing.claims.timeline import feeds, forms, reminding, service
from jieqing.claims.timeline import queries as timelines
from jieqing.claims.timeline.ics import WHAT
from jieqing.kit.clock import now, today
from jieqing.kit.doors import actor_of, anyone, language_of, only
from jieqing.kit.words import Words

ICS = "text/calendar; charset=utf-8"


@only("creditor")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """The form for an event; a POST keeps it. What can't be so comes back in its own field."""
    actor, on = actor_of(request), today()
    if request.method != "POST":
        kind = request.GET.get("kind", "")
        return _form(request, claim_id, {"kind": kind if kind in event_kinds() else ""})
    sent = request.POST.dict()
    try:
        service.add(actor, claim_id, forms.told(sent, on), on=on, now=now())
    except NotKept as no:
        return _form(request, claim_id, forms.typed_again(sent), no)
    _tell(
        request, Words("记下了，期间和利息已经重新算过。", "Kept; the periods and the interest were worked out anew.")
    )
    return redirect(_timeline(claim_id))


@only("creditor")
@require_http_methods(["GET", "HEAD", "POST"])
def event(request: HttpRequest, claim_id: UUID, event_id: UUID) -> HttpResponse:
    """One event in the form, to be corrected; a POST puts the corrected one in its place."""
    actor, on = actor_of(request), today()
    row = timelines.event(actor, claim_id, event_id)
    if row is None or row.taken_back_at is not None:
        raise keeping.not_there()
    if request.method != "POST":
        return _form(request, claim_id, forms.typed_of(row, ""), event_id=event_id, has_note=bool(row.note_sealed))
    sent = request.POST.dict()
    try:
        service.correct(actor, claim_id, event_id, forms.told(sent, on), on=on, now=now())
    except NotKept as no:
        return _form(request, claim_id, forms.typed_again(sent), no, event_id=event_id)
    _tell(request, Words("改好了。原来的在“撤下的”里，可以恢复。", "Corrected. The former one can be restored."))
    return redirect(_timeline(claim_id))


@only("creditor")
@require_POST
def take_back(request: HttpRequest, claim_id: UUID, event_id: UUID) -> HttpResponse:
    """The event counts no more."""
    service.take_back(actor_of(request), claim_id, event_id, on=today(), now=now())
    _tell(request, Words("撤下了，可以恢复。", "Taken back; it can be restored."))
    return redirect(_timeline(claim_id))


@only("creditor")
@require_POST
def restore(request: HttpRequest, claim_id: UUID, event_id: UUID) -> HttpResponse:
    """The event counts again."""
    service.restore(actor_of(request), claim_id, event_id, on=today(), now=now())
    _tell(request, Words("恢复了。", "Restored."))
    return redirect(_timeline(claim_id))


@only("creditor")
@require_safe
def near(request: HttpRequest) -> HttpResponse:
    """Last days within 180 days, the nearest first."""
    actor, on = actor_of(request), today()
    rows = reminding.near(actor, on)
    shown = [(row, page.title(row.claim), WHAT[row.what]) for row in rows]
    return render(request, "claims/timeline/near.html", {"rows": shown, "feed": feeds.own(actor)})


@only("creditor")
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """Makes or ends the actor's calendar address; a new one is shown once."""
    actor, made = actor_of(request), ""
    if request.method == "POST" and request.POST.get("act") == "make":
        token = feeds.make(actor, now=now())
        made = request.build_absolute_uri(reverse("claims:feed", args=[token]))
    elif request.method == "POST":
        feeds.end(actor, now=now())
        _tell(request, Words("停用了。订阅过的日历读不到了。", "Ended. Calendars that subscribed read nothing more."))
        return redirect("claims:calendar")
    response = render(request, "claims/timeline/calendar.html", {"feed": feeds.own(actor), "made": made})
    response["Cache-Control"] = "private, no-store"
    return response


@anyone
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar for whoever knows the secret; it holds no names."""
    root = settings.PUBLIC_URL + reverse("claims:list")
    content = feeds.read(token, language_of(request), on=today(), address=root)
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": 'inline; filename="jieqing.ics"'}
    return HttpResponse(content, content_type=ICS, headers=headers)


def _form(
    request: HttpRequest,
    claim_id: UUID,
    typed: Mapping[str, str],
    no: NotKept | None = None,
    *,
    event_id: UUID | None = None,
    has_note: bool = False,
) -> HttpResponse:
    actor = actor_of(request)
    found = queries.claim(actor, claim_id)
    if not found.is_own:
        raise keeping.not_there()
    shown: dict[str, Any] = {
        "page": page.claim_part(found, today()),
        "typed": typed,
        "refused": {each.field: each for each in no.each} if no else {},
        "kinds": event_kinds().values(),
        "channels": choices("channel").items(),
        "causes": choices("cause").items(),
        "papers": [(f"{forms.FILE}{paper.id}", paper.filename) for paper in queries.papers(actor, claim_id)],
        "event_id": event_id,
        "has_note": has_note,
    }
    return render(request, "claims/timeline/event.html", shown, status=no.status if no else 200)


def _timeline(claim_id: UUID) -> str:
    return reverse("claims:claim", args=[claim_id]) + "#timeline"


def _tell(request: HttpRequest, words: Words) -> None:
    messages.success(request, words.to(language_of(request)))
