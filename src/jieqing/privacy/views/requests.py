"""Requests for one's rights: the asker's pages and the operators' desk."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from jieqing.kit import clock
from jieqing.kit.doors import actor_of, language_of, operator_only, signed_in
from jieqing.kit.refusal import Refusal
from jieqing.kit.words import Words
from jieqing.privacy.queries import requests as queries
from jieqing.privacy.rules.requests import KINDS, due_on
from jieqing.privacy.service import requests as service

MADE = Words(
    "已收到。最迟 {day} 答复，答复会出现在这一页。", "Received. The answer comes by {day} at the latest, on this page."
)
TAKEN_BACK = Words("已撤回。", "Withdrawn.")
ANSWERED = Words("答复已发出。", "The answer has been given.")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """One's own requests, and the form for another."""
    actor, refusal, today = actor_of(request), None, clock.today()
    if request.method == "POST":
        try:
            service.ask(actor, kind=request.POST.get("kind", ""), text=request.POST.get("text", ""), now=clock.now())
            messages.success(request, MADE.to(language_of(request)).format(day=due_on(today)))
            return redirect("privacy:requests")
        except Refusal as no:
            refusal = no
    page = {"requests": queries.own(actor, today), "kinds": KINDS.items(), "due_on": due_on(today)}
    page |= {"refusal": refusal, "posted": request.POST if refusal else {}}
    return render(request, "privacy/requests.html", page, status=refusal.status if refusal else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def own_one(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One's own request, its answer, and the way to take it back."""
    actor = actor_of(request)
    if request.method == "POST":
        service.withdraw(actor, request_id, now=clock.now())
        messages.success(request, TAKEN_BACK.to(language_of(request)))
        return redirect("privacy:requests")
    opened = queries.own_one(actor, request_id, clock.today())
    return render(request, "privacy/request.html", {"opened": opened})


@operator_only
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, the most urgent first; ?ended=1 for what has ended."""
    ended = request.GET.get("ended") == "1"
    found = queries.desk(actor_of(request), clock.today(), ended=ended)
    return render(request, "privacy/desk.html", {"requests": found, "ended": ended})


@operator_only
@require_http_methods(["GET", "HEAD", "POST"])
def desk_one(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One request with its text, to answer it."""
    actor, refusal, form = actor_of(request), None, request.POST
    if request.method == "POST":
        is_declined = form.get("act") == "decline"
        try:
            service.answer(actor, request_id, text=form.get("answer", ""), is_declined=is_declined, now=clock.now())
            messages.success(request, ANSWERED.to(language_of(request)))
            return redirect("privacy:desk")
        except Refusal as no:
            if no.status == 404:
                raise
            refusal = no
    opened = queries.desk_one(actor, request_id, clock.today())
    page = {"opened": opened, "refusal": refusal, "posted": form if refusal else {}}
    return render(request, "privacy/desk_request.html", page, status=refusal.status if refusal else 200)
